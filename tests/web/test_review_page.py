"""The review page as an editor uses it: by keys, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.web.conftest import Served, until

from langbridge.glossary import read_yaml

ARTICLES = {
    "a.md": (
        "---\ntitle: 软件的质量\n---\n\n## 马\n\n一匹马。后面的程序在里面。𠮷野家的程序员也来了。\n\n"
        "<script>document.title = 'broken in'</script>\n\n回复邮件，请回复一次。\n"
    ),
    "b.md": "程序里面的回复很短。\n",
}
A, B = "zh-Hant-TW/a.md", "zh-Hant-TW/b.md"

Open = Callable[..., Any]


@pytest.fixture
def served(serve_project: Callable[..., Served]) -> Served:
    return serve_project({name: text.encode() for name, text in ARTICLES.items()})


def article(open_page: Open, served: Served, name: str = A, **more: Any) -> Any:
    page = open_page(served, **more)
    page.goto(served.article(name))
    page.wait_for_selector(".mark.current")
    return page


def current(page: Any) -> str:
    return str(page.locator(".mark.current").inner_text())


def go_to(page: Any, source: str) -> None:
    page.locator(".was", has_text=re.compile(f"^{source}$")).first.click()


def press(page: Any, key: str) -> None:
    """Press a key, and wait until it is answered."""
    before = page.locator("#figures").inner_text()
    page.keyboard.press(key)
    until(page, "before => document.getElementById('figures').textContent !== before", before)


def test_the_list_leads_to_an_article(open_page: Open, served: Served) -> None:
    page = open_page(served)
    page.wait_for_selector("#rows tr")
    assert "token" not in page.url
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.closest('tr') !== null")
    page.fill("#search", "Hant-TW/b")
    until(page, "document.querySelectorAll('#rows tr').length === 1")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mark.current")
    assert B in page.title()


def test_a_link_on_another_site_opens_it(browser: Any, served: Served) -> None:
    page = browser.new_context().new_page()
    page.route("http://elsewhere.test/", lambda route: route.fulfill(body=f'<a href="{served.address}">x</a>', content_type="text/html"))
    page.goto("http://elsewhere.test/")
    page.click("a")
    page.wait_for_selector("#rows tr")
    assert "token" not in page.url
    page.context.close()


def test_the_first_that_is_shown_is_risky(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    assert page.locator(".mark.current").get_attribute("data-state") == "risky"
    assert page.evaluate("document.activeElement.classList.contains('current')")
    assert page.locator("#card .badge").count() == 1


def test_both_sides_show_the_whole_text(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    for side, text in (("source", ARTICLES["a.md"]), ("output", served.text(A))):
        assert page.locator(f".cell.{side}").evaluate_all("cells => cells.map(cell => cell.textContent)") == text.splitlines()
        languages = page.locator(f".cell.{side}").evaluate_all("cells => cells.map(cell => cell.lang)")
        assert set(languages) == {"zh-Hans-CN" if side == "source" else "zh-Hant-TW"}


def test_each_key_decides_and_goes_on(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "里面")
    press(page, "r")
    go_to(page, "后面")
    press(page, "v")
    go_to(page, "回复")
    press(page, "2")
    go_to(page, "马")
    press(page, "a")
    assert page.locator(".mark.current").get_attribute("data-state") != "decided"  # it went on
    text = served.text(A)
    assert "裏面" in text and "后面" in text
    assert "回復郵件" in text


def test_a_word_is_edited_in_place(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "程序员")
    page.keyboard.press("e")
    page.wait_for_selector(".editing textarea")
    page.keyboard.type("apn")  # letters go into the field, and decide nothing
    page.fill(".editing textarea", "工程師")
    press(page, "Enter")
    assert "𠮷野家的工程師也來了" in served.text(A)
    assert page.locator(".mark[data-verdict=edit]").inner_text() == "工程師"


def test_a_line_is_edited_where_nothing_changed(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.fill("#search", "也")
    page.keyboard.press("Enter")
    page.wait_for_selector(".row.found")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.wait_for_selector(".editing textarea")
    before = page.input_value(".editing textarea")
    assert before in served.text(A)
    after = before.replace("也來了", "都來過了")
    page.fill(".editing textarea", after)
    page.keyboard.press("Enter")
    page.wait_for_selector(".mark[data-verdict=edit]")
    assert after in served.text(A)
    page.keyboard.press("u")
    page.wait_for_selector(".mark[data-verdict=edit]", state="detached")
    assert before in served.text(A)


def test_escape_leaves_the_field_without_a_decision(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.keyboard.press("e")
    page.wait_for_selector(".editing textarea")
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    page.wait_for_selector(".editing", state="detached")
    assert page.locator(".mark[data-state=decided]").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('current')")


def test_undo_and_clear_lead_back(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "里面")
    press(page, "r")
    assert "裏面" in served.text(A)
    press(page, "u")
    assert current(page) == "裡面"
    assert "裡面" in served.text(A)
    press(page, "v")
    go_to(page, "里面")
    press(page, "c")
    assert page.locator(".mark[data-state=decided]").count() == 0


def test_previous_leads_back_to_what_was_just_decided(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    first = page.locator(".mark.current").get_attribute("data-change")
    press(page, "a")
    assert page.locator(".mark.current").get_attribute("data-change") != first
    page.keyboard.press("p")
    page.wait_for_selector(f".mark.current[data-change='{first}']")
    page.keyboard.press("n")
    page.wait_for_selector(f".mark.current:not([data-change='{first}'])")


def test_a_decision_for_the_article_shows_at_all_its_places(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "马")
    page.keyboard.press("s")
    assert page.locator("input[name=scope]:checked").get_attribute("value") == "article"
    press(page, "r")
    assert page.locator(".mark[data-verdict=reject]").count() == 2
    # The next decision is for its place alone, unless that is asked for again.
    assert page.locator("input[name=scope]:checked").get_attribute("value") == "place"


def test_the_rest_of_a_rule_is_accepted(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "马")
    press(page, "g")
    assert page.locator(".mark[data-verdict=accept]").count() == 2


def test_approving_goes_on_to_the_next_article_and_then_to_the_list(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.keyboard.press("d")
    page.wait_for_selector(".toast.warned")  # what is in doubt is not accepted unseen
    assert page.locator(".mark[data-state=decided]").count() == 0
    assert page.locator(".mark.current").get_attribute("data-state") == "risky"
    page.keyboard.press("d")
    page.wait_for_url(served.article(B))
    page.wait_for_selector(".mark.current")
    while page.locator(".mark[data-state=risky]").count():
        press(page, "a")
    page.keyboard.press("d")
    page.wait_for_url(f"{served.base}/")
    until(page, "document.querySelectorAll('#rows .num.waiting').length === 0 && document.querySelectorAll('#rows tr').length > 0")


def test_undo_after_approving_goes_back_to_the_article_that_was_left(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    press(page, "a")
    waiting = page.locator("#figures").inner_text()
    page.keyboard.press("d")
    page.wait_for_selector(".toast.warned")
    page.keyboard.press("d")
    page.wait_for_url(served.article(B))
    page.wait_for_selector(".mark.current")
    page.keyboard.press("u")
    page.wait_for_url(served.article(A))
    page.wait_for_selector(".mark.current")
    assert page.locator(".toast").inner_text() == f"Undone in {A}"
    assert page.locator("#figures").inner_text() == waiting
    press(page, "u")  # and on, to what was decided there before
    page.keyboard.press("u")
    page.wait_for_selector(".toast >> text=There is nothing to undo")
    assert page.locator(".mark[data-state=decided]").count() == 0


def test_a_window_takes_back_its_own_steps_alone(open_page: Open, served: Served) -> None:
    press(article(open_page, served), "a")
    page = article(open_page, served)
    page.evaluate("sessionStorage.setItem('steps', JSON.stringify(['of', 'earlier', 'servers']))")
    press(page, "a")
    assert page.locator(".mark[data-state=decided]").count() == 2
    press(page, "u")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("u")  # three names are left, none of which the server knows
    page.wait_for_selector(".toast >> text=There is nothing to undo")
    assert len(asked) == 1
    assert page.locator(".mark[data-state=decided]").count() == 1


def test_undo_from_the_list_leads_to_the_article(open_page: Open, served: Served) -> None:
    page = article(open_page, served, B)
    press(page, "a")
    page.keyboard.press("l")
    page.wait_for_selector("#rows tr")
    page.keyboard.press("u")
    page.wait_for_url(served.article(B))
    page.wait_for_selector(".mark.current")
    assert page.locator(".mark[data-state=decided]").count() == 0
    page.goto(f"{served.base}/rules")
    page.wait_for_selector(".rule-item.current")
    page.keyboard.press("a")
    until(page, "document.querySelectorAll('.rule-item.done').length === 1")
    page.goto(served.article(A))
    page.wait_for_selector(".mark.current")
    page.keyboard.press("u")
    page.wait_for_selector(".toast >> text=Undone in 2 articles")
    assert page.locator(".mark[data-state=decided]").count() == 0


def test_a_rule_is_accepted_except_at_one_place(open_page: Open, served: Served) -> None:
    page = open_page(served)
    page.goto(f"{served.base}/rules")
    page.wait_for_selector(".rule-item")
    page.fill("#search", "里面")
    page.keyboard.press("Escape")
    until(page, "document.querySelectorAll('.rule-item').length === 1")
    page.keyboard.press("x")
    page.wait_for_selector(".places li")
    page.locator(".places li input").last.focus()
    page.keyboard.press("Space")
    until(page, "document.querySelector('.rule-item .button.strong').textContent.includes('1')")
    page.keyboard.press("r")
    until(page, "document.querySelector('.sizes').textContent.includes('1 of 2')")
    assert "裏面" in served.text(A)
    assert "裡面" in served.text(B)
    page.keyboard.press("u")
    until(page, "!document.querySelector('.sizes').textContent.includes('1 of 2')")
    assert "裡面" in served.text(A)


def test_a_rule_is_accepted_by_one_key(open_page: Open, served: Served) -> None:
    page = open_page(served)
    page.goto(f"{served.base}/rules")
    page.wait_for_selector(".rule-item.current.risky")
    before = page.locator("#overview").inner_text()
    page.keyboard.press("a")
    until(page, "before => document.getElementById('overview').textContent !== before", before)
    assert page.locator(".rule-item.done").count() == 1
    assert page.locator(".rule-item.current.done").count() == 0  # it went on


def test_a_decision_for_all_articles_is_written_back(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "里面")
    page.keyboard.press("s")
    page.keyboard.press("s")
    page.keyboard.press("r")
    page.wait_for_selector("#everywhere[open]")
    until(page, "document.querySelectorAll('#everywhere li').length === 2")
    assert page.evaluate("document.activeElement.name") == "source"
    page.fill("#everywhere input[name=english]", "inside")
    page.keyboard.press("Enter")
    page.wait_for_selector("#everywhere[open]", state="hidden")
    page.wait_for_selector(".toast")
    assert B in page.locator(".toast").inner_text()
    assert "裏面" in served.text(A) and "裏面" in served.text(B)
    entry = read_yaml(served.root / "glossaries" / "terms.yaml").concepts[-1]
    assert entry.id == "inside" and entry.note


def test_the_glossarys_own_term_is_explained(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    layers = page.locator(".mark[data-layer=glossary]")
    if not layers.count():
        pytest.fail("no glossary term is in the article")
    layers.first.click()
    page.locator("input[name=scope][value=everywhere]").check()
    page.keyboard.press("r")
    page.wait_for_selector("#everywhere[open] code")
    assert re.search(r"glossaries/terms\.yaml:\d+", page.locator("#everywhere code").inner_text())
    page.keyboard.press("Escape")
    page.wait_for_selector("#everywhere[open]", state="hidden")
    assert page.locator(".mark[data-state=decided]").count() == 0


def test_the_second_of_two_windows_is_told(open_page: Open, served: Served) -> None:
    first = article(open_page, served)
    second = article(open_page, served, quiet=False)  # the browser itself notes the refusal on the console
    go_to(first, "里面")
    press(first, "r")
    go_to(second, "里面")
    second.keyboard.press("v")
    second.wait_for_selector(".toast.warned")
    assert "Another window" in second.locator(".toast.warned").inner_text()
    assert second.locator(".mark[data-verdict=reject]").inner_text() == "裏面"  # it shows the other's decision now
    assert "裏面" in served.text(A)
    go_to(second, "后面")
    press(second, "v")  # and can go on
    assert "后面" in served.text(A)


def test_edits_by_hand_are_taken_over(open_page: Open, served: Served) -> None:
    output = served.root / "output" / A
    edited = output.read_text("utf-8").replace("郵件", "電子郵件")
    output.write_bytes(edited.encode())
    page = article(open_page, served)
    page.click(".notice button")
    page.wait_for_selector(".notice", state="detached")
    assert page.locator(".mark[data-verdict=edit]").count() == 1
    assert served.text(A) == edited


def test_stale_decisions_are_listed_with_their_reasons(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    go_to(page, "里面")
    press(page, "r")
    served.desk.flush()
    (served.root / "a.md").write_text("全换了，这是另一篇文章。\n", "utf-8")
    served.desk.convert_again(range(len(served.desk)))
    page.reload()
    page.wait_for_selector("details.stale")
    page.click("details.stale summary")
    assert "里面" in page.locator("details.stale li").inner_text()
    page.click('details.stale button:text-is("Drop")')
    page.wait_for_selector("details.stale", state="detached")


def test_a_text_by_hand_that_lost_its_place_is_found_and_written_again(open_page: Open, served: Served) -> None:
    output = served.root / "output" / A
    output.write_bytes(output.read_bytes().replace("也來了".encode(), "都到了".encode()))
    page = article(open_page, served)
    page.click(".notice button")
    page.wait_for_selector(".notice", state="detached")
    served.desk.flush()
    source = served.root / "a.md"
    source.write_bytes(source.read_bytes().replace("野家的程序员也来了。".encode(), "野家很多人也来了两次。".encode()))
    served.desk.convert_again(range(len(served.desk)))
    page.reload()
    page.wait_for_selector("details.stale[open]")  # without a click: a text that somebody wrote is missing from the output
    assert page.evaluate("scrollY") == 0
    assert "1 decision without a place" in page.locator("#figures").inner_text()
    notice = page.locator("details.stale").inner_text()
    assert "not in the output" in notice and "press w" in notice
    assert "都到" in notice and "都到" not in served.text(A)
    page.click('details.stale button:text-is("Find")')
    row = page.locator(".row.found .output")
    assert "也來" in row.inner_text()
    page.keyboard.press("w")
    field = page.locator("#card textarea")
    field.fill(field.input_value().replace("也來", "都到"))
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.mark[data-verdict=edit]') !== null")
    page.click('details.stale button:text-is("Drop")')
    page.wait_for_selector("details.stale", state="detached")
    assert "都到了兩次" in served.text(A)


def test_when_the_server_has_ended_the_page_says_so(open_page: Open, served: Served) -> None:
    page = article(open_page, served, quiet=False)
    page.route("**/api/**", lambda route: route.abort())
    page.keyboard.press("a")
    page.wait_for_selector(".toast.failed")
    assert "has ended" in page.locator(".toast.failed").inner_text()


def test_a_script_in_an_article_is_inert(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    assert "broken in" not in page.title()
    assert page.locator("#rows script").count() == 0
    assert "<script>document.title" in page.locator("#rows").inner_text()


def test_reasons_show_beside_the_mouse(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.locator(".was", has_text="里面").hover()
    page.wait_for_selector("#hint:not([hidden])")
    hint = page.locator("#hint").inner_text()
    assert "STPhrases:里面" in hint and "裏面" in hint
    assert page.locator(".mark.paired").inner_text() == "裡面"


def test_inline_shows_one_column(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.keyboard.press("i")
    page.wait_for_selector("[data-view=inline]")
    assert not page.locator(".cell.source").first.is_visible()
    assert current(page)
    page.reload()
    page.wait_for_selector("[data-view=inline] .mark.current")  # it is remembered


def test_help_shows_every_key(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    keys = set(page.locator("#keys kbd").all_inner_texts())
    assert {"n", "p", "a", "r", "v", "e", "u", "g", "d", "s", "1 – 9", "?"} <= keys
    page.keyboard.press("a")  # nothing is decided behind it
    page.keyboard.press("Escape")
    page.wait_for_selector("#keys[open]", state="hidden")
    assert page.locator(".mark[data-state=decided]").count() == 0


def test_search_finds_a_row(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    page.keyboard.press("/")
    page.keyboard.type("𠮷野家")
    page.keyboard.press("Enter")
    page.wait_for_selector(".row.found")
    assert "𠮷野家" in page.locator(".row.found .output").inner_text()


def test_dark_follows_the_system_and_the_button(open_page: Open, served: Served) -> None:
    page = article(open_page, served, color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.click("#theme")
    light = page.evaluate(paper)
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 200 < 600 < sum(map(int, re.findall(r"\d+", light)[:3]))
    page.reload()
    page.wait_for_selector(".mark.current")
    assert page.evaluate(paper) == light


def test_it_speaks_the_browsers_language(open_page: Open, served: Served) -> None:
    page = article(open_page, served, locale="zh-TW")
    assert page.locator("#card .act", has_text="接受").count() >= 1
    go_to(page, "里面")
    assert "詞組" in page.locator("#card .note").inner_text()  # why, in Chinese too
    page.click("text=English")
    page.wait_for_selector("#card >> text=Accept")
    assert page.url == served.article(A)


def test_all_is_reached_by_the_keyboard_alone(open_page: Open, served: Served) -> None:
    page = open_page(served)
    page.wait_for_selector("#rows tr")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto(served.article(A))
    page.wait_for_selector(".mark.current")
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
        visible = page.evaluate("(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none'; })()")
        assert visible or page.evaluate("document.activeElement === document.body")
    for name in ("Accept", "Edit", "Undo", "Inline", "search"):
        assert any(name in each for each in reached), name


def test_what_happens_is_said_aloud(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    label = page.locator(".mark.current").get_attribute("aria-label")
    assert "becomes" in label or "stays" in label
    assert "risky" in label and "undecided" in label
    press(page, "a")
    until(page, "document.getElementById('spoken').textContent.includes('accepted')")
    assert page.locator(".mark.current").get_attribute("role") == "button"
    assert page.locator(".mark[tabindex='0']").count() == 1


def test_keys_that_come_fast_are_all_done_in_order(open_page: Open, served: Served) -> None:
    page = article(open_page, served)
    marks = page.locator(".mark[role=button]").count()
    for _ in range(marks):
        page.keyboard.press("a")
    until(page, "document.querySelectorAll('.mark[role=button]:not([data-state=decided])').length === 0")
    assert page.locator(".toast").count() == 0
    for _ in range(marks):
        page.keyboard.press("u")
    until(page, "document.querySelectorAll('.mark[data-state=decided]').length === 0")


def test_the_real_articles_open_whole(open_page: Open, serve_project: Callable[..., Served], shared: Path) -> None:
    articles = {path.name: path.read_bytes() for path in sorted((shared / "seeds").glob("*.md"))}
    served = serve_project(articles)
    page = open_page(served)
    for number in range(len(served.desk)):
        name = served.desk.ref(number).name
        page.goto(f"{served.base}/article/{number}")
        until(page, "rows => document.querySelectorAll('#rows .row').length === rows", rows_of(served, name))
        told = page.locator(".cell.output").evaluate_all("cells => cells.map(cell => cell.textContent).join('\\n')")
        assert told == "\n".join(served.text(name).replace("\r\n", "\n").removesuffix("\n").split("\n"))


def rows_of(served: Served, name: str) -> int:
    return len(served.text(name).replace("\r\n", "\n").removesuffix("\n").split("\n"))
