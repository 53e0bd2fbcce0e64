// The HTTP interface. Every failure becomes an Error whose message can be shown.

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("连不上服务。请确认服务正在运行、网络正常，然后重试。");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error?.message ?? `服务出错（${response.status}），请稍后重试。`);
  if (body === null) throw new Error("服务的回应无法读取，请刷新页面后重试。");
  return body;
}

const documentPath = (id) => `/v1/documents/${encodeURIComponent(id)}`;

export const ask = (body) =>
  call("/v1/ask", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export function phrases(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  return call(`/v1/phrases?${new URLSearchParams(given)}`);
}

export const eligibility = (body) =>
  call("/v1/eligibility", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const stats = () => call("/v1/stats");

export function documents(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  return call(`/v1/documents?${new URLSearchParams(given)}`);
}

export function log(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  return call(`/v1/log?${new URLSearchParams(given)}`);
}

export const documentText = (id, version) => call(`${documentPath(id)}?version=${version}`);

export const clauseTree = (id, version) => call(`${documentPath(id)}/clauses?version=${version}`);

export const sourceAddress = (id, version) => `${documentPath(id)}/source?version=${version}`;

export const pages = (id, version) => call(`${documentPath(id)}/pages?version=${version}`);

export const pageAddress = (id, version, page, width) =>
  `${documentPath(id)}/pages/${page}.png?version=${version}&width=${width}`;

export const withdraw = (id) => call(documentPath(id), { method: "DELETE" });

export const restore = (id) => call(`${documentPath(id)}/restore`, { method: "POST" });

export const corrections = (id, version) => call(`${documentPath(id)}/history?version=${version}`);

export const correct = (id, body) =>
  call(documentPath(id), { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export function upload(files) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  return call("/v1/documents", { method: "POST", body: form });
}
