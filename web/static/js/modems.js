// Modem cards as they stand. Signal strength is no event, so a page in front of somebody asks for it.
import { place } from "./place.js";
import { ask } from "./server.js";

const SIGNAL_MS = 15000;

export function enliven() {
  if (document.getElementById("modems")) {
    setInterval(() => document.visibilityState === "visible" && refreshModems(), SIGNAL_MS);
  }
}

export async function refreshModems() {
  const cards = document.getElementById("modems");
  if (!cards) {
    return;
  }
  try {
    place((await ask(cards.dataset.url)).html);
  } catch {
    // The stream says that there is no connection; the next turn asks again.
  }
}
