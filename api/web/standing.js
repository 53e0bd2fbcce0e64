// How a document stands on the day: the badge, and why, with a link to the clause of the text that makes it so.

import { el } from "./dom.js";
import { bracketed, stateOf } from "./words.js";

export const badge = (item) => el("span", { class: `badge ${item.validity}` }, stateOf(item));

// Null where the badge says all there is to say.
export function because(item) {
  const { standing } = item;
  if (!standing) return null;
  const by = standing.by;
  const named = by ? `${bracketed(by.title)}${by.doc_number ? `（${by.doc_number}）` : ""}${by.clause_label ?? ""}` : "";
  const link = by ? el("a", { class: "link", href: by.link }, `查看${by.clause_label ? named : bracketed(by.title)}`) : null;
  return el("p", { class: "because" }, `${standing.label}：${standing.reason}`, link ? "。" : null, link);
}
