"""What windows ask the review page to do, and what is on the disk afterwards."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.unit.review.web.conftest import ARTICLES, Newsroom, find_mark, shown

from langbridge.glossary import read_yaml
from langbridge.review.web import Desk


def counts(newsroom: Newsroom, name: str) -> tuple[int, int]:
    told = newsroom.view(name)["counts"]
    return told["undecided"], told["risky"]


def test_the_list_tells_what_waits_where(newsroom: Newsroom) -> None:
    while not (told := newsroom.get("/api/articles"))["ready"]:
        pass
    rows = {row["path"]: row for row in told["articles"]}
    assert set(rows) == set(ARTICLES)
    assert (rows["a.md"]["changes"], rows["a.md"]["risky"], rows["a.md"]["decided"]) == (10, 2, 0)
    assert rows["posts/c.md"]["target"] == "zh-Hant-TW"


def test_the_list_sees_what_other_programs_did(newsroom: Newsroom) -> None:
    while not newsroom.get("/api/articles")["ready"]:
        pass
    newsroom.write("b.md", "另一篇软件。\n")
    (row,) = [row for row in newsroom.get("/api/articles")["articles"] if row["path"] == "b.md"]
    assert row["source_changed"]
    newsroom.convert()
    (row,) = [row for row in newsroom.get("/api/articles")["articles"] if row["path"] == "b.md"]
    assert (row["source_changed"], row["changes"]) == (False, 1)


def test_a_damaged_record_is_named_in_the_list_and_left_alone(newsroom: Newsroom) -> None:
    path = newsroom.desk.ref(newsroom.number("b.md")).record_path
    path.write_bytes(b"{")
    newsroom.desk = newsroom.new_desk()
    newsroom.client = newsroom.new_client()
    while not (told := newsroom.get("/api/articles"))["ready"]:
        pass
    errors = {row["path"]: row["error"] for row in told["articles"]}
    assert "b.md.json" in errors["b.md"]
    assert not errors["a.md"]
    assert newsroom.get("/api/rules")["rules"]
    newsroom.desk.close()
    assert path.read_bytes() == b"{"
    assert list(map(str, newsroom.desk.troubles)) == [errors["b.md"]]


def test_both_sides_come_from_the_same_pieces(newsroom: Newsroom) -> None:
    for name, text in ARTICLES.items():
        view = newsroom.view(name)
        assert shown(view, "source") == text.splitlines()
        assert shown(view, "output") == newsroom.text(name).splitlines()


def test_verdicts_reach_the_output(newsroom: Newsroom) -> None:
    newsroom.decide("a.md", "软件", "reject", 0)
    newsroom.decide("a.md", "软件", "revert", 1)
    newsroom.decide("a.md", "软件", "edit", 2, text="軟體程式")
    newsroom.decide("a.md", "回复", "pick", 0, text="回復")
    newsroom.decide("a.md", "再回复", "accept")
    text = newsroom.text("a.md")
    assert "title: 軟件的質量" in text
    assert "## 软件的質量" in text
    assert "(#软件的質量)" in text  # the anchor follows its heading
    assert "後面的軟體程式在" in text
    assert "回復郵件，再回復一次" in text
    assert counts(newsroom, "a.md") == (5, 0)


def test_a_decision_is_saved_when_it_is_answered(newsroom: Newsroom) -> None:
    newsroom.decide("a.md", "回复", "accept")
    assert b'"accept"' in newsroom.desk.ref(newsroom.number("a.md")).decisions_path.read_bytes()


def test_the_answer_says_only_what_is_new(newsroom: Newsroom) -> None:
    told = newsroom.decide("a.md", "软件", "reject", 1)
    mark = find_mark(newsroom.view("a.md"), "软件", 1)
    assert list(told["states"]) == [str(mark)]
    assert told["states"][str(mark)]["text"] == "軟件"
    assert told["counts"]["undecided"] == 9


def test_the_answer_to_a_key_does_not_grow_with_the_article(newsroom: Newsroom) -> None:
    newsroom.write("b.md", ARTICLES["b.md"] * 100)
    newsroom.convert()
    view = newsroom.view("b.md")
    body = {"version": view["version"], "changes": [find_mark(view, "软件", 50)], "verdict": "reject"}
    answer = newsroom.client.post(f"/api/articles/{view['id']}/decide", json=body)
    assert len(answer.content) < 500
    assert len(view["changes"]) == 500


def test_a_decision_for_the_article_holds_at_all_its_places(newsroom: Newsroom) -> None:
    told = newsroom.decide("a.md", "软件", "reject", scope="article")
    assert len(told["states"]) == 3
    assert newsroom.text("a.md").count("軟件") == 4  # and in the anchor
    assert "軟體" in newsroom.text("b.md")


def test_the_rest_of_a_rule_is_accepted_at_once(newsroom: Newsroom) -> None:
    newsroom.decide("a.md", "软件", "reject", 1)
    view = newsroom.view("a.md")
    told = newsroom.post(f"/api/articles/{view['id']}/rest", version=view["version"], change=find_mark(view, "软件"))
    assert {state["verdict"] for state in told["states"].values()} == {"accept"}
    assert len(told["states"]) == 2
    assert counts(newsroom, "a.md") == (7, 2)


def test_a_decision_is_taken_back(newsroom: Newsroom) -> None:
    newsroom.decide("a.md", "软件", "reject")
    view = newsroom.view("a.md")
    told = newsroom.post(f"/api/articles/{view['id']}/clear", version=view["version"], changes=[find_mark(view, "软件")])
    assert list(told["states"].values()) == [None]
    assert "title: 軟體的質量" in newsroom.text("a.md")


def test_undo_takes_back_step_by_step(newsroom: Newsroom) -> None:
    number = newsroom.number("a.md")
    for nth in range(3):
        newsroom.decide("a.md", "软件", "reject", nth)
    for left in (8, 9, 10):
        told = newsroom.post("/api/undo", article=number, version=newsroom.view("a.md")["version"])
        assert told["undone"] == [number]
        assert told["counts"]["undecided"] == left
    assert newsroom.post("/api/undo", article=number, version=newsroom.view("a.md")["version"])["undone"] == []
    assert "軟件" not in newsroom.text("a.md")


def test_undo_takes_back_the_step_that_is_named_wherever_it_was(newsroom: Newsroom) -> None:
    newsroom.decide("b.md", "软件", "reject")
    seen = newsroom.view("a.md")
    step = newsroom.post(f"/api/articles/{seen['id']}/approve", version=seen["version"])["step"]
    newsroom.decide("b.md", "软件", "revert", 1)  # the last step is not the one that is meant
    shown = newsroom.view("b.md")
    told = newsroom.post("/api/undo", article=shown["id"], version=shown["version"], steps=["of", "", step, "earlier", "servers"])
    assert (told["undone"], told["names"], told["left"]) == ([seen["id"]], ["zh-Hant-TW/a.md"], 2)
    assert "states" not in told  # the article that is shown stays as it is
    assert counts(newsroom, "a.md") == (10, 2)
    assert newsroom.view("b.md")["version"] == shown["version"]
    # A window whose steps are used up, or not known any more, takes back nobody else's.
    used_up: list[list[str]] = [[step], ["of", "", "earlier", "servers"], []]
    for steps in used_up:
        told = newsroom.post("/api/undo", article=shown["id"], version=shown["version"], steps=steps)
        assert (told["undone"], told["left"]) == ([], 0)
    assert newsroom.view("b.md")["version"] == shown["version"]
    for wrong in ("all", [1]):
        assert newsroom.refuse("/api/undo", article=shown["id"], version=shown["version"], steps=wrong).status_code == 400


def test_approving_goes_on_to_the_next_that_waits(newsroom: Newsroom) -> None:
    seen = []
    name = "a.md"
    while True:
        view = newsroom.view(name)
        seen.append(name)
        told = newsroom.post(f"/api/articles/{view['id']}/approve", version=view["version"])
        if told["next"] is None:
            break
        name = newsroom.desk.ref(told["next"]).relative.as_posix()
    assert seen == ["a.md", "b.md", "posts/c.md"]
    assert all(counts(newsroom, name) == (0, 0) for name in ARTICLES)


def test_the_second_window_is_told_and_overwrites_nothing(newsroom: Newsroom) -> None:
    seen = newsroom.view("a.md")
    newsroom.decide("a.md", "软件", "reject")
    mark = find_mark(seen, "软件", 1)
    before = newsroom.desk.ref(seen["id"]).decisions_path.read_bytes()
    bodies: dict[str, dict[str, object]] = {
        "decide": {"changes": [mark], "verdict": "revert"},
        "clear": {"changes": [mark]},
        "rest": {"change": mark},
        "approve": {},
        "adopt": {},
        "forget": {"stale": []},
    }
    for path, body in bodies.items():
        answer = newsroom.refuse(f"/api/articles/{seen['id']}/{path}", version=seen["version"], **body)
        assert answer.status_code == 409, path
    assert newsroom.refuse("/api/undo", article=seen["id"], version=seen["version"]).status_code == 409
    assert newsroom.desk.ref(seen["id"]).decisions_path.read_bytes() == before


def test_what_another_program_wrote_is_seen_and_not_overwritten(newsroom: Newsroom) -> None:
    seen = newsroom.view("a.md")
    other = Newsroom.new_desk(newsroom)
    newsroom.desk, ours = other, newsroom.desk
    newsroom.client, window = newsroom.new_client(), newsroom.client
    newsroom.decide("a.md", "软件", "reject")
    other.close()
    newsroom.desk, newsroom.client = ours, window
    mark = find_mark(seen, "软件", 1)
    body = {"version": seen["version"], "changes": [mark], "verdict": "accept"}
    assert newsroom.client.post(f"/api/articles/{seen['id']}/decide", json=body).status_code == 409
    assert newsroom.view("a.md")["states"]["0"]["text"] == "軟件"


def test_many_windows_at_once_lose_no_decision(newsroom: Newsroom) -> None:
    desk, number = newsroom.desk, newsroom.number("a.md")
    clients = [newsroom.new_client() for _ in range(4)]
    view = newsroom.view("a.md")

    def work(client: object, marks: list[int]) -> None:
        for mark in marks:
            while True:
                version = desk.version(number)
                body = {"version": version, "changes": [mark], "verdict": "accept"}
                if client.post(f"/api/articles/{number}/decide", json=body).status_code == 200:  # type: ignore[attr-defined]
                    break

    decidable = [at for at, (_, kind) in enumerate(view["changes"]) if kind == "machine"]
    threads = [threading.Thread(target=work, args=(client, decidable[at::4])) for at, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(newsroom, "a.md") == (0, 0)


def test_a_text_that_would_break_the_markup_is_refused(newsroom: Newsroom) -> None:
    view = newsroom.view("a.md")
    mark = find_mark(view, "质")
    body = {"version": view["version"], "changes": [mark], "verdict": "edit", "text": "\n---\n"}
    answer = newsroom.client.post(f"/api/articles/{view['id']}/decide", json=body)
    assert answer.status_code == 422
    assert counts(newsroom, "a.md") == (10, 2)


def test_a_line_is_written_anew_also_where_the_machine_changed_nothing(newsroom: Newsroom) -> None:
    newsroom.decide("posts/c.md", "视频", "reject")
    view = newsroom.view("posts/c.md")
    path = f"/api/articles/{view['id']}/rows/0"
    before = newsroom.get(path)["text"]
    assert before == newsroom.text("posts/c.md").removesuffix("\n")
    after = before.replace("要看的", "非看不可的")
    told = newsroom.post(path, version=view["version"], text=after)["view"]
    assert shown(told, "output") == [after]
    assert shown(told, "source") == [ARTICLES["posts/c.md"].removesuffix("\n")]
    assert newsroom.text("posts/c.md") == f"{after}\n"
    # No more than what differs became a decision, and what was decided about the rest stays.
    assert [state["verdict"] for state in told["states"].values()][-1] == "reject"
    edits = [held.decision for held in newsroom.review("posts/c.md").edits]
    assert edits
    assert all(len(each.source) < 4 and not each.by_hand for each in edits)
    newsroom.convert()
    assert newsroom.text("posts/c.md") == f"{after}\n"
    assert newsroom.post("/api/undo", article=view["id"], version=newsroom.view("posts/c.md")["version"])["undone"]
    assert newsroom.text("posts/c.md") == f"{before}\n"


@pytest.mark.parametrize("text", ["两行\n没有", "<script>alert(1)</script>"])
def test_a_line_that_would_break_the_markup_is_refused(newsroom: Newsroom, text: str) -> None:
    view = newsroom.view("posts/c.md")
    answer = newsroom.refuse(f"/api/articles/{view['id']}/rows/0", version=view["version"], text=text)
    assert answer.status_code == 422
    assert newsroom.view("posts/c.md") == view


def test_a_line_that_is_not_there_is_refused(newsroom: Newsroom) -> None:
    view = newsroom.view("posts/c.md")
    assert newsroom.refuse(f"/api/articles/{view['id']}/rows/9", version=view["version"], text="x").status_code == 400


def test_every_line_is_shown_for_editing_as_it_stands_in_the_output(newsroom: Newsroom) -> None:
    for name in ARTICLES:
        view = newsroom.view(name)
        lines = newsroom.text(name).split("\n")
        assert [newsroom.get(f"/api/articles/{view['id']}/rows/{row}")["text"] for row in range(len(view["rows"]))] == lines[
            : len(view["rows"])
        ]


def test_edits_in_the_output_show_as_changes_by_hand(newsroom: Newsroom) -> None:
    path = newsroom.output / "zh-Hant-TW" / "a.md"
    edited = path.read_text("utf-8").replace("郵件", "電子郵件") + "\n多一段。\n"
    path.write_bytes(edited.encode())
    view = newsroom.view("a.md")
    assert view["output_changed"]
    told = newsroom.post(f"/api/articles/{view['id']}/adopt", version=view["version"])
    view = told["view"]
    assert not view["output_changed"]
    assert [row for row, kind in view["changes"] if kind == "edit"]
    assert "human" in {view["substitutions"][row]["layer"] for row, kind in view["changes"] if kind == "edit"}
    assert newsroom.text("a.md") == edited
    view = newsroom.view("a.md")
    assert not view["output_changed"]
    mark = next(at for at, (_, kind) in enumerate(view["changes"]) if kind == "edit")
    # It follows no rule, and there is nothing to accept.
    assert newsroom.refuse(f"/api/articles/{view['id']}/rest", version=view["version"], change=mark).status_code == 400
    body = {"version": view["version"], "changes": [mark], "verdict": "accept"}
    assert newsroom.client.post(f"/api/articles/{view['id']}/decide", json=body).status_code == 400
    newsroom.decide_mark(view, mark, "edit", text="電子信")
    assert "電子信" in newsroom.text("a.md")
    view = newsroom.view("a.md")
    mark = next(at for at, (_, kind) in enumerate(view["changes"]) if kind == "edit")
    newsroom.post(f"/api/articles/{view['id']}/clear", version=view["version"], changes=[mark])
    assert "電子" not in newsroom.text("a.md")


def test_rules_are_grouped_over_all_articles_with_risky_ones_first(newsroom: Newsroom) -> None:
    rules = newsroom.get("/api/rules")["rules"]
    software = next(rule for rule in rules if rule["source"] == "软件")
    assert (software["target"], software["places"], len(software["articles"])) == ("軟體", 5, 2)
    assert [rule["risky"] > 0 for rule in rules] == sorted((rule["risky"] > 0 for rule in rules), reverse=True)


def rule_of(newsroom: Newsroom, source: str) -> tuple[str, dict[str, str]]:
    told = newsroom.get("/api/rules")
    return next(rule["key"] for rule in told["rules"] if rule["source"] == source), told["versions"]


def test_a_rule_is_accepted_everywhere(newsroom: Newsroom) -> None:
    key, versions = rule_of(newsroom, "软件")
    told = newsroom.post(f"/api/rules/{key}", verdict="accept", versions=versions)
    assert told["undecided"] == 0
    assert counts(newsroom, "a.md") == (7, 2)


def test_a_rule_is_rejected_except_at_some_places(newsroom: Newsroom) -> None:
    key, versions = rule_of(newsroom, "软件")
    places = newsroom.get(f"/api/rules/{key}")["articles"]
    only = {str(article["id"]): [place[0] for place in article["places"][:1]] for article in places}
    told = newsroom.post(f"/api/rules/{key}", verdict="reject", versions=versions, only=only)
    assert told["undecided"] == 3
    assert newsroom.text("b.md").startswith("軟件很好")
    assert "𠮷野家的軟體" in newsroom.text("b.md")


def test_places_of_a_rule_stand_in_their_surroundings(newsroom: Newsroom) -> None:
    key, _ = rule_of(newsroom, "软件")
    told = newsroom.get(f"/api/rules/{key}")["articles"]
    (_, _, before, after, decided, doubtful) = told[1]["places"][1]
    assert (before, after, decided, doubtful) == ("cript>里面的视频，还有𠮷野家的", "。", None, False)


def test_places_in_doubt_are_told_from_the_others_of_their_rule(newsroom: Newsroom) -> None:
    key, _ = rule_of(newsroom, "回复")
    (article,) = newsroom.get(f"/api/rules/{key}")["articles"]
    assert all(place[5] for place in article["places"])


def test_a_rule_is_not_decided_where_one_article_was_changed_elsewhere(newsroom: Newsroom) -> None:
    key, versions = rule_of(newsroom, "软件")
    newsroom.decide("b.md", "软件", "revert", 1)
    assert newsroom.refuse(f"/api/rules/{key}", verdict="reject", versions=versions).status_code == 409
    assert counts(newsroom, "a.md") == (10, 2)  # none of it was done


def test_undo_takes_back_a_rule_in_all_articles(newsroom: Newsroom) -> None:
    key, versions = rule_of(newsroom, "软件")
    newsroom.post(f"/api/rules/{key}", verdict="reject", versions=versions)
    versions = newsroom.get("/api/rules")["versions"]
    assert len(newsroom.post("/api/undo", versions=versions)["undone"]) == 2
    assert counts(newsroom, "a.md") == (10, 2)
    assert "軟件" not in newsroom.text("b.md")


def test_a_decision_for_all_articles_becomes_a_glossary_entry(newsroom: Newsroom) -> None:
    view = newsroom.view("a.md")
    mark = find_mark(view, "软件")
    told = newsroom.post("/api/glossary/preview", article=view["id"], change=mark, target="程式")
    assert {(one["name"], one["places"]) for one in told["articles"]} == {("zh-Hant-TW/a.md", 4), ("zh-Hant-TW/b.md", 2)}
    assert told["glossaries"] == ["glossaries/terms.yaml"]
    body = {"source": "软件", "target": "程式", "english": "software", "note": "as the editors want it", "glossary": 0}
    done = newsroom.post("/api/glossary", article=view["id"], change=mark, version=view["version"], **body)
    assert {one["name"] for one in done["articles"]} == {"zh-Hant-TW/a.md", "zh-Hant-TW/b.md"}
    assert done["faults"] == []
    assert "程式很好" in newsroom.text("b.md")
    (_, entry) = read_yaml(newsroom.glossary).concepts
    assert (entry.id, entry.note) == ("software", "as the editors want it")


def test_decisions_hold_when_a_glossary_entry_converts_their_article_again(newsroom: Newsroom) -> None:
    newsroom.decide("b.md", "里面", "reject")
    view = newsroom.view("b.md")
    body = {"source": "软件", "target": "程式", "note": "x", "glossary": 0}
    newsroom.post("/api/glossary", article=view["id"], change=find_mark(view, "软件"), version=view["version"], **body)
    assert "裏面的影音" in newsroom.text("b.md")
    assert "程式很好" in newsroom.text("b.md")
    # What was decided before the entry is not undone by a key that means the entry.
    assert newsroom.post("/api/undo", article=view["id"], version=newsroom.view("b.md")["version"])["undone"] == []


def test_the_glossarys_own_term_is_told_instead_of_contradicted(newsroom: Newsroom) -> None:
    view = newsroom.view("b.md")
    mark = find_mark(view, "视频")
    told = newsroom.post("/api/glossary/preview", article=view["id"], change=mark, target="視頻")
    assert told["own"] == {"concept": "terms.video", "path": "glossaries/terms.yaml", "line": 3}
    before = newsroom.glossary.read_bytes()
    body = {"source": "视频", "target": "視頻", "note": "x", "glossary": 0}
    newsroom.refuse("/api/glossary", article=view["id"], change=mark, version=view["version"], **body)
    assert newsroom.glossary.read_bytes() == before


@pytest.mark.parametrize("glossary", [1, 99])
def test_only_the_projects_glossaries_are_written(newsroom: Newsroom, glossary: int) -> None:
    view = newsroom.view("a.md")
    body = {"source": "软件", "target": "程式", "note": "x", "glossary": glossary}
    assert newsroom.refuse("/api/glossary", article=view["id"], change=0, version=view["version"], **body).status_code == 400


def test_what_no_glossary_may_hold_is_told_before_it_is_written(newsroom: Newsroom) -> None:
    view = newsroom.view("a.md")
    for source, target in (("", "x"), ("软件", " "), ("软\n件", "x")):
        told = newsroom.post("/api/glossary/preview", article=view["id"], change=0, source=source, target=target)
        assert told["fault"]


def test_stale_decisions_are_listed_and_dropped_only_when_told(newsroom: Newsroom) -> None:
    newsroom.decide("posts/c.md", "没", "reject")
    newsroom.desk.flush()
    newsroom.write("posts/c.md", "全文都換了，只有视频。\n")
    newsroom.convert()
    view = newsroom.view("posts/c.md")
    assert [(one["verdict"], one["source"]) for one in view["stale"]] == [("reject", "没")]
    assert view["stale"][0]["reason"]
    assert newsroom.refuse(f"/api/articles/{view['id']}/forget", version=view["version"], stale=[1]).status_code == 400
    told = newsroom.post(f"/api/articles/{view['id']}/forget", version=view["version"], stale=[0])
    assert told["view"]["stale"] == []


def test_decisions_of_an_ended_run_are_written_by_the_next(newsroom: Newsroom) -> None:
    path = newsroom.output / "zh-Hant-TW" / "b.md"
    written = path.read_bytes()
    review = newsroom.review("b.md")
    from langbridge.review import Verdict, decide, save

    save(decide(review, [0], Verdict.REJECT))
    assert path.read_bytes() == written
    newsroom.view("b.md")
    assert newsroom.text("b.md").startswith("軟件很好")


def test_an_output_that_was_edited_meanwhile_is_not_written(newsroom: Newsroom) -> None:
    newsroom.decide("b.md", "里面", "reject")
    path = newsroom.output / "zh-Hant-TW" / "b.md"
    path.write_text("edited meanwhile", "utf-8")
    newsroom.desk.flush()
    assert path.read_text("utf-8") == "edited meanwhile"
    assert newsroom.view("b.md")["output_changed"]


def test_an_output_that_cannot_be_written_is_told(newsroom: Newsroom) -> None:
    folder = newsroom.output / "zh-Hant-TW"
    (folder / "b.md").unlink()
    newsroom.view("b.md")
    (folder / "b.md").mkdir()
    newsroom.decide("b.md", "里面", "reject")
    newsroom.desk.flush()
    assert "b.md" in newsroom.view("b.md")["trouble"]
    assert newsroom.desk.troubles
    assert newsroom.view("b.md")["counts"]["undecided"] == 4  # the decision is kept


def test_a_desk_without_articles(tmp_path: Path) -> None:
    desk = Desk([], tmp_path)
    assert desk.read_ahead()
    assert desk.undo(None, {}) == []
    desk.close()
