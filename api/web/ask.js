// The question box: asking, stopping, and the address that tells what was asked.

import * as answer from "./answer.js";
import { byId, el, onSubmit, option, replace, say, sendOnEnter } from "./dom.js";
import { clear, contextOf, followUp } from "./follow_up.js";
import { find } from "./phrases.js";
import * as service from "./service.js";
import * as viewer from "./viewer.js";

const FIELDS = { region: "region", issuer: "issuer", as_of: "as-of" };
let running = null;
let shown = null;

export function start() {
  const question = byId("question");
  onSubmit(byId("ask-form"), () => ask(question.value));
  sendOnEnter(question);
  byId("ask-stop").addEventListener("click", stop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && byId("viewer").hidden) stop();
  });
  window.addEventListener("popstate", restore);
  showHoldings();
  // What was typed meanwhile stays, where the address asks nothing.
  showFilters().then(() => (question.value && !window.location.search) || restore());
}

// Of one document alone, where its id is given; after earlier turns; without what was added for some words.
// Or exactly: where these very words stand.
export function ask(question, documentId = null, { turns = [], off = [], exact = false } = {}) {
  const text = question.trim();
  if (!text) return byId("question").focus();
  const parameters = new URLSearchParams({ q: text });
  for (const [name, id] of Object.entries(FIELDS)) if (byId(id).value) parameters.set(name, byId(id).value);
  if (byId("not-in-force").checked) parameters.set("all", "1");
  if (documentId) parameters.set("document", documentId);
  if (exact) parameters.set("exact", "1");
  for (const word of off) parameters.append("off", word);
  const address = `?${parameters}#ask`;
  const same = address === window.location.search + window.location.hash;
  window.history[same ? "replaceState" : "pushState"]({ turns }, "", address);
  shown = null;
  return restore();
}

// Shows what the address asks: it was gone to, gone back to, or loaded anew.
function restore() {
  const { location } = window;
  const turns = window.history.state?.turns ?? [];
  const key = `${location.search} ${turns.length}`;
  // Another view of the page, or a document over it, asks nothing anew.
  const aside = window.history.state === null && shown?.startsWith(`${location.search} `);
  if (key === shown || aside || window.history.state?.viewer) return undefined;
  shown = key;
  const parameters = new URLSearchParams(location.search);
  const question = parameters.get("q")?.trim() ?? "";
  byId("question").value = question;
  for (const [name, id] of Object.entries(FIELDS)) byId(id).value = parameters.get(name) ?? "";
  byId("not-in-force").checked = parameters.has("all");
  byId("ask-options").open ||= [...Object.keys(FIELDS), "all"].some((name) => parameters.has(name));
  if (question && !parameters.has("exact")) return send(question, parameters, turns);
  running?.abort();
  running = null;
  byId("ask-stop").hidden = true;
  if (question) return find(question);
  byId("answer").hidden = true;
  clear();
  beside(true);
  return undefined;
}

async function send(question, parameters, turns) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const node = byId("answer");
  const only = (name) => (parameters.has(name) ? [parameters.get(name)] : []);
  const off = parameters.getAll("off");
  viewer.close();
  node.hidden = true;
  clear();
  byId("ask-stop").hidden = false;
  say(byId("ask-status"), "正在查找条款…", "busy");
  const take = (name, value) => {
    if (running !== mine) return;
    if (name === "hits") say(byId("ask-status"), `找到 ${value.passages.length} 条相关条款，正在写回答…`, "busy");
    if (name === "hits") answer.begin(node, question, value.passages);
    if (name === "answer") answer.grow(node, value.text);
  };
  try {
    const request = {
      question,
      as_of: parameters.get("as_of") || null,
      include_not_in_force: parameters.has("all"),
      filters: { document_ids: only("document"), region: only("region"), issuer: only("issuer") },
      context: turns,
      without_expansions: off,
    };
    const { body, broken } = await service.askInPieces(request, take, mine.signal);
    if (running !== mine) return;
    say(byId("ask-status"), broken ? "逐步显示中断了，已改为一次取回完整回答。" : "");
    beside(false);
    const again = (words) => ask(question, parameters.get("document"), { turns, off: words });
    answer.show(node, body, { off, again, plainly: () => ask(question) });
    followUp(body, [...turns, contextOf(body)], (next, with_) => ask(next, null, { turns: with_ }), request.as_of);
    byId("answer-title").focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (running !== mine) return;
    if (node.classList.contains("growing")) node.hidden = true;
    say(byId("ask-status"), error.message, "error");
  } finally {
    if (running === mine) {
      running = null;
      byId("ask-stop").hidden = true;
    }
  }
}

function stop() {
  if (!running) return;
  running.abort();
  running = null;
  byId("answer").hidden = true;
  byId("ask-stop").hidden = true;
  say(byId("ask-status"), "已停止。");
  byId("question").focus();
}

// What stands below the box before anything is asked.
function beside(there) {
  byId("examples").hidden = !there || !byId("examples").querySelector("li");
  byId("holdings").hidden = !there;
}

export async function showHoldings() {
  const node = byId("holdings");
  try {
    const figures = await service.stats();
    byId("question").maxLength = figures.limits.question_chars;
    node.textContent = figures.documents
      ? `目前收录 ${figures.documents} 篇文件、${figures.clauses} 条条款。`
      : "文件库还是空的，请先到“管理”添加文件。";
    const { examples } = await service.examples();
    replace(byId("examples").querySelector("ul"), ...examples.map(({ question }) => el("li", {}, example(question))));
  } catch (error) {
    node.textContent = error.message;
  }
  beside(byId("answer").hidden && !running);
}

export const example = (question) => el("button", { type: "button", class: "example", onclick: () => ask(question) }, question);

async function showFilters() {
  const found = await service.facets().catch(() => ({ regions: [], issuers: [] }));
  for (const [id, facets] of [["region", found.regions], ["issuer", found.issuers]]) {
    byId(id).append(...facets.map(({ value, documents }) => option(value, `${value}（${documents}）`)));
    byId(id).closest("label").hidden = !facets.length;
  }
}
