// The next dates of what is repeated stand there while somebody chooses.
import { place } from "./place.js";
import { ask } from "./server.js";

const PAUSE_MS = 250;

let timer = 0;
let latest = 0;

export function enliven() {
  const fields = document.getElementById("repeat");
  if (fields?.dataset.forecast) {
    fields.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => look(fields), PAUSE_MS);
    });
  }
}

async function look(fields) {
  const mine = ++latest;
  const said = [...new FormData(fields.form)].filter(([name]) => name.startsWith("repeat"));
  try {
    const { ok, html } = await ask(`${fields.dataset.forecast}?${new URLSearchParams(said)}`);
    if (ok && mine === latest) {
      place(html);
    }
  } catch {
    // The button still shows them, or says what is wrong.
  }
}
