// The list of articles: what waits where.
import { get } from "./api.js";
import { el, fill, find, press } from "./dom.js";
import { bindKeys, matches, speak, tell, tellNext, toast } from "./frame.js";
import { undo } from "./steps.js";
import { number, t, undone } from "./text.js";

const PASSES = {
  all: () => true,
  waiting: (one) => one.undecided > 0,
  risky: (one) => one.risky > 0,
  decided: (one) => one.changes > 0 && one.undecided === 0,
  stale: (one) => one.stale > 0 || one.source_changed || one.output_changed || Boolean(one.error),
};

let articles = [];
let shown = [];
let state = new URLSearchParams(location.hash.slice(1)).get("state") ?? "all";

async function load() {
  // Counting reads every record; the first rows need not wait for the last ones.
  for (;;) {
    const told = await get("/api/articles");
    articles = told.articles;
    draw();
    if (told.ready) return;
    await new Promise((resume) => setTimeout(resume, 250));
  }
}

function draw() {
  const target = find("target");
  const targets = [...new Set(articles.map((one) => one.target))].sort();
  if (target.options.length !== targets.length + 1) {
    target.append(...targets.slice(target.options.length - 1).map((tag) => el("option", { value: tag }, tag)));
  }
  const wanted = find("search").value.trim();
  const found = articles.filter((one) => (!target.value || one.target === target.value) && matches(one.name, wanted));
  for (const chip of find("states").children) chip.querySelector(".number").textContent = number(found.filter(PASSES[chip.dataset.state]).length);
  shown = found.filter(PASSES[state]);
  const focused = document.activeElement?.closest?.("#rows a")?.getAttribute("href");
  fill(find("rows"), shown.map(row));
  if (focused) find("rows").querySelector(`a[href="${focused}"]`)?.focus();
  find("empty").hidden = shown.length > 0;
  const total = (key) => articles.reduce((sum, one) => sum + (one[key] ?? 0), 0);
  const changes = total("changes");
  const undecided = total("undecided");
  find("overview").textContent = t("overview", { articles: articles.length, changes, undecided, risky: total("risky") });
  find("progress").max = Math.max(changes, 1);
  find("progress").value = changes ? changes - undecided : 1;
}

function row(one) {
  const badges = [
    one.error && el("span", { class: "badge failed", title: one.error }, t("badge_error")),
    one.source_changed && el("span", { class: "badge warned" }, t("badge_source")),
    one.output_changed && el("span", { class: "badge warned" }, t("badge_output")),
  ];
  const slash = one.path.lastIndexOf("/") + 1;
  return el("tr", { class: one.undecided === 0 && !one.stale ? "done" : null },
    el("th", { scope: "row" }, el("a", { href: `/article/${one.id}` }, el("span", { class: "folder" }, one.path.slice(0, slash)), one.path.slice(slash)), badges),
    el("td", { class: "tag" }, one.target),
    figure(one.risky, "risky"), figure(one.undecided, "waiting"), figure(one.decided, ""), figure(one.stale, "stale"),
    el("td", { class: "meter" }, one.changes === null ? el("span", { class: "faint" }, "…")
      : one.changes === 0 ? el("span", { class: "faint" }, t("no_changes"))
      : el("progress", { max: one.changes, value: one.changes - one.undecided, "aria-label": t("progress") })));
}

function figure(count, kind) {
  return el("td", { class: `num ${count ? kind : "zero"}` }, count === null ? "…" : number(count));
}

function move(step) {
  const links = [...find("rows").querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}

function choose(wanted) {
  state = wanted;
  history.replaceState(null, "", `#state=${state}`);
  press(find("states"), "state", state);
  draw();
  speak(t("articles_shown", { count: shown.length }));
}

find("states").addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (chip) choose(chip.dataset.state);
});
find("search").addEventListener("input", draw);
find("target").addEventListener("change", draw);
addEventListener("pageshow", (event) => event.persisted && load().catch(tell));

const next = () => {
  const waiting = shown.find(PASSES.risky) ?? shown.find(PASSES.waiting);
  if (waiting) location.assign(`/article/${waiting.id}`);
};
/** What was done last was done on another page: go to where it was, or count again where it was in many articles. */
async function takeBack() {
  const told = await undo();
  if (!told) return toast(t("nothing_to_undo"));
  if (told.undone.length > 1) {
    toast(undone(told));
    return load();
  }
  tellNext(undone(told));
  location.assign(`/article/${told.undone[0]}`);
}
bindKeys([
  [["n", "j", "ArrowDown"], "key_next_row", () => move(1)],
  [["p", "k", "ArrowUp"], "key_previous_row", () => move(-1)],
  [["Enter"], "key_open", () => document.activeElement?.click()],
  [["g"], "key_first_waiting", next],
  [["u"], "key_undo", () => takeBack().catch(tell)],
  [["b"], "key_by_rule", () => location.assign("/rules")],
  [["/"], "key_search", () => find("search").focus()],
]);
if (!(state in PASSES)) state = "all";
press(find("states"), "state", state);
load().catch(tell);
