// The text of an article: rows of source and output beside each other, with a mark for each change.
import { el } from "./dom.js";
import { t } from "./text.js";

const ROWS_IN_A_CHUNK = 60;
const PIECES_IN_A_CHUNK = 3000;

/** Shows rows as the server cut them: [line, kind, [text, change, text, change …]] with texts and numbers of changes. */
export class Rows {
  constructor(host, describe) {
    this.host = host;
    this.describe = describe;
    this.chunks = [];
    this.marks = new Map();
    this.chunkOf = new Map();
  }

  /** Show an article anew.  The first rows are there at once, the others when the browser has time. */
  show(view, changes) {
    this.view = view;
    this.changes = changes;
    this.marks.clear();
    this.chunkOf.clear();
    this.chunks = [];
    for (let at = 0, end = 0; at < view.rows.length; at = end) {
      for (let pieces = 0; end < view.rows.length && end < at + ROWS_IN_A_CHUNK && pieces < PIECES_IN_A_CHUNK; end += 1) pieces += view.rows[end][2].length;
      const rows = view.rows.slice(at, end);
      const host = el("div", { class: "chunk" });
      // Roughly as high as it will be, so that the scroll bar tells the truth.
      host.style.containIntrinsicBlockSize = `auto ${rows.length * 2.6}rem`;
      const chunk = { rows, first: at, host, built: false };
      for (const [, , pieces] of rows) for (const piece of pieces) if (typeof piece === "number") this.chunkOf.set(piece, chunk);
      this.chunks.push(chunk);
    }
    this.host.replaceChildren(...this.chunks.map((chunk) => chunk.host));
    if (this.chunks.length) this.build(this.chunks[0]);
    this.buildLater(this.chunks.values());
  }

  buildLater(chunks) {
    const later = window.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 16));
    const all = this.chunks;
    const work = (time) => {
      if (all !== this.chunks) return;
      do {
        const { value, done } = chunks.next();
        if (done) return;
        this.build(value);
      } while (time.timeRemaining() > 4);
      later(work);
    };
    later(work);
  }

  build(chunk) {
    if (chunk.built) return;
    chunk.built = true;
    chunk.host.replaceChildren(...chunk.rows.map((row, at) => this.row(row, chunk.first + at)));
  }

  row([line, kind, pieces], at) {
    const source = el("div", { class: "cell source", lang: this.view.source_tag, "data-line": line });
    const output = el("div", { class: "cell output", lang: this.view.target_tag });
    for (const piece of pieces) {
      if (typeof piece === "string") {
        source.append(piece);
        output.append(piece);
      } else {
        const pair = this.pair(piece);
        source.append(pair.source);
        output.append(pair.output);
      }
    }
    return el("div", { class: `row ${kind}${pieces.length > 1 || typeof pieces[0] === "number" ? " changed" : ""}`, data: { row: at } }, source, output);
  }

  pair(number) {
    const change = this.changes[number];
    const source = el("span", { class: "was", data: { change: number } }, change.source);
    const output = el("span", { class: "mark", data: { change: number } });
    if (change.decidable) {
      output.setAttribute("role", "button");
      output.tabIndex = -1;
    }
    this.marks.set(number, { source, output });
    this.paint(number);
    return { source, output };
  }

  /** Show what is decided about a change now. */
  paint(number) {
    const pair = this.marks.get(number);
    if (!pair) return; // it will be right when it is built
    const change = this.changes[number];
    const state = change.state ? "decided" : change.risk === "review" && change.decidable ? "risky" : change.decidable ? "waiting" : "fixed";
    for (const mark of [pair.source, pair.output]) {
      mark.dataset.state = state;
      mark.dataset.layer = change.layer;
      mark.dataset.verdict = change.state?.verdict ?? "";
    }
    pair.output.textContent = change.text;
    // Shown before the mark where both stand in one column.
    pair.output.dataset.source = change.text === change.source ? "" : change.source;
    pair.output.classList.toggle("gone", change.text === "");
    pair.source.classList.toggle("gone", change.source === "");
    if (change.decidable) pair.output.setAttribute("aria-label", this.describe(change));
  }

  /** The mark of a change, built if it is not there yet. */
  mark(number) {
    const chunk = this.chunkOf.get(number);
    if (chunk) this.build(chunk);
    return this.marks.get(number);
  }

  /** The first row after the one given that holds a text, in source or output. */
  search(wanted, after = -1) {
    const rows = this.view.rows;
    const folded = wanted.toLocaleLowerCase();
    for (let step = 1; step <= rows.length; step += 1) {
      const at = (after + step + rows.length) % rows.length;
      const told = (side) => rows[at][2].map((piece) => (typeof piece === "string" ? piece : this.changes[piece][side])).join("");
      if (told("text").toLocaleLowerCase().includes(folded) || told("source").toLocaleLowerCase().includes(folded)) return at;
    }
    return -1;
  }

  /** The element of a row, built if it is not there yet. */
  element(at) {
    const chunk = this.chunks.findLast((one) => one.first <= at);
    this.build(chunk);
    return chunk.host.children[at - chunk.first];
  }
}

/** A change in words, for those who hear the page. */
export function describe(change) {
  const what = change.text === change.source ? t("said_kept", { text: change.text }) : t("said_change", { source: change.source || t("nothing"), text: change.text || t("nothing") });
  const state = change.state ? t(`verdict_${change.state.verdict}`) : t("undecided");
  return [what, t(`layer_${change.layer}`), change.risk === "review" && !change.state ? t("risky") : null, state].filter(Boolean).join(t("comma"));
}
