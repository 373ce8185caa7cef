// Rules show whom they pick while somebody writes them; a rule is added as soon as it is chosen.
import { place } from "./place.js";
import { ask } from "./server.js";

const PAUSE_MS = 250;

let timer = 0;
let latest = 0;

export function enliven() {
  const form = document.getElementById("rules");
  if (!form) {
    return;
  }
  const adding = document.getElementById("f-add");
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.target !== adding) {
      timer = setTimeout(() => look(form), PAUSE_MS);
    }
  });
  adding?.addEventListener("change", () => adding.value && form.requestSubmit());
}

async function look(form) {
  const mine = ++latest;
  try {
    const { ok, html } = await ask(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    if (ok && mine === latest) {
      place(html);
    }
  } catch {
    // The button still shows them, or says what is wrong.
  }
}
