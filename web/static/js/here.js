// Tells the colleagues who has this conversation open and who writes in it, so that two do not answer at
// once; the answer says who else is there.
import { place } from "./place.js";
import { post } from "./server.js";

const AGAIN_MS = 20000;
const WRITING_MS = 5000;
const PAUSE_MS = 8000;

let url = "";
let doing = "open";
let toldAt = 0;
let pause = 0;
// Words may overtake each other on their way: each has its number.
let word = 0;

export function enliven() {
  const thread = document.getElementById("thread");
  if (!thread) {
    return;
  }
  url = thread.dataset.here;
  document.getElementById("f-text")?.addEventListener("input", (event) => write(event.target));
  document.addEventListener("visibilitychange", () => (isSeen() ? tell("open") : leave()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && tell("open"));
  setInterval(() => isSeen() && tell(doing), AGAIN_MS);
  if (isSeen()) {
    tell("open");
  }
}

function isSeen() {
  return document.visibilityState === "visible";
}

function write(text) {
  clearTimeout(pause);
  const now = text.value.trim() ? "writing" : "open";
  if (now === "writing") {
    pause = setTimeout(() => tell("open"), PAUSE_MS);
  }
  if (now !== doing || Date.now() - toldAt > WRITING_MS) {
    tell(now);
  }
}

async function tell(what) {
  doing = what;
  toldAt = Date.now();
  try {
    const { ok, html } = await post(url, { page: document.body.dataset.page, doing: what, word: ++word });
    if (ok) {
      place(html);
    }
  } catch {
    // A courtesy among colleagues: the next word comes in a moment.
  }
}

function leave() {
  clearTimeout(pause);
  doing = "open";
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const last = { csrf_token: token, page: document.body.dataset.page, doing: "left", word: ++word };
  navigator.sendBeacon(url, new URLSearchParams(last));
}
