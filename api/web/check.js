// The guided form: what an applicant tells, what of it was understood, the few questions left, the verdicts.
// Nothing is kept on the server: story and facts are sent anew each time.

import { byId, doing, el, onSubmit, option, quietButton, replace, say, sendOnEnter } from "./dom.js";
import { answered, questions, understood } from "./check_facts.js";
import * as service from "./service.js";
import * as verdicts from "./verdicts.js";
import * as viewer from "./viewer.js";
import { bracketed } from "./words.js";

// What is often said, at one touch: where it goes among the facts.
const CHIPS = [
  ["企业", ["entity"], "企业"],
  ["个体工商户", ["entity"], "个体工商户"],
  ["个人创业", ["entity"], "个人"],
  ["合作社", ["entity"], "农民专业合作社"],
  ["小微企业", ["size"], "小微"],
  ["高新技术企业", ["qualifications", "高新技术企业"], true],
  ["科技型中小企业", ["qualifications", "科技型中小企业"], true],
  ["专精特新", ["qualifications", "专精特新中小企业"], true],
  ["高校毕业生", ["identities", "高校毕业生"], true],
  ["退役军人", ["identities", "退役军人"], true],
  ["没贷过款", ["prior_loan"], false],
];
const MOST_LISTED = 200;

let facts = {};
let skipped = new Set();
let sent = 0;
let listed = false;

export function start() {
  replace(byId("check-chips"), ...CHIPS.map(chip));
  onSubmit(byId("check-form"), () => {
    skipped = new Set();
    send();
  });
  sendOnEnter(byId("story"));
  byId("check-anew").addEventListener("click", anew);
  window.addEventListener("beforeprint", verdicts.unfold);
}

// The documents to choose from are fetched when the form is first shown.
export async function list() {
  if (listed) return;
  listed = true;
  listed = await doing(byId("check-status"), "", async () => {
    const found = await service.documents({ limit: MOST_LISTED });
    byId("check-document").append(...found.documents.map((item) => option(item.document_id, bracketed(item.title))));
  });
}

function chip([label, path, value]) {
  const toggle = () => {
    const on = held(path) !== value;
    put(path, on ? value : undefined);
    press();
    if (!byId("verdicts").hidden) send();
  };
  return quietButton(label, toggle, { class: "chip-toggle", "aria-pressed": "false" });
}

function press() {
  const buttons = byId("check-chips").querySelectorAll("button");
  CHIPS.forEach(([, path, value], at) => buttons[at].setAttribute("aria-pressed", String(held(path) === value)));
}

function held([name, inner]) {
  return inner === undefined ? facts[name] : facts[name]?.[inner];
}

// undefined leaves a fact to the story; null takes back what the story says of it.
function put([name, inner], value) {
  if (inner === undefined) {
    if (value === undefined) delete facts[name];
    else facts[name] = value;
    return;
  }
  const old = facts[name];
  const parts = Array.isArray(old) ? Object.fromEntries(old.map((one) => [one, true])) : { ...old };
  if (value === undefined) delete parts[inner];
  else parts[inner] = value;
  if (Object.keys(parts).length) facts[name] = parts;
  else delete facts[name];
}

function anew() {
  facts = {};
  skipped = new Set();
  sent += 1;
  byId("story").value = "";
  byId("verdicts").hidden = true;
  byId("check-anew").hidden = true;
  say(byId("check-status"), "");
  press();
  byId("story").focus();
}

async function send(focusOn = "check-verdict-title") {
  const story = byId("story").value.trim();
  if (!story && !Object.keys(facts).length) {
    say(byId("check-status"), "请先写几句您的情况，或点上面的词。", "error");
    byId("story").focus();
    return;
  }
  const ticket = ++sent;
  viewer.close();
  say(byId("check-status"), "正在对照条款…", "busy");
  byId("check-submit").disabled = true;
  try {
    const report = await service.eligibility({
      profile: story,
      facts,
      document_id: byId("check-document").value || null,
      as_of: byId("check-day").value || null,
    });
    if (ticket !== sent) return;
    const left = report.ask.filter((ask) => !skipped.has(ask.question));
    say(byId("check-status"), left.length ? `还有 ${left.length} 个问题。` : "已按条款判断。");
    show(report, left);
    focus(focusOn);
  } catch (error) {
    if (ticket === sent) say(byId("check-status"), error.message, "error");
  } finally {
    if (ticket === sent) byId("check-submit").disabled = false;
  }
}

function show(report, left) {
  const node = byId("verdicts");
  replace(
    node,
    verdicts.head(report),
    questions(left, report, (ask, value) => answer(ask, value, report), (ask) => skip(ask, report)),
    el("h3", { id: "check-result-title", tabindex: "-1" }, "我们这样理解"),
    understood(report, change),
    verdicts.section(report),
  );
  node.hidden = false;
  byId("check-anew").hidden = false;
}

function skip(ask, report) {
  skipped.add(ask.question);
  show(report, report.ask.filter((one) => !skipped.has(one.question)));
  focus("check-questions");
}

function change(path, value) {
  put(path, value);
  press();
  send();
}

function answer(ask, value, report) {
  answered(facts, ask, value, report);
  press();
  send("check-questions");
}

function focus(id) {
  const wanted = byId(id) ?? byId("check-verdict-title");
  wanted?.focus({ preventScroll: true });
  wanted?.scrollIntoView({ block: "nearest" });
}
