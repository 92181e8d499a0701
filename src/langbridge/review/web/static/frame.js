// What every page has: the theme, messages to the eye and to the ear, and keys with their help.
import { el, fill, find, isTyping } from "./dom.js";
import { t } from "./text.js";

/** Say something to those who listen instead of look. */
export function speak(text) {
  find("spoken").textContent = text;
}

/** Show a message that goes away by itself; `kind` is "told", "warned" or "failed". */
export function toast(text, kind = "told") {
  const shown = el("p", { class: `toast ${kind}` }, text);
  find("toasts").append(shown);
  setTimeout(() => shown.remove(), kind === "told" ? 3500 : 9000);
}

/** Show a message on the page that comes next. */
export function tellNext(text) {
  try { sessionStorage.setItem("told", text); } catch { /* the page itself shows what became of it */ }
}

try {
  const told = sessionStorage.getItem("told");
  sessionStorage.removeItem("told");
  if (told) toast(told);
} catch { /* as above */ }

/** Tell of an error; true when another window was first, and this one has to look again. */
export function tell(error) {
  const first = error.status === 409;
  toast(first ? t("conflict") : error.message, first ? "warned" : "failed");
  return first;
}

find("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  // The server writes it into the next page, which so has its colours from the first moment.
  document.cookie = `langbridge_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
  speak(t(dark ? "theme_light" : "theme_dark"));
});

/**
 * Bind keys: a list of [keys, message, action].  One key does one thing; Ctrl, Alt and Meta stay with the browser.  The same list is the
 * help.
 */
export function bindKeys(bindings) {
  const actions = new Map(bindings.flatMap(([keys, , action]) => keys.map((key) => [key, action])));
  const opened = find("keys");
  const help = () => opened.open ? opened.close() : opened.showModal();
  actions.set("?", help);
  find("help").addEventListener("click", help);
  fill(find("keys-list"), [...bindings, [["?"], "key_help"]].map(([keys, message]) =>
    el("div", {}, el("dt", {}, shownKeys(keys)), el("dd", {}, t(message)))));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]") && event.key !== "?") return;
    // Enter and Space press the button that has the focus.
    if ((event.key === "Enter" || event.key === " ") && event.target.closest("button, a, summary, label, input")) return;
    const action = actions.get(event.key) ?? actions.get(keyOf(event));
    if (!action) return;
    event.preventDefault();
    action(event);
  });
}

/** The letter on the key, where an input method keeps the character to itself. */
function keyOf(event) {
  if (event.key !== "Process" && event.key.length === 1) return event.key.toLowerCase();
  return /^(?:Key|Digit)(.)$/.exec(event.code)?.[1].toLowerCase() ?? event.code;
}

const NAMES = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "↵", Escape: "Esc", " ": "␣" };

function shownKeys(keys) {
  const shown = keys[0] === "1" ? ["1 – 9"] : keys.map((key) => NAMES[key] ?? key);
  return shown.map((key) => el("kbd", {}, key));
}

/** Whether a text holds what is searched for, in upper or lower case. */
export function matches(text, wanted) {
  return text.toLocaleLowerCase().includes(wanted.toLocaleLowerCase());
}
