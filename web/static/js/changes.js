// Follows the shop's events and fetches what changed of what is on the screen. Events that come while
// a fetch is under way wait and go out together; after a break the stream goes on where it was.
import { refreshParts, refreshPartsInTurn } from "./parts.js";
import { place } from "./place.js";
import { ask, SignedOut } from "./server.js";
import { markRead, openConversation } from "./thread.js";

const TURN = 50;
const AGAIN_MS = 5000;
const REDRAWING = new Set(["modem", "device", "lamp"]);

const rows = new Set();
const messages = new Set();
let frameIsStale = false;
let fetching = false;
const LEFT = "left-page";

let newest = document.body.dataset.after;
let source = null;

export function followChanges() {
  if (!newest) {
    return;
  }
  connect();
  document.addEventListener("visibilitychange", takeOrLeaveStream);
  // A page that comes back from the browser's memory has missed what happened meanwhile.
  addEventListener("pageshow", (event) => event.persisted && refresh());
  addEventListener("pagehide", () => {
    source.close();
    sessionStorage.setItem(LEFT, document.body.dataset.page);
  });
}

// The server notices late that a page was left; the next page of the tab tells it at once.
function connect() {
  source?.close();
  const query = new URLSearchParams({ after: newest, page: document.body.dataset.page });
  const left = sessionStorage.getItem(LEFT);
  if (left && left !== document.body.dataset.page) {
    query.set("left", left);
  }
  sessionStorage.removeItem(LEFT);
  source = new EventSource(`/events/stream?${query}`);
  source.addEventListener("open", () => show(false));
  source.addEventListener("change", (event) => {
    newest = event.lastEventId;
    note(JSON.parse(event.data));
  });
  source.addEventListener("presence", (event) => notePresence(JSON.parse(event.data)));
  // What was missed is no longer kept: the whole page is read anew. A text being typed is kept.
  source.addEventListener("reset", () => location.reload());
  source.addEventListener("error", () => {
    show(true);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(refresh, AGAIN_MS);
    }
  });
}

function show(isBroken) {
  document.getElementById("reconnecting").hidden = !isBroken;
}

function note({ kind, id, conversation_id: conversation }) {
  frameIsStale = true;
  if (REDRAWING.has(kind)) {
    refreshParts();
  } else if (document.querySelector("[data-now-on='all']")) {
    refreshPartsInTurn();
  }
  if (conversation !== null) {
    rows.add(conversation);
  }
  if (kind === "message" && id !== null && String(conversation) === openConversation()) {
    messages.add(id);
  }
  fetchChanges();
}

// A colleague came to the open conversation, left it, or began to write.
function notePresence({ conversation_id: conversation }) {
  if (String(conversation) === openConversation()) {
    frameIsStale = true;
    fetchChanges();
  }
}

async function fetchChanges() {
  if (fetching) {
    return;
  }
  fetching = true;
  try {
    while (frameIsStale) {
      const query = takeTurn();
      place((await ask(`/changes?${query}`)).html);
      await markRead();
    }
  } catch (problem) {
    // The next event, or the return of the stream, asks again.
    if (problem instanceof SignedOut) {
      location.reload();
    }
  } finally {
    fetching = false;
  }
}

function takeTurn() {
  const query = new URLSearchParams();
  if (document.getElementById("rows")) {
    query.set("rows", take(rows));
  }
  if (openConversation()) {
    query.set("open", openConversation());
    query.set("messages", take(messages));
  }
  if (document.getElementById("tray")) {
    query.set("tray", "1");
  }
  frameIsStale = (query.has("rows") && rows.size > 0) || messages.size > 0;
  return query;
}

function take(waiting) {
  const turn = [...waiting].slice(0, TURN);
  turn.forEach((one) => waiting.delete(one));
  return turn.join(",");
}

async function refresh() {
  refreshParts();
  try {
    place((await ask("/changes")).html);
  } catch (problem) {
    if (problem instanceof SignedOut) {
      location.reload();
      return;
    }
  }
  connect();
}

// A browser allows six connections to a site. Of the tabs that nobody looks at, one keeps its stream
// to count in its title; the others let go and catch up when they come to the front.
let giveUpLock = null;

function takeOrLeaveStream() {
  if (document.visibilityState === "visible") {
    giveUpLock?.();
    giveUpLock = null;
    if (source.readyState === EventSource.CLOSED) {
      connect();
    }
    return;
  }
  navigator.locks?.request("modemsms-background", { ifAvailable: true }, (lock) => {
    if (!lock) {
      source.close();
      return undefined;
    }
    return new Promise((resolve) => {
      giveUpLock = resolve;
    });
  });
}
