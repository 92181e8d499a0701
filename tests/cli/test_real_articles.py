"""Five real articles, end to end: two in Simplified from the web, three Hugo posts in Traditional.  They are not in this repository."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
TARGETS = ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans", "zh-Hans-CN")
ARTICLES = ("000", "001", "002", "003", "004")

# What must come through, found without our parser.
UNTOUCHED = {
    "URLs": re.compile(r"https?://[^\s)\"'>，。]+"),
    "shortcodes": re.compile(r"\{\{[<%].*?[>%]\}\}"),
    "front-matter keys": re.compile(r"^[A-Za-z_]+:(?= )", re.MULTILINE),
    "dates": re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:+]+)?"),
    "code": re.compile(r"`[^`\n]+`"),
    "ends of lines": re.compile(r"\r\n|\r|\n"),
}


@pytest.fixture
def article(shared: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """The path of a real article; the working folder is this repository, for its glossaries."""
    monkeypatch.chdir(repository)

    def named(number: str) -> Path:
        (found,) = (shared / "seeds").glob(f"{number}_*.md")
        return found

    return named


@pytest.fixture
def converted(article: Callable[[str], Path], langbridge: Call) -> Callable[[str, str], str]:
    """A real article in another script."""

    def convert(number: str, target: str) -> str:
        called = langbridge("convert", article(number), "--to", target, "--stdout")
        assert called.code == 0, called.stderr
        return str(called.stdout)

    return convert


@pytest.mark.parametrize(
    ("number", "right", "times", "wrong"),
    [
        ("003", "參數", 4, "引數"),
        ("003", "發布|發表", 3, "釋出"),
        ("003", "AI 代理|智慧代理|AI代理", 8, "智能體|智慧體"),
        ("003", "品質", 1, "質量"),
        ("003", "輝達", 1, "英偉達"),
        ("004", "AI 代理|智慧代理|AI代理", 2, "智能體|智慧體"),
        ("004", "消息", 1, "訊息"),
        ("004", "祖克柏", 1, "扎克伯格|紮克伯格"),
        ("004", "史丹佛", 1, "斯坦福"),
        ("004", "輝達", 6, "英偉達"),
    ],
)
def test_taiwan_s_words(converted: Callable[[str, str], str], number: str, right: str, times: int, wrong: str) -> None:
    text = converted(number, "zh-Hant-TW")
    assert len(re.findall(right, text)) >= times
    assert not re.findall(wrong, text)


@pytest.mark.parametrize(
    ("number", "source", "right", "wrong"),
    [
        ("000", "建立在", "建立在", "创建在"),
        ("000", "堆疊更多運算", "堆叠更多运算", "堆栈"),
        ("001", "建立在", "建立在", "创建在"),
        # 正常運作時間, uptime, is 正常运行时间 there.
        ("001", "執行", "执行", "运行(?!时间)"),
        ("002", "類比", "类比", "模拟"),
        ("002", "執行", "执行", "运行"),
    ],
)
def test_mainland_words(
    article: Callable[[str], Path], converted: Callable[[str, str], str], number: str, source: str, right: str, wrong: str
) -> None:
    before, after = article(number).read_text(encoding="utf-8"), converted(number, "zh-Hans-CN")
    assert after.count(right) >= before.count(source) > 0
    assert not re.search(wrong, after)


@pytest.mark.parametrize("number", ARTICLES)
@pytest.mark.parametrize("target", TARGETS)
def test_what_is_not_prose_is_as_it_was(
    article: Callable[[str], Path], converted: Callable[[str, str], str], number: str, target: str
) -> None:
    before, after = article(number).read_bytes().decode(), converted(number, target)
    for what, pattern in UNTOUCHED.items():
        assert Counter(pattern.findall(after)) == Counter(pattern.findall(before)), what


@pytest.mark.parametrize("number", ARTICLES)
@pytest.mark.parametrize("target", TARGETS)
def test_an_output_converted_again_passes_through(
    article: Callable[[str], Path], langbridge: Call, tmp_path: Path, number: str, target: str
) -> None:
    def convert(path: Path, output: str) -> Any:
        called = langbridge("convert", path, "--to", target, "--output", tmp_path / output, "--format", "json")
        assert called.code == 0, called.stdout
        return called.json["articles"][0]

    convert(article(number), "once")
    once = tmp_path / "once" / target / article(number).name
    told = convert(once, "again")
    assert (told["status"], told["changes"]) == ("passed-through", 0)
    assert (tmp_path / "again" / target / once.name).read_bytes() == once.read_bytes()
