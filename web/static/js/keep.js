// A page that must be made anew, or leads to the door, keeps what was typed on it: for this tab, this address
// and this person. Passwords are never kept.
const KEY = "typed";
const AT_MOST_ONCE_MS = 5000;
const FIELDS = "input[id]:not([type=hidden], [type=password], [type=file]), textarea[id]:not(.ms-writing), select[id]";

function here() {
  return `${document.body.dataset.reader?.split(".")[0]} ${location.pathname}${location.search}`;
}

// A box is ticked or not; everything else has a value. What stands there before anybody typed:
const isBox = (field) => field.type === "checkbox" || field.type === "radio";
const now = (field) => (isBox(field) ? field.checked : field.value);

function before(field) {
  if (field.options) {
    return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value;
  }
  return isBox(field) ? field.defaultChecked : field.defaultValue;
}

function keep() {
  const typed = {};
  for (const field of document.querySelectorAll(FIELDS)) {
    if (now(field) !== before(field)) {
      typed[field.id] = now(field);
    }
  }
  sessionStorage.setItem(KEY, JSON.stringify({ here: here(), typed }));
}

export function enliven() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept?.here !== here()) {
    return;
  }
  sessionStorage.removeItem(KEY);
  for (const [id, value] of Object.entries(kept.typed)) {
    const field = document.getElementById(id);
    if (field && now(field) === before(field)) {
      field[isBox(field) ? "checked" : "value"] = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.closest("details")?.setAttribute("open", "");
    }
  }
}

// A page that is made anew and again does not fit waits a little, so that it never does nothing else.
export function anew() {
  keep();
  const last = Number(sessionStorage.getItem("anew") ?? 0);
  const wait = Math.max(0, last + AT_MOST_ONCE_MS - Date.now());
  sessionStorage.setItem("anew", String(Date.now() + wait));
  setTimeout(() => location.reload(), wait);
}

export function toTheDoor() {
  keep();
  location.reload();
}
