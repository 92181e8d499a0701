// The hint beside the mouse, and the other side of the pair that it points at.
import { fill, find } from "./dom.js";
import { reasons } from "./card.js";

/** Show the reasons of the change under the mouse; `look` gives a change by its number, `rows` its marks. */
export function bindHints(rows, look, view) {
  const hint = find("hint");
  let timer = 0;
  let shown = null;

  const hide = () => {
    clearTimeout(timer);
    if (shown) for (const mark of Object.values(shown)) mark.classList.remove("paired");
    shown = null;
    hint.hidden = true;
  };
  const show = (mark) => {
    const number = Number(mark.dataset.change);
    fill(hint, reasons(look(number), view()));
    hint.hidden = false;
    const at = mark.getClientRects()[0];
    const box = hint.getBoundingClientRect();
    const below = at.bottom + 8 + box.height < innerHeight;
    hint.style.insetInlineStart = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.width - 8))}px`;
    hint.style.insetBlockStart = `${below ? at.bottom + 8 : at.top - box.height - 8}px`;
  };
  find("rows").addEventListener("pointerover", (event) => {
    const mark = event.target.closest("[data-change]");
    hide();
    if (!mark || event.pointerType === "touch") return;
    shown = rows.mark(Number(mark.dataset.change));
    for (const each of Object.values(shown)) each.classList.add("paired");
    timer = setTimeout(show, 180, mark);
  });
  find("rows").addEventListener("pointerleave", hide);
  addEventListener("scroll", hide, { passive: true });
  addEventListener("keydown", hide);
}
