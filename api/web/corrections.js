// What staff set by hand about the document that is open: a form, and every change with who made it.

import { byId, doing, el, options, quietButton, replace, say, textButton, when } from "./dom.js";
import * as service from "./service.js";
import { VALIDITY } from "./words.js";

const FIELDS = {
  title: "标题",
  doc_number: "文号",
  issuer: "发文单位",
  region: "地区",
  published: "发布日期",
  effective_from: "施行日期",
  effective_to: "失效日期",
  validity: "效力",
  groups: "只给谁看",
};
const DAYS = new Set(["published", "effective_from", "effective_to"]);
let shown = 0;
let name = "";

// place: {document_id, version}; onChange: called after a correction, with what to open again.
export async function offer(place, onChange) {
  const ticket = ++shown;
  const box = byId("viewer-corrections");
  const status = el("div", { class: "status", role: "status", "aria-live": "polite" });
  const history = el("ol", { class: "corrections" });
  const form = formOf(place, status, onChange);
  const left = el("div", { class: "not-carried", hidden: true });
  replace(box, el("summary", {}, "更正与更正记录"), left, form, status, history);
  box.open = false;
  box.hidden = false;
  await doing(status, "", async () => {
    const { changes, not_carried: missed } = await service.corrections(place.document_id, place.version);
    if (ticket !== shown) return;
    replace(history, ...changes.reverse().map(line));
    if (missed.length) replace(left, ...notCarried(place, missed, form, status, onChange));
    left.hidden = !missed.length;
  });
}

// What staff set about the version before and this one began without, with the button that brings it over.
function notCarried(place, missed, form, status, onChange) {
  const from = missed[0].version;
  const carry = async () => {
    const by = form.elements.by;
    if (!by.value.trim()) {
      say(status, "请先在“姓名”里写明是谁改的，再带过来。", "error");
      by.focus();
      return;
    }
    const body = { by: by.value, reason: form.elements.reason.value, version: place.version, from_version: from };
    await saved(place, body, status, onChange, "没有可带过来的更正。");
  };
  return [
    el("p", {}, `第 ${from} 版的更正没有带到第 ${place.version} 版：`),
    el("ul", {}, ...missed.map((one) => el("li", {}, `${FIELDS[one.field]}：${worded(one, one.value)}`, el("span", { class: "hint" }, `${one.by}：${one.reason}`)))),
    quietButton(`核对后带过来（第 ${from} 版 → 第 ${place.version} 版）`, carry),
  ];
}

function saved(place, body, status, onChange, unchanged) {
  name = body.by;
  return doing(status, "正在保存…", async () => {
    const { changes, notes, groups } = await service.correct(place.document_id, body);
    await onChange();
    await offer(place, onChange);
    byId("viewer-corrections").open = true;
    const said = body.groups ? [`给谁看：${groups.join("、") || "所有人"}`] : changes.length ? changes.map(told) : [unchanged];
    say(byId("viewer-corrections").querySelector(".status"), [...said, ...notes].join("；"));
  });
}

function formOf(place, status, onChange) {
  const field = el("select", { name: "field" }, ...options(FIELDS));
  const value = el("label", {}, "新值");
  const since = el("label", { hidden: true }, "从哪天算起", el("input", { type: "date", name: "since" }));
  const by = el("input", { name: "by", maxlength: "100", required: true, autocomplete: "name", value: name || service.actingAs() });
  const reason = el("input", { name: "reason", maxlength: "1000", required: true });
  const draw = () => {
    replace(value, "新值", inputFor(field.value));
    since.hidden = field.value !== "validity";
    since.querySelector("input").value = "";
  };
  field.addEventListener("change", draw);
  draw();
  const send = (what) => async (event) => {
    event.preventDefault();
    const key = field.value;
    const body = { by: by.value, reason: reason.value, version: place.version };
    if (what === "set") body[key] = value.querySelector("[name=value]").value;
    if (what === "clear") body[key] = null;
    if (what === "restore") body.restore = [key];
    if (key === "groups") {
      delete body.restore;
      body.groups = what === "set" ? body.groups.split(/[,，、]/) : [];
    }
    const day = since.querySelector("input").value;
    if (what === "set" && key === "validity" && day) body.validity_from = day;
    await saved(place, body, status, onChange, "没有改动：这一栏已经是这样。");
  };
  const form = el("form", { class: "correction", "aria-label": "更正" },
    el("label", {}, "栏目", field),
    value,
    since,
    el("label", {}, "姓名", by),
    el("label", { class: "grow" }, "理由", reason),
    el("span", { class: "actions" },
      el("button", { type: "submit", class: "quiet" }, "保存更正"),
      textButton("清空这一栏", send("clear")),
      textButton("恢复为文中所写", send("restore")),
    ),
  );
  form.addEventListener("submit", send("set"));
  return form;
}

function inputFor(key) {
  if (key === "validity") {
    return el("select", { name: "value" }, ...options(VALIDITY));
  }
  return el("input", { name: "value", maxlength: "300", type: DAYS.has(key) ? "date" : "text", placeholder: key === "groups" ? "分组，逗号隔开" : null });
}

function told(change) {
  const after = change.action === "restore" ? "恢复为文中所写" : worded(change, change.value);
  const since = change.from_day ? `（自 ${change.from_day} 起）` : "";
  return `${FIELDS[change.field]}：${worded(change, change.previous)} → ${after}${since}`;
}

const worded = (change, value) => (change.field === "validity" ? VALIDITY[value] : value) ?? "空";

function line(change) {
  return el("li", {}, told(change), el("span", { class: "hint" }, `${change.by}，${when(change.at)}：${change.reason}`));
}
