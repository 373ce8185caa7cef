// Puts elements that came from the server where they belong: over the one with the same id, or, for a
// row, a bubble or the name of a day, at its place in the list.

import { countOnIcon } from "./app.js";
import { takeOver } from "./drafts.js";
import { openConversation } from "./thread.js";

export function place(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  // What is drawn once for several browsers has nobody's token.
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  parsed.querySelectorAll("input[name=csrf_token]").forEach((field) => field.setAttribute("value", token));
  for (const fresh of [...parsed.body.children]) {
    document.adoptNode(fresh);
    const placer = placers[fresh.dataset.place] ?? replace;
    placer(fresh, fresh.id ? document.getElementById(fresh.id) : null);
  }
  countInTitle();
}

const placers = { draft: takeOver, writing: putBack, row: placeRow, bubble: placeBubble, day: placeDay, list: placeList, section: placeSection };

// A text that was taken back stands where it was written, before what was typed since.
function putBack(fresh) {
  const text = document.getElementById("f-text");
  if (text) {
    text.value = text.value ? `${fresh.textContent}\n${text.value}` : fresh.textContent;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }
}

function replace(fresh, old) {
  if (!old || old.outerHTML === fresh.outerHTML) {
    return;
  }
  const active = document.activeElement;
  const focused = old.contains(active);
  const here = [...old.querySelectorAll(REACHABLE)].indexOf(active);
  keepWhatIsOpen(fresh, old);
  old.replaceWith(fresh);
  if (focused) {
    const same = active.id && document.getElementById(active.id);
    (same || fresh.querySelectorAll(REACHABLE)[here] || fresh.querySelector(REACHABLE) || fresh).focus();
  }
}

const REACHABLE = "button, a, input, select, textarea, summary";

// What somebody is typing stays when the part around it is drawn anew, and what was unfolded stays open.
function keepWhatIsOpen(fresh, old) {
  for (const field of old.querySelectorAll("input[id], textarea[id]")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (same && field.value !== field.defaultValue) {
      same.value = field.value;
    }
  }
  old.querySelectorAll("select[id]").forEach((field) => {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (same) {
      same.value = field.value;
    }
  });
  for (const fold of old.querySelectorAll("details[id][open]")) {
    fresh.querySelector(`#${CSS.escape(fold.id)}`)?.setAttribute("open", "");
  }
}

// A section stays, so that a screen reader hears what joins it; its parts change one by one.
function placeSection(fresh, old) {
  if (!old) {
    return;
  }
  old.hidden = fresh.hidden;
  for (const part of fresh.querySelectorAll("[data-part]")) {
    (part.dataset.part === "list" ? placeList : replace)(part, document.getElementById(part.id));
  }
}

// A list keeps the items that are as they were, so that nothing is lost under a finger.
function placeList(fresh, old) {
  const wanted = [...fresh.children];
  if (!old) {
    wanted.forEach((item) => replace(item, document.getElementById(item.id)));
    return;
  }
  for (const item of [...old.children]) {
    if (!wanted.some((one) => one.id === item.id)) {
      item.remove();
    }
  }
  let before = null;
  for (const item of wanted) {
    const known = document.getElementById(item.id);
    if (known) {
      replace(item, known);
    } else {
      item.classList.add("ms-fresh");
      old.insertBefore(item, before ? before.nextSibling : old.firstChild);
    }
    before = document.getElementById(item.id);
  }
}

// Rows stand by their newest message. A filtered list takes in what fits, and lets nothing vanish
// under the reader's finger.
function placeRow(fresh, old) {
  if (fresh.id === `c-${openConversation()}`) {
    fresh.querySelector("a").setAttribute("aria-current", "true");
  }
  const rows = document.getElementById("rows");
  if (!rows) {
    replace(fresh, old);
    return;
  }
  const only = rows.dataset.only;
  const isAway = fresh.dataset.archived === "1";
  if (isAway !== (only === "archived") && (isAway || only === "archived") && only !== "flagged") {
    old?.remove();
    return;
  }
  if (!old && only !== "all" && fresh.dataset[only] !== undefined && fresh.dataset[only] === "0") {
    return;
  }
  if (old && old.dataset.last === fresh.dataset.last) {
    replace(fresh, old);
    return;
  }
  old?.remove();
  const below = [...rows.children].find((row) => Number(row.dataset.last) < Number(fresh.dataset.last));
  rows.insertBefore(fresh, below ?? null);
}

function placeBubble(fresh, old) {
  const bubbles = document.getElementById("bubbles");
  if (old || !bubbles) {
    replace(fresh, old);
    return;
  }
  const row = Number(fresh.dataset.row);
  const shown = [...bubbles.querySelectorAll("[data-row]")];
  const tail = document.getElementById("thread").dataset.tail === "yes";
  const last = shown.at(-1);
  // Texts before the first one shown come with the older page; those after the last one only where
  // the end of the conversation is on the screen.
  if (last && row < Number(shown[0].dataset.row) || !tail && row > Number(last?.dataset.row ?? 0)) {
    return;
  }
  const above = shown.findLast((bubble) => Number(bubble.dataset.row) < row);
  const day = bubbles.querySelector(`.ms-day[data-day="${fresh.dataset.day}"]`);
  const anchor = above?.dataset.day === fresh.dataset.day ? above : day;
  fresh.classList.add("ms-fresh");
  if (anchor) {
    anchor.after(fresh);
  } else {
    bubbles.append(fresh);
  }
  document.getElementById("no-texts")?.remove();
}

// The name of a day comes before its first bubble; it is needed once.
function placeDay(fresh) {
  const bubbles = document.getElementById("bubbles");
  if (!bubbles || bubbles.querySelector(`.ms-day[data-day="${fresh.dataset.day}"]`)) {
    return;
  }
  const newest = [...bubbles.querySelectorAll("[data-row]")].at(-1);
  if (!newest || newest.dataset.day < fresh.dataset.day) {
    bubbles.append(fresh);
  }
}

function countInTitle() {
  const unread = Number(document.getElementById("unread")?.dataset.count ?? 0);
  const plain = document.title.replace(/^\(\d+\) /, "");
  countOnIcon(unread);
  document.title = unread ? `(${unread}) ${plain}` : plain;
}
