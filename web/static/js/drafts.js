// What is being written is kept on the box a moment after each pause, so that another device, or tomorrow, goes on
// with it. Until the box has it, it is kept in this tab. The newest wins, but never over what is being typed.
import { place } from "./place.js";
import { recipients } from "./recipients.js";
import { post } from "./server.js";

const PAUSE_MS = 700;
const AGAIN_MS = 5000;

let form = null;
let text = null;
let show = () => {};
// When the box kept what it has, by its own clock, and what that is.
let kept = 0;
let known = "";
// How far the clock of the box is before this one, and when the box spoke last.
let ahead = 0;
let heard = 0;
let timer = 0;
let latest = 0;

// *shown* is called where other words stand in the field than its writer typed.
export function begin(composer, field, shown) {
  [form, text, show] = [composer, field, shown];
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && isAhead() && keep());
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && comeBack());
  // By the keyboard one goes on at the end; a tap says itself where.
  text.addEventListener("focus", () => text.selectionEnd || text.setSelectionRange(text.value.length, text.value.length));
  const word = document.getElementById("kept");
  heard = Number(word.dataset.said);
  ahead = heard - Date.now();
  kept = Number(word.value);
  if (word.value) {
    // Somebody may have typed before this script came.
    known = written(text.defaultValue);
    restore();
  }
  if (text.value) {
    show();
  }
  if (isAhead()) {
    changed();
  }
}

const whose = () => `draft ${document.body.dataset.reader.split(".")[0]} `;
const key = () => whose() + form.elements.place.value;

function written(words = text.value) {
  if (!words.trim()) {
    return "";
  }
  return `${words}\0${form.dataset.people ? recipients(form) : ""}`;
}

function isAhead() {
  return text !== null && written() !== known;
}

// What this tab has and the box has not: typed on top of what the box has, or later than that.
function restore() {
  const mine = JSON.parse(sessionStorage.getItem(key()) ?? "null") ?? toTheSame();
  if (mine && text.value === text.defaultValue && (mine.kept === kept || mine.at > kept)) {
    text.value = mine.text;
    form.elements.draft_id.value = mine.form;
    form.elements.place.value = mine.place;
  }
}

// What this tab has for the same people at another place: the box did not hear in time whom it goes to now.
function toTheSame() {
  if (!form.dataset.people) {
    return null;
  }
  const theirs = Object.keys(sessionStorage).filter((name) => name.startsWith(`${whose()}new`));
  const found = theirs.map((name) => JSON.parse(sessionStorage.getItem(name)));
  return found.find((one) => one.people === recipients(form)) ?? null;
}

export function changed() {
  clearTimeout(timer);
  if (!isAhead()) {
    sessionStorage.removeItem(key());
    return;
  }
  const { draft_id: id, place: at } = form.elements;
  const people = form.dataset.people ? recipients(form) : "";
  const mine = { text: text.value, form: id.value, place: at.value, people, kept, at: Date.now() + ahead };
  sessionStorage.setItem(key(), JSON.stringify(mine));
  keepSoon();
}

function keepSoon(pause = PAUSE_MS) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

async function keep() {
  clearTimeout(timer);
  const mine = ++latest;
  const sent = written();
  try {
    const { ok, html } = await post(form.dataset.draft, new FormData(form));
    if (ok && mine === latest) {
      place(html);
      take(document.getElementById("kept"), sent);
    }
  } catch {
    // It stays in this tab; the box may be back in a moment.
    if (mine === latest) {
      keepSoon(AGAIN_MS);
    }
  }
}

function take(word, sent) {
  if (word.value) {
    [kept, known, heard] = [Number(word.value), sent, Number(word.dataset.said)];
    if (!isAhead()) {
      sessionStorage.removeItem(key());
    }
  }
}

// Its words are a text now, and no draft any more.
export function sent() {
  clearTimeout(timer);
  latest++;
  known = "";
  heard = Number(document.getElementById("kept").dataset.said);
  sessionStorage.removeItem(key());
}

// The words go with the page to the box. Once they went there as a text there is nothing to keep.
function leave() {
  if (isAhead() && !form.dataset.sent) {
    navigator.sendBeacon(form.dataset.draft, new URLSearchParams(new FormData(form)));
  }
}

function comeBack() {
  delete form.dataset.sent;
  if (isAhead()) {
    keepSoon();
  }
}

// The box has another state of the draft than this page knows: written, or sent, on another device.
export function takeOver(fresh) {
  const { kept: when, form: id, said } = fresh.dataset;
  // What it said before it took over from here comes late.
  if (!form || isAhead() || Number(when) === kept || Number(said) < heard) {
    return;
  }
  text.value = fresh.textContent;
  form.elements.draft_id.value = id;
  [kept, known] = [Number(when), written()];
  show();
}
