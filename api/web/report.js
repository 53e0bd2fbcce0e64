// What became of an uploaded file: how it was read, what was recognised in it, what to look at.

import { el, hint } from "./dom.js";
import { FORMATS, INGEST } from "./words.js";

export function fileLine(file) {
  return el(
    "li",
    { class: file.status },
    el("p", {}, el("strong", {}, INGEST[file.status]), " ", el("span", { class: "file-name" }, file.name)),
    ...[file.reason, file.read && reading(file)].filter(Boolean).map((text) => hint(text)),
    ...file.documents.flatMap(documentLines),
    ...file.warnings.map((warning) => hint(`注意：${warning}`)),
  );
}

function reading({ read, seconds }) {
  const withText = Math.round((read.text_share ?? 0) * read.pages);
  const pages = read.pages ? `${read.pages} 页${withText < read.pages ? `（${withText} 页有文字）` : ""}` : null;
  return [
    FORMATS[read.format] ?? read.format,
    pages,
    read.lowest_confidence === null ? null : `识别把握最低 ${Math.round(read.lowest_confidence * 100)}%`,
    read.tables ? `${read.tables} 个表格` : null,
    `用时 ${seconds.toFixed(1)} 秒`,
  ].filter(Boolean).join("，");
}

function documentLines(item) {
  const facts = [
    item.doc_number,
    item.published && `发布 ${item.published}`,
    item.effective_from && `施行 ${item.effective_from}`,
    `${item.clauses} 条`,
    item.version > 1 ? `第 ${item.version} 版` : null,
  ].filter(Boolean);
  return [
    el("p", {}, item.title, " ", el("span", { class: "hint" }, facts.join("，"))),
    ...item.gaps.map((gap) => hint(`编号：${gap}`)),
  ];
}
