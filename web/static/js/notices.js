// The way back from what was just done stays for ten seconds, and for as long as a hand or the focus is
// on it. Without this script it stays until the next page.
const STAYS_MS = 10000;
const FADES_MS = 250;

export function enliven() {
  const stage = document.querySelector(".ms-stage");
  if (stage) {
    const look = () => stage.querySelectorAll(".ms-undo:not([data-seen])").forEach(letLeave);
    new MutationObserver(look).observe(stage, { childList: true, subtree: true });
    look();
  }
  liftAboveTheComposer();
}

function letLeave(notice) {
  notice.dataset.seen = "";
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    if (!notice.matches(":hover, :focus-within")) {
      timer = setTimeout(() => leave(notice), STAYS_MS);
    }
  };
  for (const change of ["pointerenter", "pointerleave", "focusin", "focusout"]) {
    // By the next turn the focus is where it goes.
    notice.addEventListener(change, () => setTimeout(wait));
  }
  wait();
}

function leave(notice) {
  notice.classList.add("ms-leaving");
  setTimeout(() => notice.remove(), FADES_MS);
}

// The place to write grows with the text; what lies above it goes along.
function liftAboveTheComposer() {
  const composer = document.getElementById("composer");
  if (composer) {
    const lift = () => document.body.style.setProperty("--ms-below", `${composer.offsetHeight}px`);
    new ResizeObserver(lift).observe(composer);
  }
}
