// Documents that would answer and do not apply on the day: apart from the answer, with the reason.

import { el, notes } from "./dom.js";
import { plain } from "./plain.js";
import * as viewer from "./viewer.js";
import { badge } from "./standing.js";
import { bracketed } from "./words.js";

export function leftOut(answer) {
  if (!answer.left_out.length) return null;
  return el(
    "section",
    { "aria-label": "不在效力期内的文件" },
    el("h3", {}, "不在效力期内，没有用来回答"),
    notes(answer.left_out.map(item)),
  );
}

function item(one) {
  return el(
    "div",
    {},
    badge(one),
    " ",
    opener(one),
    ` ${one.reason}`,
    ...successor(one),
    ...quoted(one),
  );
}

// What it said, to be read and not to be relied on.
function quoted(one) {
  if (!one.clause) return [];
  return [
    el(
      "blockquote",
      { class: "ended" },
      el("a", { class: "link", href: one.clause.link, title: "在原文里看这一条" }, one.clause.clause_label),
      ` ${plain(one.clause.quote)}`,
    ),
  ];
}

// The very clause that repeals it, where that is known.
function successor(one) {
  const by = one.standing?.by;
  if (by) {
    const word = by.document_id === one.document_id ? "；代替它的是 " : "；废止它的是 ";
    return [word, el("a", { class: "link", href: by.link }, `${bracketed(by.title)}${by.clause_label ?? ""}`)];
  }
  return one.replaced_by ? ["；代替它的是 ", opener(one.replaced_by)] : [];
}

const opener = (place) => viewer.opener(place, bracketed(place.title));
