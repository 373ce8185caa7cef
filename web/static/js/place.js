// Puts elements that came from the server where they belong: over the one with the same id, or, for a
// row, a bubble or the name of a day, at its place in the list.

export function place(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of [...parsed.body.children]) {
    document.adoptNode(fresh);
    const placer = placers[fresh.dataset.place] ?? replace;
    placer(fresh, fresh.id ? document.getElementById(fresh.id) : null);
  }
  countInTitle();
}

const placers = { row: placeRow, bubble: placeBubble, day: placeDay };

function replace(fresh, old) {
  if (!old || old.outerHTML === fresh.outerHTML) {
    return;
  }
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (focused) {
    (fresh.querySelector("button, a, input") ?? fresh).focus();
  }
}

// Rows stand by their newest message. A filtered list takes in what fits, and lets nothing vanish
// under the reader's finger.
function placeRow(fresh, old) {
  const rows = document.getElementById("rows");
  if (!rows) {
    replace(fresh, old);
    return;
  }
  const only = rows.dataset.only;
  if (!old && only !== "all" && fresh.dataset[only] === "0") {
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
  document.title = unread ? `(${unread}) ${plain}` : plain;
}
