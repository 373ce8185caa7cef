// Who gets a new message: a tick, a comma or Enter takes somebody in, the server says what is wrong with whom,
// and what is typed finds people and groups.
import { place } from "./place.js";
import { ask, post } from "./server.js";

const PAUSE_MS = 180;
const SHORTEST = 2;

let timer = 0;
let latest = 0;

export function enliven() {
  const form = document.getElementById("composer");
  if (!form?.dataset.people) {
    return;
  }
  form.addEventListener("input", (event) => {
    if (event.target.id === "f-to") {
      typed(form, event.target);
    }
  });
  // A finger on a label leaves the field first: nothing may move from under it before it is lifted.
  let isPressed = false;
  form.addEventListener("pointerdown", ({ target }) => {
    isPressed = target.closest(".ms-chip, [formaction]") !== null;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => (isPressed = false));
  }
  form.addEventListener("change", (event) => {
    const { target } = event;
    if (target.name === "who") {
      takeIn(form, { found: target.closest("#offered") !== null });
    } else if (target.id === "f-to" && !isPressed && target.value.trim() && target.value !== judged) {
      takeIn(form);
    }
  });
  form.addEventListener("keydown", (event) => steer(event, form));
  form.addEventListener("click", (event) => {
    if (event.target.closest("[formaction]")) {
      event.preventDefault();
      takeIn(form, { stay: true });
    }
  });
}

// What two forms have in common that go to the same people, in whatever order they were chosen.
export function recipients(form) {
  const ticked = [...form.querySelectorAll("input[name=who]:checked")].map((box) => box.value);
  const written = form.elements.to.value.split(/[,;\n]/).map((piece) => piece.trim());
  return [...new Set([...ticked, ...written].filter(Boolean))].sort().join();
}

function typed(form, field) {
  clearTimeout(timer);
  const words = field.value.split(/[,;]/).at(-1).trim();
  if (field.value.endsWith(",") || field.value.endsWith(";")) {
    takeIn(form, { stay: true });
  } else if (words.length < SHORTEST) {
    latest++;
    offer("");
  } else {
    timer = setTimeout(() => find(words), PAUSE_MS);
  }
}

async function find(words) {
  const mine = ++latest;
  try {
    const { ok, html } = await ask(`${offered().dataset.from}?${new URLSearchParams({ words })}`);
    if (ok && mine === latest) {
      offer(html);
    }
  } catch {
    // A number, or a whole name, is taken in without.
  }
}

const offered = () => document.getElementById("offered");

function offer(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const taken = new Set([...document.querySelectorAll("#recipients input[name=who]")].map((box) => box.value));
  for (const box of parsed.querySelectorAll("input[name=who]")) {
    if (taken.has(box.value)) {
      box.closest("label").remove();
    }
  }
  offered().replaceChildren(...[...parsed.body.children].map((one) => document.adoptNode(one)));
}

// From the field down to what was found; Enter takes in what is typed, and never sends.
function steer(event, form) {
  const boxes = [...offered().querySelectorAll("input")];
  if (event.target.id === "f-to" && event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (boxes.length === 1 && /\p{L}/u.test(event.target.value)) {
      boxes[0].click();
    } else {
      takeIn(form, { stay: true });
    }
  } else if (event.target.id === "f-to" && event.key === "ArrowDown" && boxes.length) {
    event.preventDefault();
    // Whoever goes down to choose has not said yet whom the words mean.
    judged = event.target.value;
    boxes[0].focus();
  } else if (boxes.includes(event.target) && ["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) {
    event.preventDefault();
    const there = boxes.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
    if (event.key === "Enter") {
      event.target.click();
    } else {
      (boxes[there] ?? document.getElementById("f-to")).focus();
    }
  }
}

let asked = 0;

// What the server has judged, or is judging: to leave the field is no reason to ask once more.
let judged = "";

// One who is chosen from what was found stands for the piece that found them, which leaves the field.
async function takeIn(form, { found = false, stay = found } = {}) {
  const fields = new FormData(form);
  const field = form.elements.to;
  if (found) {
    fields.set("to", field.value.split(/[,;]/).slice(0, -1).join());
  }
  const sent = field.value;
  judged = sent;
  const mine = ++asked;
  latest++;
  clearTimeout(timer);
  let answer;
  try {
    answer = await post(form.dataset.people, fields);
  } catch {
    // Sending takes in what stands in the field, or says what is wrong with it.
    return;
  }
  if (mine !== asked || !answer.ok) {
    return;
  }
  // What somebody typed meanwhile stays; where the rest was changed too, it is taken as it stands now.
  const since = field.value.startsWith(sent) ? field.value.slice(sent.length) : null;
  // What was taken in is nobody's typing any more.
  field.defaultValue = field.value;
  const wasHere = stay || document.activeElement === field;
  // A field that is drawn anew is left by nobody: half a number, still being typed, is no recipient.
  judged = field.value;
  place(answer.html);
  judged = form.elements.to.defaultValue;
  form.querySelectorAll("input[name=who]").forEach((box) => (box.checked = box.defaultChecked));
  const fresh = form.elements.to;
  if (since === null) {
    fresh.value = field.value;
  } else if (since.trim()) {
    fresh.value = [fresh.defaultValue, since.trimStart()].filter(Boolean).join(", ");
  }
  if (wasHere) {
    fresh.focus();
    fresh.setSelectionRange(fresh.value.length, fresh.value.length);
  }
  history.replaceState(null, "", document.getElementById("recipients").dataset.path);
  form.dispatchEvent(new Event("readdressed"));
}
