// Parts of a page that the server draws anew: modems, what is plugged in, the talk with the network. Signal
// strength is no event, so a page in front of somebody asks for them now and then.
import { place } from "./place.js";
import { ask } from "./server.js";

const SIGNAL_MS = 15000;

const TURN_MS = 1000;

let drawnAt = 0;
let nextTurn = 0;
let asking = false;
let again = false;

export function enliven() {
  if (whole()) {
    setInterval(() => document.visibilityState === "visible" && refreshParts(), SIGNAL_MS);
  }
}

// A page that shows figures of the whole shop follows every text: the first at once, then in turns, so that a
// broadcast does not have it drawn anew five times a second.
export function refreshPartsInTurn() {
  const rest = drawnAt + TURN_MS - Date.now();
  if (rest <= 0) {
    drawnAt = Date.now();
    refreshParts();
  } else if (!nextTurn) {
    nextTurn = setTimeout(() => {
      nextTurn = 0;
      refreshPartsInTurn();
    }, rest);
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
