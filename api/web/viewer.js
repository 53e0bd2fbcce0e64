// A document beside the answer (under it on a phone: over it), with the quoted words marked.

import { copyButton } from "./clipboard.js";
import { Characters, byId, el, replace, say, spans, textButton } from "./dom.js";
import * as original from "./original.js";
import { plain } from "./plain.js";
import * as service from "./service.js";
import { badge, because } from "./standing.js";
import { facts, reference } from "./words.js";

const narrow = window.matchMedia("(max-width: 999px)");
let openedFrom = null;
let wanted = 0;

// place: {document_id, version, title, start, end}; without start and end nothing is marked.
export async function open(place, from) {
  const isWanted = begin(place, from);
  try {
    const [text, tree] = await Promise.all([
      service.documentText(place.document_id, place.version),
      service.clauseTree(place.document_id, place.version),
    ]);
    if (!isWanted()) return;
    show(text, tree, place);
  } catch (error) {
    if (isWanted()) say(byId("viewer-status"), error.message, "error");
  }
}

// The button that opens a place.
export const opener = (place, word = "在文件中查看", more = {}) => textButton(word, (event) => open(place, event.currentTarget), more);

// Opens the viewer for a document, still empty; tells whether it is still the one that is wanted.
export function begin(place, from) {
  const ticket = ++wanted;
  openedFrom = from ?? openedFrom;
  const viewer = byId("viewer");
  // On a phone the document covers the page: going back uncovers it, and does not leave.
  if (viewer.hidden && narrow.matches && !window.history.state?.viewer) window.history.pushState({ ...window.history.state, viewer: place }, "");
  viewer.hidden = false;
  document.body.classList.add("reading");
  cover();
  byId("viewer-title").textContent = place.title;
  replace(byId("viewer-meta"));
  replace(byId("viewer-text"));
  replace(byId("viewer-tools"), ...tools(place));
  byId("viewer-corrections").hidden = true;
  byId("viewer-read").href = `/d/${encodeURIComponent(place.document_id)}@${place.version}`;
  byId("viewer-download").href = service.sourceAddress(place.document_id, place.version);
  say(byId("viewer-status"), "正在打开文件…", "busy");
  byId("viewer-title").focus({ preventScroll: true });
  return () => ticket === wanted;
}

export function close() {
  if (byId("viewer").hidden) return;
  hide();
  if (window.history.state?.viewer) window.history.back();
}

function hide() {
  wanted += 1;
  byId("viewer").hidden = true;
  document.body.classList.remove("reading");
  cover();
  openedFrom?.focus();
  openedFrom = null;
}

export function start() {
  byId("viewer-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("viewer").hidden) close();
  });
  narrow.addEventListener("change", cover);
  window.addEventListener("popstate", () => {
    if (!byId("viewer").hidden && !window.history.state?.viewer) hide();
  });
}

// What covered the page before it was loaded anew covers it again; on a wide screen nothing did.
export function reopen() {
  const place = window.history.state?.viewer;
  if (place && narrow.matches) open(place);
  else if (place) window.history.replaceState({ ...window.history.state, viewer: false }, "");
}

// Of what was quoted; of a document that was merely opened there are none.
function tools(place) {
  if (!place.quote) return [];
  return [copyButton("复制引用", () => reference(place)), original.opener(place)];
}

// On a narrow screen the document covers the page: what lies under it cannot be reached meanwhile.
function cover() {
  const covered = narrow.matches && !byId("viewer").hidden;
  byId("main").inert = covered;
  document.querySelector(".top").inert = covered;
}

function show(body, tree, place) {
  say(byId("viewer-status"), "");
  replace(byId("viewer-meta"), badge(body), ...spans(facts(body)), because(body));
  const characters = new Characters(body.text);
  const blocks = tree.clauses.map((clause) => block(clause, characters, place));
  replace(byId("viewer-text"), ...blocks.filter(Boolean));
  const mark = byId("viewer-text").querySelector("mark");
  (mark ?? byId("viewer-text").firstElementChild)?.scrollIntoView({ block: mark ? "center" : "start" });
}

// The own texts of the clauses, joined in order, are the whole document.
function block(clause, characters, place) {
  const { own_start: from, own_end: to } = clause;
  const lines = linesOf(characters, from, to);
  if (!lines.length) return null;
  const node = el("div", { class: "clause", "data-address": clause.address });
  lines.forEach((line, at) => {
    const isHeading = at === 0 && lines.length + (clause.end > to) > 1 && looksLikeHeading(line.text);
    node.append(el("p", { class: isHeading ? "heading" : null }, ...marked(line, place)));
  });
  const bar = () => node.querySelector(".cite-bar") ?? node.append(citeBar(clause, characters));
  if (node.querySelector("mark")) {
    node.classList.add("quoted");
    bar();
  }
  for (const way of ["pointerenter", "focusin", "click"]) node.addEventListener(way, bar);
  return node;
}

// What a clause is called in official papers, copied with its words and the link that is its own for ever.
function citeBar(clause, characters) {
  const link = new URL(clause.link, window.location.href);
  const text = `${plain(characters.slice(clause.start, clause.end)).trim()}\n——${clause.official_citation}\n${link.href}`;
  const open = el("a", { class: "link", href: clause.link }, "固定链接");
  return el("div", { class: "cite-bar" }, copyButton("复制原文和引用", () => text), open, el("span", { class: "official" }, clause.official_citation));
}

function linesOf(characters, from, to) {
  let start = from;
  const lines = characters.slice(from, to).split("\n").map((text) => {
    const line = { text, start, characters };
    start += characters.lengthOf(text) + 1;
    return line;
  });
  return lines.filter((line) => line.text.trim());
}

const looksLikeHeading = (text) => text.length <= 40 && !/[。；，：,;:]\s*$/.test(text);

function marked({ text, start, characters }, place) {
  const end = start + characters.lengthOf(text);
  const first = Math.max(start, place.start ?? end);
  const last = Math.min(end, place.end ?? start);
  if (first >= last) return [plain(text)];
  const quoted = plain(characters.slice(first, last));
  return [plain(characters.slice(start, first)), el("mark", {}, quoted), plain(characters.slice(last, end))];
}
