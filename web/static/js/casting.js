// Writing a broadcast: while somebody types, the server says what it costs and what its people get; while they
// choose when it goes out, whose date is next.
import { place } from "./place.js";
import { post } from "./server.js";

const PAUSE_MS = 250;

let timer = 0;
let latest = 0;

export function enliven() {
  const form = document.getElementById("casting");
  const { count, dates } = form?.dataset ?? {};
  const url = document.getElementById("f-text") ? count : document.getElementById("cast-dates") ? dates : "";
  if (!url) {
    return;
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(form, url), PAUSE_MS);
  });
}

async function look(form, url) {
  const mine = ++latest;
  try {
    const { ok, html } = await post(url, new FormData(form));
    if (ok && mine === latest) {
      place(html);
    }
  } catch {
    // The look before it leaves says the same.
  }
}
