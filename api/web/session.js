// Signing in with a key and out again; the key is exchanged for a cookie that this page cannot read.

import { byId } from "./dom.js";
import * as service from "./service.js";

const ROLES = { read: "只读", edit: "编辑", admin: "管理" };

function show(who) {
  // Whoever has no groups has none to give.
  const groups = byId("upload-groups");
  groups.closest("label").hidden = who.role !== "admin" && !(who.role === "edit" && who.groups.length);
  groups.placeholder = who.groups.join("、") || "可不填";
  const signedIn = who.by === "session";
  byId("session-name").textContent = signedIn ? `${who.name}（${ROLES[who.role]}）` : "";
  // On the machine itself, where everything is allowed, there is nothing to sign in for.
  byId("session-in").hidden = signedIn || who.role === "admin";
  byId("session-out").hidden = !signedIn;
  // Whoever may do nothing without a key is asked for it at once.
  if (who.role === null && !byId("session-dialog").open) byId("session-dialog").showModal();
}

async function signIn(event) {
  event.preventDefault();
  const field = byId("session-key");
  const told = byId("session-told");
  told.textContent = "";
  try {
    await service.signIn(field.value.trim());
  } catch (error) {
    told.textContent = error.message;
    field.focus();
    return;
  } finally {
    field.value = "";
  }
  // What was shown before was for somebody else.
  window.location.reload();
}

async function signOut() {
  try {
    await service.signOut();
  } finally {
    window.location.reload();
  }
}

export function start() {
  byId("session-in").addEventListener("click", () => byId("session-dialog").showModal());
  byId("session-out").addEventListener("click", signOut);
  byId("session-close").addEventListener("click", () => byId("session-dialog").close());
  byId("session-form").addEventListener("submit", signIn);
  service.session().then(show, () => {});
}
