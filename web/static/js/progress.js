// Long work that somebody looks on at: how far it is, drawn anew while it lasts; then the whole page, which says
// what came of it.
import { place } from "./place.js";
import { ask } from "./server.js";

const LOOK_MS = 700;

export function enliven() {
  const shown = document.querySelector("#progress[data-progress]");
  if (shown) {
    setTimeout(look, LOOK_MS, shown.dataset.progress);
  }
}

async function look(url) {
  try {
    place((await ask(url)).html);
  } catch {
    // Asked again in a moment; a box that is busy answers late.
  }
  if (document.querySelector("#progress[data-over]")) {
    location.reload();
    return;
  }
  setTimeout(look, LOOK_MS, url);
}
