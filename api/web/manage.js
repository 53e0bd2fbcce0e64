// What staff do with the files: add, replace, correct, withdraw, bring back, remove for good.

import { showHoldings } from "./ask.js";
import { confirmed } from "./confirm.js";
import * as corrections from "./corrections.js";
import { byId, doing as attempted, el, meta, say, textButton } from "./dom.js";
import { keepFields } from "./keep.js";
import { validity } from "./library.js";
import { listing } from "./listing.js";
import * as service from "./service.js";
import * as upload from "./upload.js";
import * as viewer from "./viewer.js";
import { INGEST, bracketed } from "./words.js";

export let list;

export function start() {
  keepFields(byId("actor"), byId("manage-query"));
  const name = () => service.actAs(byId("actor").value.trim());
  byId("actor").addEventListener("input", name);
  name();
  upload.start(changed);
  list = listing({
    name: "manage",
    filters: { q: "manage-query" },
    load: (asked) => service.documents({ ...asked, include_withdrawn: true }),
    key: "documents",
    row,
    count: (total) => (total ? `${total} 篇文件` : "没有符合条件的文件"),
  });
}

// The figures and examples of the question box are not waited for.
function changed() {
  showHoldings();
  return list();
}

function row(item) {
  const title = bracketed(item.title);
  const button = (word, act) => textButton(word, act, { "aria-label": `${word}${title}` });
  return el("li", {},
    el("p", { class: "row-title" }, item.title),
    meta(validity(item), `${item.document_id}，第 ${item.version} 版`, item.doc_number, item.source),
    el("p", { class: "actions" },
      button("查看和更正", (event) => correct(item, event.currentTarget)),
      button("换新版本", () => replaced(item)),
      item.withdrawn ? button("恢复", () => restored(item)) : button("撤下", () => withdrawn(item)),
      button("彻底清除", () => purged(item)),
    ));
}

function correct(item, from) {
  viewer.open(item, from);
  // A corrected title or day shows in the list and in the open document at once.
  corrections.offer(item, async () => {
    const { title } = await service.documentText(item.document_id, item.version);
    await Promise.all([changed(), viewer.open({ ...item, title }, null)]);
  });
  byId("viewer-corrections").open = true;
}

async function doing(what, done) {
  const status = byId("manage-status");
  await attempted(status, "正在处理…", async () => {
    const said = await what();
    await changed();
    say(status, said ?? done);
  });
  status.focus();
}

async function withdrawn(item) {
  const lines = ["不再出现在检索和回答里。", "文件、条款和更正都保留，随时可以恢复。"];
  if (!(await confirmed(`撤下${bracketed(item.title)}？`, lines, "撤下"))) return;
  doing(() => service.withdraw(item.document_id).then(() => null), `已撤下${bracketed(item.title)}，不再用于回答。`);
}

async function restored(item) {
  if (!(await confirmed(`恢复${bracketed(item.title)}？`, ["重新用于检索和回答。"], "恢复"))) return;
  doing(() => service.restore(item.document_id).then(() => null), `已恢复${bracketed(item.title)}，重新用于回答。`);
}

async function purged(item) {
  const lines = [
    "它的全部版本、条款和更正，连同索引、缓存和较早的各代，都从知识库里删除，不能恢复；之后也不能回退到较早的一代。",
    "同一个原件里的其他文件留下，原件里属于它的文字会被抹去。",
    "以前写出的备份和打包文件里仍有它，请另行处理。",
    item.withdrawn ? null : "如果只是暂时不用，请选“撤下”。",
  ];
  if (!(await confirmed(`彻底清除${bracketed(item.title)}？`, lines, "彻底清除", true))) return;
  doing(() => service.purge(item.document_id).then(() => null), `已彻底清除${bracketed(item.title)}。`);
}

// Under the name that the file came in, another text is its next version.
function replaced(item) {
  const input = el("input", { type: "file" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    const ending = (name) => name.toLowerCase().split(".").pop();
    const isSameKind = ending(file.name) === ending(item.source);
    const lines = [
      `“${file.name}”收作新版本；现在的第 ${item.version} 版保留，可以查看和对比。`,
      isSameKind
        ? `同在原件“${item.source}”里的文件一并更新。`
        : "格式与原件不同：按标题认作新版本，标题不同就会另收为一份文件。",
    ];
    if (!(await confirmed(`更换${bracketed(item.title)}？`, lines, "更换"))) return;
    doing(async () => outcome(item, (await service.upload([file], isSameKind ? item.source : file.name)).files[0]));
  });
  input.click();
}

function outcome(item, report) {
  if (report.status === "failed" || report.status === "skipped") throw new Error(`${INGEST[report.status]}：${report.reason}`);
  const own = report.documents.find((one) => one.document_id === item.document_id);
  if (own && own.version !== item.version) return `已收作第 ${own.version} 版。`;
  if (!report.documents.length || own) return `${INGEST[report.status]}：${report.reason ?? "内容与现有版本相同。"}`;
  const others = report.documents.map((one) => `${bracketed(one.title)}（${one.document_id}）`).join("、");
  return `没有收作新版本，另收为${others}；如果不对，请撤下它，把文件里的标题改成一样再换。`;
}
