// Search while somebody types: what is found takes the place of the list, and an empty field brings it back.
import { place } from "./place.js";
import { ask } from "./server.js";

const PAUSE_MS = 180;
const SHORTEST = 2;

let timer = 0;
let latest = 0;

export function enliven() {
  const field = document.getElementById("f-q");
  const list = document.getElementById("list");
  if (!field || !list) {
    return;
  }
  const look = () => {
    clearTimeout(timer);
    if (field.value.trim().length < SHORTEST) {
      latest++;
      show(false);
    } else {
      timer = setTimeout(() => find(field), PAUSE_MS);
    }
  };
  field.addEventListener("input", look);
  // A browser that goes back may fill in what was searched for.
  addEventListener("pageshow", look);
}

async function find(field) {
  const mine = ++latest;
  try {
    const { ok, html } = await ask(`${field.form.action}?${new URLSearchParams({ q: field.value })}`);
    if (ok && mine === latest) {
      place(html);
      show(true);
    }
  } catch {
    // Enter still leads to the page of what was found, or says what is wrong.
  }
}

function show(isSearching) {
  document.getElementById("found").hidden = !isSearching;
  document.getElementById("list").hidden = isSearching;
  document.querySelector(".ms-list .ms-chips").hidden = isSearching;
}
