// Documents that would answer and do not apply on the day: apart from the answer, with the reason.

import { el } from "./dom.js";
import * as viewer from "./viewer.js";
import { VALIDITY, bracketed } from "./words.js";

export function leftOut(answer) {
  if (!answer.left_out.length) return null;
  return el(
    "section",
    { "aria-label": "不在效力期内的文件" },
    el("h3", {}, "不在效力期内，没有用来回答"),
    el("ul", { class: "notes" }, ...answer.left_out.map(item)),
  );
}

function item(one) {
  return el(
    "li",
    {},
    el("span", { class: `badge ${one.validity}` }, VALIDITY[one.validity]),
    " ",
    opener(one),
    ` ${one.reason}`,
    ...(one.replaced_by ? ["；代替它的是 ", opener(one.replaced_by)] : []),
  );
}

function opener(place) {
  const openIt = (event) => viewer.open(place, event.currentTarget);
  return el("button", { type: "button", class: "link", onclick: openIt }, bracketed(place.title));
}
