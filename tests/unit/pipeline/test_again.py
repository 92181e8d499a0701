from __future__ import annotations

from pathlib import Path

from langbridge.glossary import Termbase
from langbridge.pipeline import ConversionOptions, Conversions, Reading, convert_again, convert_file
from langbridge.project import SourceFile, Typography
from langbridge.review import ReviewRef, find_reviews, read_record
from langbridge.values import HANT_TW, RecordError

GLOSSARY = """\
glossary: ours
concepts:
  - id: software
    zh-Hans: 软件
    zh-Hant-TW: {form}
"""


def convert(root: Path, options: ConversionOptions) -> ReviewRef:
    (root / "posts").mkdir()
    (root / "posts/a.md").write_text('这个"软件"的质量。\n', encoding="utf-8")
    (root / "ours.yaml").write_text(GLOSSARY.format(form="軟體"), encoding="utf-8")
    conversions = Conversions(Termbase.load([root / "ours.yaml"]), options)
    source = SourceFile(root / "posts/a.md", Path("a.md"))
    convert_file(source, HANT_TW, conversions, Reading(), root=root, output=root / "output")
    [ref] = find_reviews(root / "output", root)
    return ref


def test_terms_are_read_anew_and_all_else_is_as_it_was(tmp_path: Path) -> None:
    ref = convert(tmp_path, ConversionOptions(quotes=Typography.KEEP))
    assert ref.output_path.read_text(encoding="utf-8") == '這個"軟體"的質量。\n'
    before = read_record(ref.record_path)
    (tmp_path / "ours.yaml").write_text(GLOSSARY.format(form="軟件體"), encoding="utf-8")
    assert convert_again([ref], tmp_path, tmp_path / "output", []) == [None]  # the record names the glossary
    assert ref.output_path.read_text(encoding="utf-8") == '這個"軟件體"的質量。\n'
    after = read_record(ref.record_path)
    assert {**after.settings, "termbase": ""} == {**before.settings, "termbase": ""}


def test_a_record_that_says_nothing_is_an_error_and_holds_up_no_other(tmp_path: Path) -> None:
    ref = convert(tmp_path, ConversionOptions())
    text = ref.record_path.read_text(encoding="utf-8")
    ref.record_path.write_text(text.replace('"guard":true,', ""), encoding="utf-8")
    error, fine = convert_again([ref, ref._replace(record_path=write_copy(ref, text))], tmp_path, tmp_path / "output", [])
    assert isinstance(error, RecordError)
    assert "'guard'" in str(error)
    assert fine is None


def write_copy(ref: ReviewRef, text: str) -> Path:
    path = ref.record_path.with_name("copy.json")
    path.write_text(text, encoding="utf-8")
    return path
