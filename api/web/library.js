// What the knowledge base holds.

import { byId, el } from "./dom.js";
import { listing } from "./listing.js";
import * as service from "./service.js";
import * as viewer from "./viewer.js";
import { KINDS, VALIDITY } from "./words.js";

export let list;

export function start() {
  for (const [kind, word] of Object.entries(KINDS)) byId("list-kind").append(el("option", { value: kind }, word));
  list = listing({
    name: "list",
    entries: "documents",
    filters: { q: "list-query", kind: "list-kind" },
    load: (asked) => service.documents({ ...asked, include_withdrawn: true }),
    key: "documents",
    row,
    count: (total) => (total ? `${total} 篇文件` : "没有符合条件的文件"),
    page: 200,
  });
}

function row(item) {
  const details = [KINDS[item.kind], item.doc_number, item.issuer, item.effective_from && `施行 ${item.effective_from}`];
  return el(
    "li",
    {},
    el("button", { type: "button", class: "row", onclick: (event) => viewer.open(item, event.currentTarget) },
      el("span", { class: "row-title" }, item.title),
      el("span", { class: "meta" },
        validity(item),
        ...details.filter(Boolean).map((detail) => el("span", {}, detail)),
        el("span", {}, `${item.clauses} 条`),
        el("span", {}, item.source),
      ),
    ),
  );
}

export const validity = (item) =>
  el("span", { class: `badge ${item.withdrawn ? "repealed" : item.validity}` }, item.withdrawn ? "已撤下" : VALIDITY[item.validity]);
