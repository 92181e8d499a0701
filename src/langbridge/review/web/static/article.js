// One article: its text with every change marked, and a key for each decision.
import { get, post } from "./api.js";
import { ask, below, card } from "./card.js";
import { el, fill, find, press } from "./dom.js";
import { decideEverywhere } from "./everywhere.js";
import { bindKeys, speak, tell, tellNext, toast } from "./frame.js";
import { bindHints } from "./hint.js";
import { Rows, describe } from "./rows.js";
import { keepStep, undo } from "./steps.js";
import { number, t, undone } from "./text.js";

const desk = find("desk");
const id = Number(desk.dataset.article);
const rows = new Rows(find("rows"), describe);
let view = null;
let changes = [];
let queue = [];
let wanted = "waiting";
let current = null;
let scope = "place";
let pointed = null; // the row that a click or a search chose, until a change is
let warned = "";
let work = Promise.resolve();

// One thing after the other, in the order of the keys: each write needs the version that the one before left.
function act(action) {
  work = work.then(action).catch(async (error) => {
    if (tell(error)) await load(current);
  });
  return work;
}

async function load(keep = null) {
  show(await get(`/api/articles/${id}`), keep);
}

function show(told, keep = null) {
  const before = keep === null ? null : changes[keep];
  view = told;
  changes = told.changes.map(([row, kind], at) => {
    const said = told.substitutions[row];
    return { ...said, number: at, kind, decidable: kind !== "fixed", offered: said.target, state: null, text: said.target };
  });
  for (const [at, state] of Object.entries(told.states)) put(Number(at), state);
  rows.show(view, changes);
  line(true);
  find("source-side").textContent = `${view.source_path} · ${view.source_tag}`;
  find("output-side").textContent = `${view.output_path} · ${view.target_tag}`;
  notices();
  figures();
  const again = before && changes[before.number]?.source === before.source ? before.number : null;
  // Who comes in is first to see what is wrong with the article as a whole.
  choose(again ?? (upcoming(null) ?? queue[0] ?? null), { quiet: true, still: keep === null && find("notices").childElementCount > 0 });
}

function put(at, state) {
  const change = changes[at];
  change.state = state;
  change.text = state && state.verdict !== "accept" ? state.text : change.offered;
}

/** What came of a write: states that are new, or the article anew where its places are others. */
function take(told) {
  keepStep(told);
  if (told.view) {
    show(told.view, current);
    return;
  }
  view.version = told.version;
  view.counts = told.counts;
  for (const [at, state] of Object.entries(told.states)) {
    put(Number(at), state);
    rows.paint(Number(at));
  }
  if (told.trouble) toast(told.trouble, "failed");
  figures();
}

const waits = (change) => change.decidable && change.state === null;

/** The changes to go through: risky ones first.  What gets decided stays in, so that `previous` leads back to it. */
function line(keep = false) {
  const passes = { waiting: waits, risky: (change) => change.decidable && change.risk === "review", all: (change) => change.decidable };
  const chosen = changes.filter(passes[wanted]);
  queue = [...chosen.filter((one) => one.risk === "review"), ...chosen.filter((one) => one.risk !== "review")].map((one) => one.number);
  if (!keep) choose(queue.includes(current) ? current : upcoming(null) ?? queue[0] ?? null);
}

function upcoming(from) {
  const at = from === null ? -1 : queue.indexOf(from);
  const after = [...queue.slice(at + 1), ...queue.slice(0, Math.max(at, 0))];
  return after.find((one) => waits(changes[one])) ?? null;
}

function choose(chosen, { quiet = false, still = false } = {}) {
  const old = current === null ? null : rows.marks.get(current);
  if (old) for (const mark of Object.values(old)) mark.classList.remove("current");
  if (old) old.output.tabIndex = -1;
  current = chosen;
  pointed = null;
  drawCard();
  if (chosen === null) return;
  const pair = rows.mark(chosen);
  for (const mark of Object.values(pair)) mark.classList.add("current");
  pair.output.tabIndex = 0;
  const box = pair.output.getBoundingClientRect();
  const sheet = find("card");
  const floor = getComputedStyle(sheet).position === "fixed" ? sheet.getBoundingClientRect().top : innerHeight * 0.8;
  if (!still && (box.top < 150 || box.bottom > floor - 40 || box.height === 0)) pair.output.scrollIntoView({ block: "center" });
  pair.output.focus({ preventScroll: true });
  if (!quiet) speak("");
}

function drawCard() {
  const change = current === null ? null : changes[current];
  const at = queue.indexOf(current);
  const rest = change ? changes.filter((one) => waits(one) && same(one, change)).length : 0;
  fill(find("card"), card(change, { at: at + 1, of: queue.length, rest }, view, scope, acts));
}

const same = (one, other) => one.layer === other.layer && one.rule === other.rule && one.source === other.source && one.offered === other.offered;

function figures() {
  const { changes: total, undecided, risky } = view.counts;
  find("figures").textContent = t("figures", { undecided, risky }) + (view.stale.length ? ` · ${t("figures_stale", { count: view.stale.length })}` : "");
  find("progress").max = Math.max(total, 1);
  find("progress").value = total ? total - undecided : 1;
  const count = { waiting: undecided, risky: changes.filter((one) => one.decidable && one.risk === "review").length, all: changes.filter((one) => one.decidable).length };
  for (const chip of find("queue").children) chip.querySelector(".number").textContent = number(count[chip.dataset.state]);
}

function notices() {
  const notice = (kind, ...children) => el("div", { class: `notice ${kind}` }, ...children);
  fill(find("notices"),
    view.source_changed ? notice("warned", el("p", {}, t("source_changed"))) : null,
    view.output_changed ? notice("warned", el("p", {}, t("output_changed")), el("button", { type: "button", class: "button", on: { click: () => act(adopt) } }, t("adopt"))) : null,
    view.trouble ? notice("failed", el("p", {}, view.trouble)) : null,
    view.stale.length ? staleNotice(view.stale) : null);
}

/** Decisions that came to nothing, and what to do about them; open by itself where a text that somebody wrote is not in the output any more. */
function staleNotice(stale) {
  const button = (name, action, label) => el("button", { type: "button", class: "button", "aria-label": label, on: { click: action } }, name);
  return el("details", { class: "notice stale", open: stale.some((one) => one.verdict === "edit") },
    el("summary", {}, t("stale", { count: stale.length })),
    el("p", {}, t("stale_what_now")),
    el("ul", {}, stale.map((one, at) => el("li", {},
      el("span", { class: "verdict" }, t(`verdict_${one.verdict}`)), " ",
      el("span", { lang: view.source_tag }, one.source || t("nothing")), " → ", el("span", { lang: view.target_tag }, one.text || t("nothing")), " ",
      el("span", { class: "faint" }, one.reason), " ",
      one.source ? button(t("find_place"), () => seek(one.source), t("find_place_of", { source: one.source })) : null,
      button(t("forget"), () => act(() => forget([at])), t("forget_one", { source: one.source || t("nothing") }))))),
    stale.length > 1 ? button(t("forget_all"), () => act(() => forget(stale.map((_, at) => at)))) : null);
}

/** Decide about the current change, and go on to the next that waits. */
function decide(verdict, text = "") {
  return act(async () => {
    const change = changes[current];
    if (!change?.decidable) return;
    if (change.kind === "edit" && verdict !== "edit") {
      if (verdict === "accept") return choose(upcoming(current) ?? current);
      return clearCurrent();
    }
    if (verdict === "pick" && change.candidates[text] === undefined) return;
    const chosen = verdict === "pick" ? change.candidates[text] : text;
    if (scope === "everywhere") return everywhere(change, { accept: change.offered, reject: below(change), revert: change.source }[verdict] ?? chosen);
    take(await post(`/api/articles/${id}/decide`, { version: view.version, changes: [current], verdict, text: chosen, scope }));
    done(change);
  });
}

function done(change) {
  scope = "place"; // more than one place is decided only when it was just asked for
  const said = `${describe(change)}. ${t("left", { count: view.counts.undecided })}`;
  choose(upcoming(change.number) ?? change.number, { quiet: true });
  speak(said);
}

async function everywhere(change, text) {
  const answer = await decideEverywhere(id, change, text, view);
  if (!answer) return choose(current);
  if (answer.again) return load(current);
  for (const fault of answer.faults) toast(fault, "failed");
  const others = answer.articles.filter((one) => one.id !== id);
  toast(t("glossary_written", { path: answer.path, count: others.length, names: others.slice(0, 5).map((one) => one.name).join(", ") || t("nothing") }));
  scope = "place";
  show(answer.view, current);
}

async function clearCurrent() {
  if (current === null || changes[current].state === null) return;
  take(await post(`/api/articles/${id}/clear`, { version: view.version, changes: [current] }));
  choose(current !== null && changes[current] ? current : queue[0] ?? null, { quiet: true });
  speak(t("cleared"));
}

async function adopt() {
  take(await post(`/api/articles/${id}/adopt`, { version: view.version }));
  toast(t("adopted"));
}

async function forget(stale) {
  take(await post(`/api/articles/${id}/forget`, { version: view.version, stale }));
}

async function edit() {
  const change = changes[current];
  if (!change?.decidable) return;
  // Not awaited by `act`: other keys are the field's while it is open.
  const text = await ask(find("card"), t("edit_label", { source: change.source || t("nothing") }), change.text, view);
  rows.mark(change.number)?.output.focus({ preventScroll: true });
  if (text !== null && text !== change.text) decide("edit", text);
}

/** Write a line anew: the one that was clicked or found, else the one of the current change. */
async function editLine() {
  const row = pointed ?? (current === null ? null : Number(rows.mark(current).output.closest(".row").dataset.row));
  if (row === null) return toast(t("no_line"));
  const { text: before } = await get(`/api/articles/${id}/rows/${row}`);
  const text = await ask(find("card"), t("edit_line"), before, view, { line: true });
  if (current !== null) rows.mark(current).output.focus({ preventScroll: true });
  if (text === null || text === before) return;
  act(async () => {
    take(await post(`/api/articles/${id}/rows/${row}`, { version: view.version, text }));
    speak(t("line_edited"));
  });
}

const acts = {
  accept: () => decide("accept"),
  reject: () => decide("reject"),
  revert: () => decide("revert"),
  pick: (at) => decide("pick", at),
  edit: () => void edit(),
  line: () => void editLine().catch(tell),
  clear: () => act(clearCurrent),
  scope: (chosen) => setScope(chosen),
  rest: () => act(async () => {
    const change = changes[current];
    if (change?.kind !== "machine") return;
    take(await post(`/api/articles/${id}/rest`, { version: view.version, change: current }));
    done(change);
  }),
  undo: () => act(async () => {
    const told = await undo({ article: id, version: view.version });
    if (!told) return toast(t("nothing_to_undo"));
    const said = undone(told);
    if (!told.undone.includes(id)) {
      if (told.undone.length > 1) return toast(said);
      tellNext(said);
      return location.assign(`/article/${told.undone[0]}`);
    }
    take(told);
    const first = Object.keys(told.states ?? {}).map(Number)[0];
    choose(first ?? current, { quiet: true });
    if (told.undone.length > 1) toast(said);
    else speak(t("undone"));
  }),
  approve: () => act(async () => {
    const { risky } = view.counts;
    if (risky && warned !== view.version) { // nobody accepts unseen by a slip what is in doubt
      warned = view.version;
      choose(upcoming(null) ?? current, { quiet: true });
      return toast(t("approve_risky", { count: risky }), "warned");
    }
    const told = keepStep(await post(`/api/articles/${id}/approve`, { version: view.version }));
    location.assign(told.next === null ? "/" : `/article/${told.next}`);
  }),
};

function setScope(chosen) {
  scope = chosen;
  const held = find("card").contains(document.activeElement);
  drawCard();
  if (held) find("card").querySelector("input[name=scope]:checked")?.focus();
  speak(t(`scope_${scope}`));
}

function step(by) {
  if (!queue.length) return;
  const at = queue.indexOf(current);
  if (by > 0) choose(upcoming(current) ?? queue[(at + 1) % queue.length]);
  else choose(queue[(Math.max(at, 0) - 1 + queue.length) % queue.length]);
}

function setView(chosen) {
  desk.dataset.view = chosen;
  press(document.querySelector(".switch"), "view", chosen);
  try { localStorage.setItem("view", chosen); } catch { /* the next article starts side by side */ }
  if (current !== null) rows.mark(current).output.scrollIntoView({ block: "center" });
}

find("queue").addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (!chip) return;
  wanted = chip.dataset.state;
  press(find("queue"), "state", wanted);
  line();
});
document.querySelector(".switch").addEventListener("click", (event) => event.target.dataset.view && setView(event.target.dataset.view));
find("rows").addEventListener("click", (event) => {
  const mark = event.target.closest("[data-change]");
  if (mark && getSelection().isCollapsed) choose(Number(mark.dataset.change));
  else if (event.target.closest("[data-row]")) pointed = Number(event.target.closest("[data-row]").dataset.row);
});

let found = -1;
find("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) searchOn();
});
find("search").addEventListener("input", unfind);

function unfind() {
  if (found >= 0) rows.element(found).classList.remove("found");
  found = -1;
}

/** Go to the next row that holds what stands in the search field; `w` edits it. */
function searchOn() {
  const after = found;
  unfind();
  const wanted = find("search").value;
  found = wanted ? rows.search(wanted, after) : -1;
  if (found < 0) return void toast(t("nothing_found"));
  pointed = found;
  const row = rows.element(found);
  row.classList.add("found");
  row.scrollIntoView({ block: "center" });
  speak(row.querySelector(".output").textContent);
}

function seek(text) {
  unfind();
  find("search").value = text;
  searchOn();
}

bindHints(rows, (at) => changes[at], () => view);
const SCOPES = ["place", "article", "everywhere"];
bindKeys([
  [["n", "j", "ArrowDown"], "key_next", () => act(() => step(1))],
  [["p", "k", "ArrowUp"], "key_previous", () => act(() => step(-1))],
  [["a"], "key_accept", acts.accept],
  [["r"], "key_reject", acts.reject],
  [["v"], "key_revert", acts.revert],
  [["1", "2", "3", "4", "5", "6", "7", "8", "9"], "key_pick", (event) => acts.pick(Number(event.key) - 1)],
  [["e"], "key_edit", () => act(() => acts.edit())],
  [["w"], "key_edit_line", () => act(() => acts.line())],
  [["c"], "key_clear", acts.clear],
  [["u"], "key_undo", acts.undo],
  [["s"], "key_scope", () => setScope(SCOPES[(SCOPES.indexOf(scope) + 1) % SCOPES.length])],
  [["g"], "key_rest", acts.rest],
  [["d"], "key_approve", acts.approve],
  [["i"], "key_view", () => setView(desk.dataset.view === "side" ? "inline" : "side")],
  [["/"], "key_search", () => find("search").focus()],
  [["b"], "key_by_rule", () => location.assign("/rules")],
  [["l"], "key_list", () => location.assign("/")],
]);
try {
  const kept = localStorage.getItem("view");
  if (kept === "inline") setView(kept);
} catch { /* side by side then */ }
addEventListener("pageshow", (event) => event.persisted && act(() => load(current)));
act(load);
