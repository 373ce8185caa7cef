// Writing a broadcast: while somebody types, the server says what it costs and what its people get.
import { place } from "./place.js";
import { post } from "./server.js";

const PAUSE_MS = 250;

let timer = 0;
let latest = 0;

export function enliven() {
  const form = document.getElementById("casting");
  const text = document.getElementById("f-text");
  if (!form || !text) {
    return;
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(form), PAUSE_MS);
  });
}

async function look(form) {
  const mine = ++latest;
  try {
    const { ok, html } = await post(form.dataset.count, new FormData(form));
    if (ok && mine === latest) {
      place(html);
    }
  } catch {
    // The look before it leaves says the same.
  }
}
