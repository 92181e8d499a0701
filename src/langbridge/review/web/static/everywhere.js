// A decision for all articles: an entry in a glossary, with what it would change shown before it is written.
import { post } from "./api.js";
import { el, fill, find } from "./dom.js";
import { tell } from "./frame.js";
import { t } from "./text.js";

/** Ask for the entry and write it; resolves to the server's answer, or null where nothing was written. */
export async function decideEverywhere(article, change, text, view) {
  const dialog = find("everywhere");
  const first = await post("/api/glossary/preview", { article, change: change.number, target: text });
  if (first.own) return explain(dialog, first.own);
  if (!first.glossaries.length) return explain(dialog, null);
  return new Promise((resolve) => {
    const effect = el("div", { class: "effect", "aria-live": "polite" });
    const input = (name, value, more = {}) => el("input", { name, value, autocomplete: "off", spellcheck: "false", ...more });
    const field = (label, control, hint) => el("label", { class: "field" }, el("span", {}, label), control, hint ? el("small", {}, hint) : null);
    const source = input("source", first.source, { lang: view.source_tag, required: true });
    const target = input("target", first.target, { lang: view.target_tag, required: true });
    const english = input("english", "", { lang: "en" });
    const note = input("note", first.note, { required: true });
    const glossary = el("select", { name: "glossary" }, first.glossaries.map((name, at) => el("option", { value: at, selected: at === first.glossaries.length - 1 }, name)));
    const write = el("button", { class: "button strong" }, t("glossary_write"));
    const form = el("form", { method: "dialog" },
      el("h2", { id: "everywhere-title" }, t("everywhere_title")),
      el("p", { class: "faint" }, t("everywhere_more")),
      el("div", { class: "pair" }, field(`${t("source_form")} · ${first.source_tag}`, source), field(`${t("target_form")} · ${first.target_tag}`, target)),
      el("div", { class: "pair" }, field(t("english_form"), english, t("english_hint")), field(t("glossary"), glossary)),
      field(t("note"), note, t("note_hint")),
      effect,
      el("div", { class: "buttons" }, write, el("button", { class: "button", type: "button", on: { click: () => close(null) } }, t("cancel"))));
    let timer = 0;
    const preview = async () => {
      try {
        const told = await post("/api/glossary/preview", { article, change: change.number, source: source.value, target: target.value });
        show(effect, told);
        write.disabled = Boolean(told.fault);
      } catch (error) {
        fill(effect, el("p", { class: "fault" }, error.message));
      }
    };
    for (const each of [source, target]) {
      each.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(preview, 150);
      });
    }
    const close = (answer) => {
      clearTimeout(timer);
      dialog.oncancel = null;
      dialog.close();
      resolve(answer);
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      write.disabled = true;
      try {
        close(await post("/api/glossary", {
          article, change: change.number, version: view.version, source: source.value, target: target.value, english: english.value,
          note: note.value, glossary: Number(glossary.value),
        }));
      } catch (error) {
        write.disabled = false;
        if (tell(error)) close({ again: true });
      }
    });
    dialog.oncancel = () => close(null);
    fill(dialog, form);
    show(effect, first);
    dialog.showModal();
    source.focus();
  });
}

function show(effect, told) {
  if (told.fault) return fill(effect, el("p", { class: "fault" }, told.fault));
  const places = told.articles.reduce((sum, one) => sum + one.places, 0);
  return fill(effect, el("p", {}, t("effect", { count: told.articles.length, places })),
    el("ul", {}, told.articles.slice(0, 50).map((one) => el("li", {}, one.name, " ", el("span", { class: "faint" }, t("places", { count: one.places }))))));
}

/** Say why no entry is written: the glossary's own term is what is wrong, or there is no glossary. */
function explain(dialog, own) {
  return new Promise((resolve) => {
    fill(dialog, el("form", { method: "dialog" },
      el("h2", { id: "everywhere-title" }, t(own ? "own_term_title" : "no_glossary_title")),
      el("p", {}, own ? t("own_term", own) : t("no_glossary")),
      own ? el("p", {}, el("code", {}, own.line ? `${own.path}:${own.line}` : own.path)) : null,
      el("div", { class: "buttons" }, el("button", { class: "button strong" }, t("close")))));
    dialog.onclose = () => {
      dialog.onclose = null;
      resolve(null);
    };
    dialog.showModal();
  });
}
