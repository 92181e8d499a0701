// By rule: one decision for all places where the same became of the same.
import { get, post } from "./api.js";
import { below } from "./card.js";
import { el, fill, find, press } from "./dom.js";
import { bindKeys, matches, speak, tell, toast } from "./frame.js";
import { keepStep, undo } from "./steps.js";
import { number, t, undone } from "./text.js";

const SHOWN_AT_ONCE = 150;
const PASSES = { waiting: (rule) => rule.undecided > 0, risky: (rule) => rule.risky > 0, all: () => true };

let rules = [];
let versions = {};
let shown = [];
let items = new Map();
let state = "waiting";
let current = null;
let limit = SHOWN_AT_ONCE;
let busy = Promise.resolve();
const opened = new Map(); // key -> places, as they were told

function act(action) {
  busy = busy.then(action).catch(async (error) => {
    if (tell(error)) await load();
  });
  return busy;
}

async function load() {
  const told = await get("/api/rules");
  ({ rules, versions } = told);
  opened.clear();
  layers();
  draw();
}

function layers() {
  const select = find("layer");
  const kept = select.value;
  fill(select, el("option", { value: "" }, t("all_layers")), [...new Set(rules.map((rule) => rule.layer))].map((layer) => el("option", { value: layer }, t(`layer_${layer}`))));
  select.value = kept;
}

/** What is shown stays in its order while it is worked on; only a filter changes it. */
function draw() {
  const wanted = find("search").value.trim();
  const layer = find("layer").value;
  const found = rules.filter((rule) => (!layer || rule.layer === layer) && matches(`${rule.source} ${rule.target} ${rule.rule} ${rule.note}`, wanted));
  for (const chip of find("states").children) chip.querySelector(".number").textContent = number(found.filter(PASSES[chip.dataset.state]).length);
  shown = found.filter(PASSES[state]);
  items = new Map();
  fill(find("rules"), shown.slice(0, limit).map(item), shown.length > limit ? el("li", { class: "more" }, el("button", { type: "button", class: "button", on: { click: more } }, t("more"))) : null);
  find("empty").hidden = shown.length > 0;
  figures();
  if (!shown.some((rule) => rule.key === current)) current = shown[0]?.key ?? null;
  mark();
}

function more() {
  limit += SHOWN_AT_ONCE;
  draw();
}

function figures() {
  const total = (key) => rules.reduce((sum, rule) => sum + rule[key], 0);
  find("overview").textContent = t("rules_overview", { rules: rules.length, undecided: total("undecided"), risky: total("risky") });
  find("progress").max = Math.max(total("places"), 1);
  find("progress").value = total("places") - total("undecided") || (total("places") ? 0 : 1);
}

function item(rule) {
  const made = el("li", { class: "rule-item", data: { key: rule.key }, tabindex: "-1" });
  items.set(rule.key, made);
  paint(rule);
  return made;
}

function paint(rule) {
  const host = items.get(rule.key);
  if (!host) return;
  const places = opened.get(rule.key);
  const kept = rule.source === rule.target;
  host.className = `rule-item${rule.undecided ? "" : " done"}${rule.risky ? " risky" : ""}${rule.key === current ? " current" : ""}`;
  const words = kept ? t("said_kept", { text: rule.target }) : t("said_change", { source: rule.source || t("nothing"), text: rule.target || t("nothing") });
  host.setAttribute("aria-label", [words, t(`layer_${rule.layer}`), t("places", { count: rule.places }), t("in_articles", { count: rule.articles.length })].join(t("comma")));
  fill(host,
    el("div", { class: "rule-head" },
      el("p", { class: "turn" }, el("span", { class: "from", lang: rule.source_tag }, rule.source || t("nothing")), kept ? null : el("span", { class: "arrow", "aria-hidden": "true" }, " → "),
        kept ? el("span", { class: "kept" }, t("kept")) : el("span", { class: "to", lang: rule.target_tag }, rule.target || t("nothing"))),
      el("p", { class: "why" }, el("span", { class: "layer", data: { layer: rule.layer } }, t(`layer_${rule.layer}`)), " ", el("span", { class: "rule" }, rule.rule),
        rule.risky ? el("span", { class: "badge warned" }, t("risky")) : null, rule.candidates.length > 1 ? el("span", { class: "faint" }, rule.candidates.join(" · ")) : null),
      el("p", { class: "sizes" }, el("strong", {}, t("places", { count: rule.places })), " · ", t("in_articles", { count: rule.articles.length }), el("span", { class: "faint" },
        rule.undecided === 0 ? ` · ${t("all_decided")}` : rule.undecided < rule.places ? ` · ${t("undecided_of", rule)}` : "")),
      el("div", { class: "buttons" }, buttons(rule, places))),
    places ? placesOf(rule, places) : null);
}

function buttons(rule, places) {
  const ticked = places ? countTicked(places) : null;
  const rejected = below(rule);
  const none = places ? ticked === 0 : rule.undecided === 0;
  return [
    el("button", { type: "button", class: "button strong", disabled: none, on: { click: () => decide(rule, "accept") } }, el("kbd", { "aria-hidden": "true" }, "a"), places ? t("accept_ticked", { count: ticked }) : t("accept_all")),
    rejected === rule.target ? null : el("button", { type: "button", class: "button", disabled: none, on: { click: () => decide(rule, "reject") } }, el("kbd", { "aria-hidden": "true" }, "r"), places ? t("reject_ticked", { count: ticked }) : t("reject_all"),
      el("span", { class: "more", lang: rule.target_tag }, rejected)),
    el("button", { type: "button", class: "button", "aria-expanded": String(Boolean(places)), on: { click: () => act(() => expand(rule)) } }, el("kbd", { "aria-hidden": "true" }, "x"), t(places ? "hide_places" : "show_places")),
  ];
}

function placesOf(rule, places) {
  return el("div", { class: "places" }, places.articles.map((article) => {
    const boxes = [];
    const all = el("input", { type: "checkbox", "aria-label": t("tick_all") });
    const settle = () => {
      const count = boxes.filter((box) => box.checked).length;
      all.checked = count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
    };
    const rows = article.places.map((place) => {
      const [, line, before, after, decision, doubtful] = place;
      const box = el("input", { type: "checkbox", checked: place.ticked });
      boxes.push(box);
      box.addEventListener("change", () => {
        place.ticked = box.checked;
        settle();
        redraw(rule);
      });
      return el("li", {}, el("label", {}, box, el("span", { class: "line" }, number(line)),
        el("span", { class: "context", lang: article.source_tag }, before, el("b", {}, rule.source), after),
        decision ? el("span", { class: "verdict", data: { verdict: decision.verdict } }, t(`verdict_${decision.verdict}`)) :
          doubtful ? el("span", { class: "badge warned" }, t("risky")) : null));
    });
    all.addEventListener("change", () => {
      for (const [at, box] of boxes.entries()) {
        box.checked = all.checked;
        article.places[at].ticked = all.checked;
      }
      redraw(rule);
    });
    settle();
    return el("section", {}, el("h2", {}, all, el("a", { href: `/article/${article.id}` }, article.name)), el("ul", {}, rows));
  }), places.more ? el("p", { class: "faint" }, t("more_places", { count: places.more })) : null);
}

/** The buttons say how many are ticked; the boxes stay, with the focus where it is. */
function redraw(rule) {
  fill(items.get(rule.key).querySelector(".buttons"), buttons(rule, opened.get(rule.key)));
}

const countTicked = (places) => places.articles.reduce((sum, article) => sum + article.places.filter((place) => place.ticked).length, 0);

async function expand(rule) {
  if (opened.has(rule.key)) {
    opened.delete(rule.key);
  } else {
    const places = await get(`/api/rules/${rule.key}`);
    for (const article of places.articles) for (const place of article.places) place.ticked = place[4] === null;
    Object.assign(versions, places.versions);
    opened.set(rule.key, places);
  }
  paint(rule);
  mark();
}

function decide(rule, verdict) {
  return act(async () => {
    if (!rule) return;
    const places = opened.get(rule.key);
    const before = rule.undecided;
    const body = { verdict, versions: Object.fromEntries(rule.articles.map((id) => [id, versions[id]])) };
    if (places) {
      const chosen = places.articles.map((article) => [article.id, article.places.filter((place) => place.ticked).map(([at]) => at)]).filter(([, ats]) => ats.length);
      if (!chosen.length) return;
      body.only = Object.fromEntries(chosen);
    } else if (!rule.undecided) {
      return;
    }
    const host = items.get(rule.key);
    host?.setAttribute("aria-busy", "true"); // many articles take a moment
    take(await post(`/api/rules/${rule.key}`, body).then(keepStep).finally(() => host?.removeAttribute("aria-busy")));
    const said = t("rule_done", { source: rule.source, target: rule.target, count: before - (rules.find((one) => one.key === rule.key)?.undecided ?? 0) });
    if (places) await reopen(rule.key);
    step(1, true);
    speak(said);
  });
}

async function reopen(key) {
  opened.delete(key);
  const rule = shown.find((one) => one.key === key);
  if (rule?.undecided) await expand(rule);
  else if (rule) paint(rule);
}

function take(told) {
  Object.assign(versions, told.versions);
  const rule = rules.find((one) => one.key === told.key);
  Object.assign(rule, { undecided: told.undecided, risky: told.risky });
  opened.delete(rule.key);
  paint(rule);
  figures();
}

function takeBack() {
  return act(async () => {
    const told = await undo({ versions });
    if (!told) return toast(t("nothing_to_undo"));
    const fresh = await get("/api/rules");
    versions = fresh.versions;
    opened.clear();
    const now = new Map(fresh.rules.map((rule) => [rule.key, rule]));
    for (const rule of rules) {
      const { undecided, risky } = now.get(rule.key) ?? rule;
      if (undecided !== rule.undecided || risky !== rule.risky) current = rule.key;
      Object.assign(rule, { undecided, risky });
      paint(rule);
    }
    figures();
    mark(true);
    toast(undone(told));
  });
}

function mark(focus = false) {
  for (const [key, host] of items) {
    host.classList.toggle("current", key === current);
    host.tabIndex = key === current ? 0 : -1;
  }
  const host = items.get(current);
  if (focus && host) {
    host.focus({ preventScroll: true });
    host.scrollIntoView({ block: "nearest" });
  }
}

/** Go on; with `waiting` to the next rule that has something left. */
function step(by, waiting = false) {
  const at = shown.findIndex((rule) => rule.key === current);
  let to = at + by;
  if (waiting) {
    if (shown[at]?.undecided) return mark(true);
    to = shown.findIndex((rule, place) => place > at && rule.undecided > 0);
    if (to < 0) to = at;
  }
  if (to >= limit && shown.length > limit) more();
  if (shown[to]) current = shown[to].key;
  mark(true);
}

const chosen = () => shown.find((rule) => rule.key === current);

find("rules").addEventListener("focusin", (event) => {
  const host = event.target.closest("[data-key]");
  if (host && host.dataset.key !== current) {
    current = host.dataset.key;
    mark();
  }
});
find("states").addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (!chip) return;
  state = chip.dataset.state;
  press(find("states"), "state", state);
  limit = SHOWN_AT_ONCE;
  draw();
  speak(t("rules_shown", { count: shown.length }));
});
for (const id of ["search", "layer"]) find(id).addEventListener("input", draw);
addEventListener("pageshow", (event) => event.persisted && act(load));

bindKeys([
  [["n", "j", "ArrowDown"], "key_next_rule", () => step(1)],
  [["p", "k", "ArrowUp"], "key_previous_rule", () => step(-1)],
  [["a"], "key_accept_all", () => decide(chosen(), "accept")],
  [["r"], "key_reject_all", () => decide(chosen(), "reject")],
  [["x", "Enter"], "key_expand", () => act(() => chosen() && expand(chosen()))],
  [[" "], "key_tick", (event) => event.target.click()],
  [["u"], "key_undo", takeBack],
  [["/"], "key_search", () => find("search").focus()],
  [["l"], "key_list", () => location.assign("/")],
]);
act(load);
