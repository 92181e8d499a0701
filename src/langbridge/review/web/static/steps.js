// What this window did, in the order in which it can be undone, whichever page shows then.
import { post } from "./api.js";

const MOST = 500;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem("steps")) ?? [];
  } catch {
    return []; // no memory: the server still knows the last step
  }
}

function write(steps) {
  try { sessionStorage.setItem("steps", JSON.stringify(steps.slice(-MOST))); } catch { /* as above */ }
}

/** Remember what came of a write as a step of this window. */
export function keep(told) {
  if (told.step) write([...read(), told.step]);
  return told;
}

/** Take back the last step of this window; one without any takes back the last that has to do with what is `shown`.  Null where there is none. */
export async function undo(shown = null) {
  for (let steps = read(); steps.length; ) {
    const step = steps.pop();
    write(steps);
    const told = await post("/api/undo", { ...shown, step });
    if (told.undone.length) return told;
  }
  const told = shown && (await post("/api/undo", shown));
  return told?.undone.length ? told : null;
}
