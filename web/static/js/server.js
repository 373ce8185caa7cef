// Asks the server for changed elements. Whatever is not that (a sign-in page, a proxy's error) is no answer.

export class SignedOut extends Error {}

export async function ask(url, options = {}) {
  const response = await fetch(url, {
    ...options,
    headers: { "X-Fragment": "1", ...options.headers },
    credentials: "same-origin",
    redirect: "error",
  });
  if (response.status === 401) {
    throw new SignedOut();
  }
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/html")) {
    throw new Error(`no answer of ours: ${response.status}`);
  }
  return { ok: response.ok, html: await response.text() };
}

export function post(url, fields) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const body = fields instanceof FormData ? new URLSearchParams(fields) : new URLSearchParams(fields);
  return ask(url, { method: "POST", body, headers: { "X-CSRFToken": token } });
}
