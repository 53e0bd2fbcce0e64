// What was done to the knowledge base, when and by whom.

import { byId, el, meta, options, textButton, when } from "./dom.js";
import { listing } from "./listing.js";
import * as service from "./service.js";
import { ACTIONS, bracketed } from "./words.js";

export let list;

export function start() {
  byId("log-action").append(...options(ACTIONS));
  list = listing({
    name: "log",
    filters: { document: "log-document", action: "log-action", since: "log-since" },
    load: (asked) => service.log(asked),
    key: "entries",
    row,
    count: (total) => (total ? `${total} 条记录` : "没有符合条件的记录"),
  });
}

function row(entry) {
  return el(
    "li",
    {},
    el("p", { class: "row-title" }, ACTIONS[entry.action], entry.title ? bracketed(entry.title) : ""),
    meta(
      el("time", { datetime: entry.at }, when(entry.at)),
      entry.who === "unknown" ? "未写明谁操作" : entry.who,
      entry.document_id && only(entry),
      entry.source,
      entry.sha256 && el("span", { title: `SHA-256 ${entry.sha256}` }, `校验值 ${entry.sha256.slice(0, 12)}`),
      ...told(entry),
    ),
  );
}

// A document's id narrows the list to what was done with it.
function only(entry) {
  const key = entry.version ? `${entry.document_id}@${entry.version}` : entry.document_id;
  const narrow = () => {
    byId("log-document").value = entry.document_id;
    byId("log-document").focus();
    list();
  };
  return textButton(key, narrow, { "aria-label": `只看 ${entry.document_id} 的记录` });
}

function told(entry) {
  const { detail } = entry;
  const counted = { added: "新增", updated: "更新", renamed: "改名", withdrawn: "撤下", restored: "恢复", failed: "失败" };
  const counts = Object.entries(counted).filter(([name]) => detail[name]).map(([name, word]) => `${word} ${detail[name]}`);
  return [
    detail.reason,
    detail.folder,
    ...counts,
    detail.terms && `术语 ${detail.terms.join("、")}`,
    detail.done && detail.done.join("、"),
    detail.generation && `第 ${detail.generation} 代`,
    detail.again && `内容同第 ${detail.again} 代`,
    detail.model && `模型 ${detail.model}`,
    detail.documents && `${detail.documents} 份文件`,
    detail.bytes && `${(detail.bytes / 1000000).toFixed(1)} MB`,
  ].filter(Boolean);
}
