// The seconds in which a text can be taken back are counted down on the button under it.
const TICK_MS = 250;

const ends = new WeakMap();

export function enliven() {
  if (document.querySelector("#bubbles, #mailing, #broadcast")) {
    setInterval(() => document.querySelectorAll("[data-left]").forEach(tick), TICK_MS);
  }
}

// The server says how many seconds are left, since its clock and the browser's need not agree.
function tick(form) {
  if (!ends.has(form)) {
    ends.set(form, Date.now() + Number(form.dataset.left) * 1000);
  }
  const left = Math.ceil((ends.get(form) - Date.now()) / 1000);
  form.hidden = left <= 0;
  form.querySelector(".ms-left").textContent = left > 0 ? String(left) : "";
}
