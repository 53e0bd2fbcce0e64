// What the knowledge base holds, and how files come in.

import { showHoldings } from "./ask.js";
import * as corrections from "./corrections.js";
import { byId, el, replace, say } from "./dom.js";
import { fileLine } from "./report.js";
import * as service from "./service.js";
import * as viewer from "./viewer.js";
import { INGEST, KINDS, VALIDITY } from "./words.js";

const PAGE = 200;
const TYPING_PAUSE_MS = 250;
let loaded = [];
let total = 0;
let listed = 0;

export function start() {
  for (const [kind, word] of Object.entries(KINDS)) byId("list-kind").append(el("option", { value: kind }, word));
  let pause = 0;
  byId("list-query").addEventListener("input", () => {
    window.clearTimeout(pause);
    pause = window.setTimeout(list, TYPING_PAUSE_MS);
  });
  byId("list-form").addEventListener("submit", (event) => {
    event.preventDefault();
    list();
  });
  byId("list-kind").addEventListener("change", list);
  byId("list-more").addEventListener("click", more);
  byId("upload-files").addEventListener("change", showChosen);
  byId("upload-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

export async function list() {
  loaded = [];
  await more();
}

async function more() {
  const ticket = ++listed;
  say(byId("list-status"), "正在载入…", "busy");
  try {
    const page = await service.documents({ q: byId("list-query").value, kind: byId("list-kind").value, limit: PAGE, include_withdrawn: true, offset: loaded.length });
    if (ticket !== listed) return;
    loaded = [...loaded, ...page.documents];
    total = page.total;
    draw();
  } catch (error) {
    if (ticket === listed) say(byId("list-status"), error.message, "error");
  }
}

function draw() {
  replace(byId("documents"), ...loaded.map(row));
  const part = loaded.length < total ? `（已载入 ${loaded.length} / ${total} 篇）` : "";
  say(byId("list-status"), loaded.length ? `${loaded.length} 篇文件${part}` : `没有符合条件的文件${part}`);
  byId("list-more").hidden = loaded.length >= total;
}

function row(item) {
  const openIt = (event) => {
    viewer.open(item, event.currentTarget, changed);
    corrections.offer(item, () => corrected(item));
  };
  const details = [KINDS[item.kind], item.doc_number, item.issuer, item.effective_from && `施行 ${item.effective_from}`];
  return el(
    "li",
    {},
    el("button", { type: "button", class: "row", onclick: openIt },
      el("span", { class: "row-title" }, item.title),
      el("span", { class: "meta" },
        item.withdrawn
          ? el("span", { class: "badge repealed" }, "已撤下")
          : el("span", { class: `badge ${item.validity}` }, VALIDITY[item.validity]),
        ...details.filter(Boolean).map((detail) => el("span", {}, detail)),
        el("span", {}, `${item.clauses} 条`),
        el("span", {}, item.source),
      ),
    ),
  );
}

const changed = () => Promise.all([list(), showHoldings()]);

// A corrected title or day shows in the list and in the open document at once.
async function corrected(item) {
  const page = await service.documentText(item.document_id, item.version);
  await Promise.all([changed(), viewer.open({ ...item, title: page.title }, null, changed)]);
}

function showChosen() {
  const names = [...byId("upload-files").files].map((file) => file.name);
  byId("upload-chosen").textContent = names.length > 3 ? `${names.length} 个文件` : names.join("、") || "尚未选择";
  byId("upload-submit").disabled = !names.length;
}

async function send() {
  const input = byId("upload-files");
  const status = byId("upload-status");
  byId("upload-report").hidden = true;
  byId("upload-submit").disabled = true;
  say(status, "正在上传并整理条款…", "busy");
  try {
    const { limits } = await service.stats();
    const problem = tooMuch([...input.files], limits);
    if (problem) throw new Error(problem);
    report(await service.upload(input.files));
    input.value = "";
    await changed();
  } catch (error) {
    say(status, error.message, "error");
  } finally {
    showChosen();
  }
}

// Checked here too: a server that refuses a large body in the middle leaves the browser without its message.
function tooMuch(files, limits) {
  const large = files.find((file) => file.size > limits.source_bytes);
  if (large) return `“${large.name}”超过 ${megabytes(limits.source_bytes)} 的上限，请拆分后再上传。`;
  if (files.length > limits.upload_files) return `一次最多上传 ${limits.upload_files} 个文件，请分几次上传。`;
  const sum = files.reduce((bytes, file) => bytes + file.size, 0);
  return sum > limits.upload_bytes ? `这些文件合计超过 ${megabytes(limits.upload_bytes)}，请分几次上传。` : null;
}

const megabytes = (bytes) => `${Math.floor(bytes / 10000) / 100} MB`;

function report(body) {
  const counted = Object.entries(body.counts).filter(([, count]) => count);
  say(byId("upload-status"), counted.map(([status, count]) => `${INGEST[status]} ${count} 个`).join("，"));
  replace(byId("upload-report"), ...body.files.map(fileLine));
  byId("upload-report").hidden = false;
}
