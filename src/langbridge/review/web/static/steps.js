// What this window did, in the order in which it can be undone, whichever page shows then.
import { post } from "./api.js";

const MOST = 500;

/** The steps of this window; null where it has had none yet. */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem("steps"));
  } catch {
    return null; // no memory: the server still knows the last step
  }
}

function write(steps) {
  try { sessionStorage.setItem("steps", JSON.stringify(steps.slice(-MOST))); } catch { /* as above */ }
}

/** Remember what came of a write as a step of this window. */
export function keepStep(told) {
  if (told.step) write([...(read() ?? []), told.step]);
  return told;
}

/** Take back the last step of this window; one that has had none takes back the last that has to do with what is `shown`.  Null where there is none. */
export async function undo(shown = null) {
  const steps = read();
  if (steps === null ? shown === null : !steps.length) return null;
  const told = await post("/api/undo", steps === null ? shown : { ...shown, steps });
  // The one that was taken back is gone, and so are those after it, which the server does not know any more.
  if (steps !== null) write(read().filter((step) => !steps.includes(step, told.left)));
  return told.undone.length ? told : null;
}
