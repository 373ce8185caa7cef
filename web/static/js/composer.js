// Writing: grows with the text, tells what it costs, sends without leaving the page, and keeps what was
// typed through reloads, refusals and lost connections.
import * as drafts from "./drafts.js";
import { place } from "./place.js";
import { recipients } from "./recipients.js";
import { post, SignedOut } from "./server.js";
import { follow, leaveAtOnce } from "./tools.js";

const COUNT_MS = 150;

export function enliven() {
  const form = document.getElementById("composer");
  const text = document.getElementById("f-text");
  for (const out of document.querySelectorAll("#sign-out")) {
    out.addEventListener("submit", () => sessionStorage.clear());
  }
  if (!form || !text) {
    return;
  }
  const shown = () => {
    grow(text);
    countSoon(form);
  };
  const changed = () => {
    shown();
    drafts.changed();
  };
  drafts.begin(form, text, shown);
  text.addEventListener("input", changed);
  form.addEventListener("readdressed", drafts.changed);
  text.addEventListener("keydown", (event) => sendOnEnter(event, form));
  form.addEventListener("submit", (event) => {
    if (isReply(form)) {
      event.preventDefault();
      send(form, text, changed);
    } else {
      drafts.sent();
      form.dataset.sent = "yes";
      sameFormAgain(form);
    }
  });
}

// The text to a new number leads to another page and goes the plain way.
function isReply(form) {
  return document.getElementById("bubbles") !== null && !form.elements.to;
}

// The back button may bring the form once more, filled in as it was sent but under a new id: the same
// again is then the same text.
function sameFormAgain(form) {
  const { text, draft_id: draft } = form.elements;
  const to = recipients(form);
  const [navigation] = performance.getEntriesByType("navigation");
  const before = JSON.parse(sessionStorage.getItem("sent") ?? "null");
  if (navigation.type === "back_forward" && before?.to === to && before.text === text.value) {
    draft.value = before.draft;
  }
  sessionStorage.setItem("sent", JSON.stringify({ to, text: text.value, draft: draft.value }));
}

// With a keyboard, Enter sends and Shift+Enter breaks the line; under a thumb Enter breaks the line.
function sendOnEnter(event, form) {
  const byKeyboard = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && byKeyboard) {
    event.preventDefault();
    form.requestSubmit();
  }
}

function grow(text) {
  if (CSS.supports("field-sizing", "content")) {
    return;
  }
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

let timer = 0;
let latest = 0;

function countSoon(form) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const mine = ++latest;
    try {
      const { html } = await post(form.dataset.count, new FormData(form));
      if (mine === latest) {
        place(html);
      }
    } catch {
      // The count is a courtesy; sending says what is wrong.
    }
  }, COUNT_MS);
}

async function send(form, text, changed) {
  const button = document.getElementById("send");
  if (button.disabled) {
    return;
  }
  const sent = text.value;
  button.disabled = true;
  try {
    const answer = await post(form.action, new FormData(form));
    latest++;
    clearTimeout(timer);
    // What was typed while the text was on its way to the box is the next text.
    if (answer.ok && text.value.startsWith(sent)) {
      text.value = text.value.slice(sent.length);
    }
    if (answer.ok) {
      leaveAtOnce(form);
    }
    place(answer.html);
    if (answer.ok) {
      drafts.sent();
    }
    follow(form.elements.when);
    changed();
  } catch (problem) {
    if (problem instanceof SignedOut) {
      // The plain way leads through the sign-in, and the text with it.
      form.submit();
      return;
    }
    document.getElementById("refusal").textContent =
      document.body.dataset.kept;
  } finally {
    button.disabled = false;
    text.focus();
  }
}
