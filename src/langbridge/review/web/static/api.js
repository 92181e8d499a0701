// Talking to the server.  Every write carries the version that this window saw.
import { t } from "./text.js";

/** What the server refused: `status` 409 means that another window, or another program, was here first. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const get = (path) => ask(path);
export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { ...options.headers, "X-Langbridge": "review" }, credentials: "same-origin" });
  } catch {
    throw new Refused(0, t("no_server"));
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, said.error ?? t("failed", { status: answer.status }));
  return said;
}
