// The card of one change: what it is, why it was made, what else could stand there, and what a person can do about it.
import { el } from "./dom.js";
import { t } from "./text.js";

/** The head that the card and the hint beside the mouse share. */
export function reasons(change, view) {
  const kept = change.text === change.source;
  return [
    el("p", { class: "turn" },
      el("span", { lang: view.source_tag, class: "from" }, change.source || t("nothing")), kept ? null : el("span", { class: "arrow", "aria-hidden": "true" }, " → "),
      kept ? el("span", { class: "kept" }, t("kept")) : el("span", { lang: view.target_tag, class: "to" }, change.text || t("nothing"))),
    el("p", { class: "why" },
      el("span", { class: "layer", data: { layer: change.layer } }, t(`layer_${change.layer}`)), " ",
      el("span", { class: "rule" }, change.rule),
      change.risk === "review" ? el("span", { class: "badge warned" }, t("risky")) : null),
    change.note ? el("p", { class: "note" }, change.note) : null,
    change.steps.length > 2 ? el("p", { class: "steps" }, el("span", { class: "label" }, t("steps")), change.steps.map((step, at) => [at ? " → " : "", el("span", { lang: view.target_tag }, step)]).flat()) : null,
    change.state ? el("p", { class: "verdict", data: { verdict: change.state.verdict } }, t(`verdict_${change.state.verdict}`),
      change.state.scope === "article" ? ` ${t("scope_article_short")}` : "", change.state.note ? el("span", { class: "note" }, ` ${change.state.note}`) : null) : null,
  ];
}

/** What a rejected change falls back to: the step below, or the source's own text. */
export const below = (change) => (change.steps.length > 1 ? change.steps.at(-2) : change.source);

/** The card itself.  `acts` holds what the buttons do. */
export function card(change, place, view, scope, acts) {
  if (!change) return [el("p", { class: "empty" }, t("no_change_chosen")), whole(view, acts)];
  if (!change.decidable) return [...reasons(change, view), el("p", { class: "faint" }, t("not_decided")), whole(view, acts)];
  const verdict = change.state?.verdict;
  const button = (key, name, act, more, pressed) => el("button", { type: "button", class: "act", "aria-pressed": pressed === undefined ? null : String(pressed), "aria-keyshortcuts": key, on: { click: act } },
    el("kbd", { "aria-hidden": "true" }, key), el("span", {}, name), more ? el("span", { class: "more", lang: view.target_tag }, more) : null);
  const picked = verdict === "pick" ? change.state.text : null;
  return [
    el("p", { class: "count", "aria-hidden": "true" }, t("place_of", place)),
    ...reasons(change, view),
    change.candidates.length ? el("ol", { class: "candidates", "aria-label": t("candidates") }, change.candidates.slice(0, 9).map((text, at) =>
      el("li", {}, button(String(at + 1), text, () => acts.pick(at), null, picked === text || (change.state === null ? change.text === text : verdict === "accept" && change.offered === text))))) : null,
    el("div", { class: "acts", role: "group", "aria-label": t("decide") },
      button("a", t("accept"), acts.accept, change.offered, verdict === "accept"),
      below(change) === change.offered ? null : button("r", t("reject"), acts.reject, below(change), verdict === "reject"),
      below(change) === change.source || change.offered === change.source ? null : button("v", t("revert"), acts.revert, change.source, verdict === "revert"),
      button("e", t("edit"), acts.edit, null, verdict === "edit"),
      change.state ? button("c", t("clear"), acts.clear) : null),
    scopes(change, scope, acts),
    el("div", { class: "acts rest", role: "group", "aria-label": t("more") },
      place.rest > 1 ? button("g", t("accept_rest", { count: place.rest }), acts.rest) : null,
      button("u", t("undo"), acts.undo)),
    whole(view, acts),
  ];
}

function whole(view, acts) {
  const button = (key, name, act, kind) => el("button", { type: "button", class: `act ${kind}`, "aria-keyshortcuts": key, on: { click: act } }, el("kbd", { "aria-hidden": "true" }, key), el("span", {}, name));
  return el("div", { class: "acts whole" },
    button("d", view.next === null ? t("approve") : t("approve_and_go_on"), acts.approve, "strong"),
    button("w", t("edit_line"), acts.line, ""));
}

function scopes(change, chosen, acts) {
  return el("fieldset", { class: "scope" }, el("legend", {}, t("scope"), " ", el("kbd", {}, "s")),
    ["place", "article", "everywhere"].map((scope) => el("label", {},
      el("input", { type: "radio", name: "scope", value: scope, checked: scope === chosen, on: { change: () => acts.scope(scope) } }), el("span", {}, t(`scope_${scope}`)))),
    chosen === "everywhere" ? el("p", { class: "faint" }, change.layer === "glossary" ? t("scope_is_glossary") : t("scope_everywhere_more")) : null);
}

/** The field in which a text is written by hand; resolves to it, or to null.  A whole line is not to be written over by the first key. */
export function ask(host, label, text, view, { line = false } = {}) {
  return new Promise((resolve) => {
    const field = el("textarea", { rows: line ? 7 : 3, lang: view.target_tag, "aria-label": label, spellcheck: "false" });
    field.value = text;
    const done = (text) => {
      form.remove();
      resolve(text);
    };
    const form = el("form", { class: "editing", on: { submit: (event) => { event.preventDefault(); done(field.value); } } },
      el("p", { class: "label", "aria-hidden": "true" }, label), field,
      el("p", { class: "faint" }, t("edit_keys")),
      el("div", { class: "buttons" }, el("button", { class: "button strong" }, t("save")), el("button", { class: "button", type: "button", on: { click: () => done(null) } }, t("cancel"))));
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Enter belongs to the input method
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        done(field.value);
      } else if (event.key === "Escape") {
        event.preventDefault();
        done(null);
      }
    });
    host.prepend(form);
    field.focus();
    if (line) field.setSelectionRange(text.length, text.length);
    else field.select();
  });
}
