// The HTTP interface. Every failure becomes an Error whose message can be shown.

import * as events from "./events.js";

let actor = "";

// Who makes the changes, for the log; headers are ASCII.
export const actAs = (name) => (actor = name);
export const actingAs = () => actor;

async function answered(path, options = {}) {
  try {
    const headers = { ...options.headers, ...(actor && options.method ? { "X-Actor": encodeURIComponent(actor) } : {}) };
    return await fetch(path, { ...options, headers });
  } catch {
    throw new Error("连不上服务。请确认服务正在运行、网络正常，然后重试。");
  }
}

async function call(path, options) {
  return valueOf(await answered(path, options));
}

async function valueOf(response) {
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `服务出错（${response.status}），请稍后重试。`);
  if (body === null) throw new Error("服务的回应无法读取，请刷新页面后重试。");
  return body;
}

// Parameters that say nothing are left out.
const given = (parameters) => new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));

const json = (method, body) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const documentPath = (id) => `/v1/documents/${encodeURIComponent(id)}`;
const partPath = (id, part, version) => `${documentPath(id)}${part}?version=${version}`;

// The answer as it is made; where that breaks off, in one piece.
export async function askInPieces(body, take, signal) {
  const response = await answered("/v1/ask", { ...json("POST", { ...body, stream: true }), signal });
  if (!response.ok) return valueOf(response);
  let done = null;
  let failure = null;
  const taken = (name, value) => {
    if (name === "error") failure = value.error.message;
    else if (name === "done") done = value;
    else take(name, value);
  };
  await events.read(response, taken).catch(() => false);
  if (failure) throw new Error(failure);
  if (done || signal.aborted) return { body: done, broken: false };
  return { body: await call("/v1/ask", { ...json("POST", body), signal }), broken: true };
}

export const examples = () => call("/v1/examples");

export const followUps = (id, as_of) => call(`${documentPath(id)}/questions?${given({ as_of })}`);

export const facets = () => call("/v1/facets");

export const phrases = (parameters) => call(`/v1/phrases?${given(parameters)}`);

export const eligibility = (body) => call("/v1/eligibility", json("POST", body));

export const session = () => call("/v1/session");

export const signIn = (key) => call("/v1/session", json("POST", { key }));

export const signOut = () => call("/v1/session", { method: "DELETE" });

export const stats = () => call("/v1/stats");

export const documents = (parameters) => call(`/v1/documents?${given(parameters)}`);

export const log = (parameters) => call(`/v1/log?${given(parameters)}`);

export const documentText = (id, version) => call(partPath(id, "", version));

export const clauseTree = (id, version) => call(partPath(id, "/clauses", version));

export const sourceAddress = (id, version) => partPath(id, "/source", version);

export const pages = (id, version) => call(partPath(id, "/pages", version));

export const pageAddress = (id, version, page, width) => `${partPath(id, `/pages/${page}.png`, version)}&width=${width}`;

export const withdraw = (id) => call(documentPath(id), { method: "DELETE" });

export const restore = (id) => call(`${documentPath(id)}/restore`, { method: "POST" });

export const corrections = (id, version) => call(partPath(id, "/history", version));

export const correct = (id, body) => call(documentPath(id), json("PATCH", body));

// New documents are for `groups` alone; empty says nothing of them.
export function upload(files, name = null, groups = "") {
  const form = new FormData();
  for (const file of files) form.append("files", file, name ?? file.name);
  return call(groups ? `/v1/documents?${given({ groups })}` : "/v1/documents", { method: "POST", body: form });
}

export const purge = (id) => call(`${documentPath(id)}?purge=true`, { method: "DELETE" });

export const words = (parameters) => call(`/v1/words?${given(parameters)}`);

export const addWords = (term, expressions) => call("/v1/words", json("POST", { term, expressions }));

export const removeWords = (term, expressions) =>
  call(`/v1/words?${new URLSearchParams([["term", term], ...expressions.map((one) => ["expression", one])])}`, { method: "DELETE" });

export function importWords(file) {
  const form = new FormData();
  form.append("files", file, file.name);
  return call("/v1/words/file", { method: "POST", body: form });
}

export const generations = () => call("/v1/generations");

export const rollBack = (generation) => call("/v1/generations/rollback", json("POST", { generation }));

export const giveFeedback = (body) => call("/v1/feedback", json("POST", body));

export const feedback = (parameters) => call(`/v1/feedback?${given(parameters)}`);

export const evaluation = () => call("/v1/evaluation");
