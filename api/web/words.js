// The words the page uses for what the service says.

import { plain } from "./plain.js";

export const VALIDITY = {
  in_force: "现行有效",
  not_yet: "尚未施行",
  expired: "已过有效期",
  repealed: "已废止",
  unknown: "效力未注明",
};

// A version whose document goes on in a newer one is not repealed: the service says what it is called.
export const stateOf = (item) => item.standing?.label ?? VALIDITY[item.validity];

export const KINDS = {
  policy: "政策",
  law: "法规",
  notice: "通知公告",
  news: "报道",
  caption: "图片说明",
  advertisement: "广告",
  masthead: "报头",
  other: "其他",
};

export const INGEST = {
  added: "已收录",
  updated: "已更新",
  unchanged: "没有变化",
  duplicate: "重复",
  skipped: "已跳过",
  failed: "未能收录",
};

export const ACTIONS = {
  added: "新增",
  new_version: "新版本",
  failed: "没有收入",
  withdrawn: "撤下",
  restored: "恢复",
  purged: "彻底清除",
  corrected: "更正",
  reindexed: "重建索引",
  words_changed: "修改词典",
  synced: "同步文件夹",
  rolled_back: "回退",
  repaired: "修复",
  reread: "重读",
  exported: "导出",
  backed_up: "备份",
  imported: "导入",
  groups_changed: "改可见范围",
  key_added: "新建密钥",
  key_revoked: "撤销密钥",
};

export const FORMATS = {
  text: "纯文本",
  markdown: "Markdown",
  pdf: "PDF",
  docx: "Word",
  html: "网页",
  xlsx: "Excel 表格",
  csv: "CSV 表格",
  ofd: "OFD",
  scan: "扫描件",
};

export const STATUS = {
  answered: "已找到依据",
  partial: "只找到一部分",
  abstained: "文件里没有说明",
};

export function confidence(value) {
  if (value >= 0.7) return "把握较大";
  if (value >= 0.4) return "把握一般，请核对原文";
  return "把握不大，务必核对原文";
}

export const bracketed = (title) => (title.includes("《") ? title : `《${title}》`);

// What identifies a document at a glance, as far as it is known.
export function facts(item) {
  return [
    item.doc_number,
    item.issuer,
    item.published && `${item.kind === "news" ? "报道" : "发布"} ${item.published}`,
    item.effective_from && `施行 ${item.effective_from}`,
    item.effective_to && `有效期至 ${item.effective_to}`,
    `来源文件 ${item.source}`,
  ].filter(Boolean);
}

export function reference(citation) {
  const details = [
    citation.effective_from && `${citation.effective_from} 起施行`,
    `来源文件：${citation.source}`,
  ].filter(Boolean);
  const link = new URL(citation.link, window.location.href);
  return `“${plain(citation.quote)}”——${citation.official_citation}（${details.join("，")}）\n${link.href}`;
}
