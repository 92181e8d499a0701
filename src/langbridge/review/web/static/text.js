// The page's own words, in the language that the server chose.
import messages from "/messages.js";

const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

export const number = (value) => numbers.format(value);

/** Where a step was undone, in words: an article by its name, several by how many they are. */
export const undone = ({ names }) => (names.length > 1 ? t("undone_in_articles", { count: names.length }) : t("undone_in", { name: names[0] }));

/** The message of a key, its `{places}` filled; a message with plural forms chooses by `count`. */
export function t(key, values = {}) {
  let said = messages[key];
  if (typeof said === "object") said = said[plurals.select(values.count)] ?? said.other;
  if (said === undefined) throw new Error(`there is no message ${key}`);
  return said.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name]));
}
