// Shortcuts for those who keep their hands on the keyboard. The list that "?" shows is the list itself: a line of it
// names its keys and the element that they reach, and does nothing where that is not on the page.
import { wants } from "./device.js";

// The second key of two must come within this time.
const SOON_MS = 1500;
const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";

let first = "";
let firstAt = 0;

export function enliven() {
  const dialog = document.getElementById("shortcuts");
  document.addEventListener("keydown", (event) => pressed(event, dialog));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens=shortcuts]")) {
      open(dialog);
    } else if (event.target === dialog) {
      dialog.close();
    }
  });
}

function pressed(event, dialog) {
  const { key, target } = event;
  const isOurs = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!isOurs || !wants("keys") || target.closest(TYPING) || document.querySelector("dialog[open]")) {
    return;
  }
  const both = Date.now() - firstAt < SOON_MS ? `${first} ${key}` : key;
  [first, firstAt] = [key, Date.now()];
  const lines = [...dialog.querySelectorAll("[data-keys]")];
  const line =
    lines.find(({ dataset }) => dataset.keys === both) ??
    lines.find(({ dataset }) => dataset.keys === key || (dataset.other === key && isFree(target)));
  if (line && does[line.dataset.does ?? "click"](reached(line), dialog) !== false) {
    event.preventDefault();
  }
}

// The arrows move what has the focus, if it can move; elsewhere they walk through the conversations.
function isFree(target) {
  return target === document.body || target.closest("#rows") !== null;
}

function reached(line) {
  return document.querySelector(line.dataset.reaches);
}

const does = {
  click: (element) => (element ? element.click() : false),
  focus: (element) => (element ? element.focus() : false),
  next: () => walk(1),
  before: () => walk(-1),
  open: (_, dialog) => open(dialog),
};

// With a conversation open the next one opens; in the list the focus goes to it, and Enter opens it.
function walk(step) {
  const links = [...document.querySelectorAll("#rows a")].filter((link) => link.checkVisibility());
  const focused = links.indexOf(document.activeElement);
  const current = links.findIndex((link) => link.ariaCurrent === "true");
  const at = focused >= 0 ? focused : current;
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
  if (!next) {
    return false;
  }
  next.focus();
  if (current >= 0 && focused < 0) {
    next.click();
  }
  return true;
}

function open(dialog) {
  for (const line of dialog.querySelectorAll("[data-keys]")) {
    line.hidden = !reached(line);
  }
  dialog.showModal();
}
