// What the knowledge base holds.

import { byId, el, option, replace, spans } from "./dom.js";
import { listing } from "./listing.js";
import * as service from "./service.js";
import * as viewer from "./viewer.js";
import { KINDS, VALIDITY } from "./words.js";

const FILTERS = { q: "list-query", kind: "list-kind", region: "list-region", issuer: "list-issuer", validity: "list-validity" };
const FACETS = { kind: ["kinds", KINDS], region: ["regions"], issuer: ["issuers"], validity: ["validities", VALIDITY] };
let load;

export function start() {
  load = listing({
    name: "list",
    entries: "documents",
    filters: FILTERS,
    load: (asked) => service.documents({ ...asked, include_withdrawn: true, facets: true }),
    key: "documents",
    row,
    count: (total) => (total ? `${total} 篇文件` : "没有符合条件的文件"),
    came: ({ facets }) => Object.entries(FACETS).forEach(([name, [counts, words]]) => offer(name, facets[counts], words)),
    changed: keep,
    page: 200,
  });
  byId("list-clear").addEventListener("click", () => {
    for (const id of Object.values(FILTERS)) byId(id).value = "";
    keep();
    load();
    byId("list-query").focus();
  });
}

// Lists what the address asks for (#files?region=…).
export function list() {
  const asked = new URLSearchParams(window.location.hash.split("?")[1]);
  for (const name of Object.keys(FACETS)) offer(name, [], {}, asked.get(name) ?? "");
  byId(FILTERS.q).value = asked.get("q") ?? "";
  byId("list-clear").hidden = !asked.size;
  return load();
}

// The values that the documents have, with their number; what is chosen stays there, be it of none.
function offer(name, counted, words = {}, chosen = byId(FILTERS[name]).value) {
  const missing = chosen && !counted.some(({ value }) => value === chosen) ? [{ value: chosen, documents: 0 }] : [];
  const options = [...missing, ...counted].map(({ value, documents }) =>
    option(value, `${words[value] ?? value}（${documents}）`, value === chosen));
  replace(byId(FILTERS[name]), option("", "全部"), ...options);
  byId(FILTERS[name]).closest("label").hidden = !options.length;
}

// The address tells what is listed: it can be sent on, kept, and gone back to.
function keep() {
  const asked = new URLSearchParams(Object.entries(FILTERS).map(([name, id]) => [name, byId(id).value.trim()]).filter(([, value]) => value));
  byId("list-clear").hidden = !asked.size;
  window.history.replaceState(window.history.state, "", `${window.location.search}#files${asked.size ? `?${asked}` : ""}`);
}

function row(item) {
  const since = item.effective_from && `施行 ${item.effective_from}`;
  const details = [validity(item), KINDS[item.kind], item.doc_number, item.issuer, since, `${item.clauses} 条`, item.source];
  const opener = viewer.opener(item, el("span", { class: "row-title" }, item.title), { class: "row" });
  opener.append(el("span", { class: "meta" }, ...spans(details)));
  return el("li", {}, opener);
}

export const validity = (item) =>
  el("span", { class: `badge ${item.withdrawn ? "repealed" : item.validity}` }, item.withdrawn ? "已撤下" : VALIDITY[item.validity]);
