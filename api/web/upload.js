// Files that come in, one after the other: what became of each is told as soon as it is known.

import { byId, onSubmit, replace, say } from "./dom.js";
import { keep, kept } from "./keep.js";
import { fileLine } from "./report.js";
import * as service from "./service.js";
import { INGEST } from "./words.js";

let chosen = [];
let unsent = [];
let reports = [];
let busy = false;
let changed = () => {};

export function start(onChange) {
  changed = onChange;
  const form = byId("upload-form");
  const input = byId("upload-files");
  input.addEventListener("change", () => choose([...input.files]));
  onSubmit(form, () => send(chosen));
  for (const way of ["dragenter", "dragover"]) form.addEventListener(way, (event) => over(event, true));
  form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || over(event, false));
  form.addEventListener("drop", (event) => {
    over(event, false);
    if (!busy) choose([...event.dataTransfer.files]);
  });
  // A file dropped beside the field would take the page's place.
  for (const way of ["dragover", "drop"]) window.addEventListener(way, (event) => event.preventDefault());
  byId("upload-again").addEventListener("click", () => send(unsent));
  window.addEventListener("beforeunload", (event) => busy && event.preventDefault());
  reports = kept("reports") ?? [];
  if (reports.length) {
    draw();
    say(byId("upload-status"), `上一次：${summed()}`);
  }
}

function over(event, isOver) {
  event.preventDefault();
  byId("upload-form").classList.toggle("over", isOver);
}

function choose(files) {
  chosen = files;
  const names = files.map((file) => file.name);
  byId("upload-chosen").textContent = names.length > 3 ? `${names.length} 个文件` : names.join("、") || "尚未选择";
  byId("upload-submit").disabled = busy || !names.length;
}

async function send(files) {
  if (busy || !files.length) return;
  busy = true;
  unsent = [];
  reports = [];
  byId("upload-submit").disabled = true;
  byId("upload-again").hidden = true;
  draw();
  const status = byId("upload-status");
  try {
    const { limits } = await service.stats();
    for (const [at, file] of files.entries()) {
      say(status, `正在处理第 ${at + 1} 个，共 ${files.length} 个：${file.name}`, "busy");
      reports.push(...(await sent(file, limits)));
      keep("reports", reports.slice(-100));
      draw();
    }
    say(status, summed());
    byId("upload-files").value = "";
    choose([]);
  } catch (error) {
    say(status, error.message, "error");
  } finally {
    busy = false;
    byId("upload-again").hidden = !unsent.length;
    choose(chosen);
    await changed();
  }
}

async function sent(file, limits) {
  try {
    // Checked here too: a server that refuses a large body in the middle leaves the browser without its message.
    if (file.size > limits.source_bytes) throw new Error(`超过 ${megabytes(limits.source_bytes)} 的上限，请拆分后再上传。`);
    return (await service.upload([file], null, byId("upload-groups").value.trim())).files;
  } catch (error) {
    unsent.push(file);
    return [{ name: file.name, status: "failed", reason: error.message, documents: [], warnings: [], read: null }];
  }
}

const megabytes = (bytes) => `${Math.floor(bytes / 10000) / 100} MB`;

function summed() {
  const count = (status) => reports.filter((one) => one.status === status).length;
  return Object.keys(INGEST).filter(count).map((status) => `${INGEST[status]} ${count(status)} 个`).join("，");
}

function draw() {
  replace(byId("upload-report"), ...reports.map(fileLine));
  byId("upload-report").hidden = !reports.length;
}
