// What was understood, each fact to be changed or taken out; and the questions that are left.

import { el, notes, onSubmit, option, quietButton, textButton } from "./dom.js";

const STATES = [
  ["held", "有（在有效期内）"],
  ["pending", "正在申报"],
  ["expired", "已过期"],
  ["denied", "没有"],
];
const CERTAINTY = { stated: "held", pending: "pending", expired: "expired", denied: "denied", unsure: "" };
const TRUTH = [
  ["true", "是"],
  ["false", "否"],
];
const HELD = ["qualifications", "identities"];

// change(path, value): undefined leaves a fact to the story, null takes back what the story says.
export function understood(report, change) {
  const rows = report.understood.map((fact) => row(fact, change));
  const remarks = [
    ...report.contradictions.map(conflict),
    ...report.warnings,
    ...(report.unused.length ? [`这些情况文件里没有用到：${report.unused.map((fact) => fact.shown).join("、")}`] : []),
  ];
  return el(
    "div",
    { class: "understood" },
    rows.length > 0 && el("ul", { class: "facts" }, ...rows),
    notes(remarks),
  );
}

// What was filled in goes before what the story says.
function conflict({ between: [one, other] }) {
  const overruled = one.start === null && other.start !== null;
  return overruled ? `以填写的“${one.shown}”为准，不按“${said(other)}”` : `前后不一致：“${said(one)}”和“${said(other)}”，请改正`;
}

const said = (fact) => fact.from.trim() || fact.shown;

function row(fact, change) {
  const name = `${fact.meaning}：${fact.shown}`;
  const item = el("li", {});
  const edit = () => item.replaceChildren(editor(fact, change, () => item.replaceChildren(...plain())));
  const plain = () => [
    el("span", { class: "fact-text" }, el("span", { class: "fact-name" }, fact.meaning), fact.shown),
    textButton("改", edit, { "aria-label": `修改 ${name}` }),
    textButton("去掉", () => takeOut(fact, change), { "aria-label": `去掉 ${name}` }),
  ];
  item.append(...plain());
  return item;
}

// What stands in the story comes back with it unless it is taken back.
function takeOut(fact, change) {
  change(fact.path, fact.start === null ? undefined : null);
}

function editor(fact, change, leave) {
  const id = `fact-${fact.path.join("-")}`;
  const field = control(fact, id);
  const save = () => {
    const value = field.value.trim();
    if (value) change(fact.path, ["true", "false"].includes(value) ? value === "true" : value);
    else takeOut(fact, change);
  };
  const form = el(
    "form",
    { class: "fact-edit" },
    el("label", { for: id }, `${fact.meaning}：${fact.shown}`),
    field,
    el("button", { type: "submit", class: "quiet" }, "确定"),
    textButton("不改了", leave),
  );
  onSubmit(form, save);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });
  window.setTimeout(() => field.focus());
  return form;
}

function control(fact, id) {
  if (HELD.includes(fact.path[0])) return select(id, STATES, CERTAINTY[fact.certainty]);
  if (fact.path[0] === "states") return select(id, TRUTH, String(fact.certainty !== "denied"));
  if (typeof fact.value === "boolean") return select(id, TRUTH, String(fact.value));
  const field = el("input", { id, type: "text", maxlength: 100 });
  field.value = fact.path[0].includes("grade") ? fact.value : fact.shown;
  return field;
}

function select(id, options, chosen) {
  const field = el("select", { id }, ...options.map(([value, label]) => option(value, label)));
  field.value = chosen || options[0][0];
  return field;
}

// The questions, those answered by a touch as buttons.
export function questions(asks, report, answer, skip) {
  if (!asks.length) return null;
  return el(
    "section",
    { class: "questions", "aria-labelledby": "check-questions" },
    el("h3", { id: "check-questions", tabindex: "-1" }, `再问 ${asks.length} 个问题，结论就更准`),
    ...asks.map((ask, at) => question(ask, at, report, answer, skip)),
  );
}

function question(ask, at, report, answer, skip) {
  const form = el("form", { class: "question panel" });
  const fieldset = el("fieldset", {}, el("legend", {}, ask.question));
  const other = ask.choices.find((choice) => choice.other);
  const skips = !ask.multiple && ask.choices.some((choice) => choice.value === null && !choice.other);
  const writes = ask.input !== "none" || other;
  const field = writes ? input(ask, `ask-${at}`) : null;
  if (ask.multiple) fieldset.append(boxes(ask, at, report));
  else if (ask.choices.length) {
    const touch = (choice) => () => (choice.other ? field.focus() : choice.value === null ? skip(ask) : answer(ask, choice.value));
    fieldset.append(el("div", { class: "choices" }, ...ask.choices.map((choice) => quietButton(choice.label, touch(choice)))));
  }
  const confirm = el("button", { type: "submit", class: "primary" }, "确定");
  const leave = textButton("不清楚，先跳过", () => skip(ask));
  fieldset.append(el("div", { class: "choices" }, field, (field || ask.multiple) && confirm, !skips && leave));
  form.append(fieldset);
  onSubmit(form, () => {
    const value = ask.multiple ? ticked(form) : field?.value.trim();
    if (value !== undefined && value !== "") answer(ask, value);
  });
  return form;
}

function input(ask, id) {
  const hints = { 元: "如 300万元", "%": "如 5%", 月: "几个月", 人: "几个人" };
  const hint = ask.path[0] === "region" ? "省、市、县（区）" : hints[ask.unit] ?? "";
  // A figure may be written with its unit: 300万元.
  const type = ask.input === "date" ? "date" : "text";
  return el("input", { type, id, maxlength: 100, "aria-label": ask.question, placeholder: hint, class: "grow" });
}

function boxes(ask, at, report) {
  const told = new Set(report.understood.filter((fact) => fact.fact === ask.fact).map((fact) => fact.value));
  const box = (choice, number) => {
    const id = `ask-${at}-${number}`;
    const none = Array.isArray(choice.value);
    const node = el("input", { type: "checkbox", id, value: choice.label, "data-none": none });
    node.checked = told.has(choice.label);
    // 都没有 and the others shut each other out.
    node.addEventListener("change", () => {
      if (!node.checked) return;
      for (const one of node.form.querySelectorAll("input[type=checkbox]")) {
        if (one !== node && (none || one.dataset.none !== undefined)) one.checked = false;
      }
    });
    return el("label", { class: "check", for: id }, node, choice.label);
  };
  return el("div", { class: "boxes" }, ...ask.choices.map(box));
}

function ticked(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]:checked")];
  return boxes.length ? boxes.filter((box) => box.dataset.none === undefined).map((box) => box.value) : undefined;
}

// Put an answer among the facts. A list says everything that is held: what was told before stays in it.
export function answered(facts, ask, value, report) {
  const [name, inner] = ask.path;
  if (inner !== undefined) {
    const old = facts[name];
    facts[name] = { ...(old && typeof old === "object" && !Array.isArray(old) ? old : {}), [inner]: value };
  } else if (Array.isArray(value)) {
    const offered = new Set(ask.choices.map((choice) => choice.label));
    const before = report.understood.filter((fact) => fact.fact === ask.fact && fact.certainty !== "denied");
    facts[name] = [...value, ...before.filter((fact) => !offered.has(fact.value)).map((fact) => remarked(fact))];
  } else if (value !== null && typeof value === "object") {
    const old = facts[name];
    const bare = (one) => one.split("（")[0];
    const stays = (one) => !Object.keys(value).some((label) => label.endsWith(bare(one)));
    facts[name] = Array.isArray(old) ? [...old.filter(stays), ...Object.keys(value)] : { ...old, ...value };
  } else {
    facts[name] = value;
  }
}

const REMARKS = { pending: "（正在申报）", expired: "（已过期）", unsure: "（不确定）" };
const remarked = (fact) => `${fact.value}${REMARKS[fact.certainty] ?? ""}`;
