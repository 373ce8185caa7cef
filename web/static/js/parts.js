// Parts of a page that are asked for anew when something happens to what they show. An element says so itself:
// data-now is where its fresh elements come from, data-now-on the kinds of events that concern it (all: every
// one), data-now-of the conversation outside of which nothing concerns it. Signal strength is no event, so
// parts that show modems also ask now and then while somebody looks.
import { place } from "./place.js";
import { ask } from "./server.js";

const MODEMS = "modem device lamp";
const SIGNAL_MS = 15000;

// The first change is shown at once; those of a storm in turns: a broadcast must not have pages of figures drawn
// anew twenty times a second.
const PAUSE_MS = 150;
const PAUSE_OF_FIGURES_MS = 1000;

// What somebody did to a broadcast waits for no turn.
const HURRIED = "broadcast";

const busy = new Map();
const pauses = new Map();

export function enliven() {
  setInterval(() => document.visibilityState === "visible" && refresh(["modem"], []), SIGNAL_MS);
}

export function refresh(kinds, conversations) {
  for (const part of document.querySelectorAll("[data-now]")) {
    const { now, nowOn = MODEMS, nowOf } = part.dataset;
    const isMeant = nowOn === "all" || nowOn.split(" ").some((kind) => kinds.includes(kind));
    if (isMeant && (!nowOf || conversations.includes(Number(nowOf)))) {
      if (kinds.includes(HURRIED)) {
        pauses.get(now)?.();
      }
      fetchPart(now, nowOn === "all" ? PAUSE_OF_FIGURES_MS : PAUSE_MS);
    }
  }
}

// What happens while an answer is on its way, or soon after, is answered together by one more.
async function fetchPart(url, pause) {
  if (busy.has(url)) {
    busy.set(url, "again");
    return;
  }
  busy.set(url, "once");
  try {
    place((await ask(url)).html);
  } catch {
    // The line says that there is no connection; once it is back, everything missed is told.
  }
  const over = () => {
    clearTimeout(timer);
    pauses.delete(url);
    const again = busy.get(url) === "again";
    busy.delete(url);
    if (again) {
      fetchPart(url, pause);
    }
  };
  const timer = setTimeout(over, pause);
  pauses.set(url, over);
}
