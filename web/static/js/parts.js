// Parts of a page that the server draws anew: modems, what is plugged in, the talk with the network. Signal
// strength is no event, so a page in front of somebody asks for them now and then.
import { place } from "./place.js";
import { ask } from "./server.js";

const SIGNAL_MS = 15000;

let asking = false;
let again = false;

export function enliven() {
  if (whole()) {
    setInterval(() => document.visibilityState === "visible" && refreshParts(), SIGNAL_MS);
  }
}

function whole() {
  return document.querySelector("[data-now]");
}

// Events that come while an answer is on its way are answered together by one more.
export async function refreshParts() {
  again = true;
  if (asking || !whole()) {
    return;
  }
  asking = true;
  try {
    while (again) {
      again = false;
      place((await ask(whole().dataset.now)).html);
    }
  } catch {
    // The stream says that there is no connection; the next turn asks again.
  } finally {
    asking = false;
  }
}
