// Puts what happens in the shop on the page while it is open, and tells when the box is out of reach.
import { ring } from "./bell.js";
import { toTheDoor, anew } from "./keep.js";
import { Line } from "./line.js";
import { refresh } from "./parts.js";
import { place } from "./place.js";
import { markRead, openConversation } from "./thread.js";

// A box that is back within this time was not missed by anybody.
const DISCREET_MS = 700;

export function followChanges() {
  const { after } = document.body.dataset;
  if (after) {
    new Line(hear, after).open();
  }
}

const heard = {
  opened: () => show(false),
  broken: () => show(true),
  change: ({ data }) => change(data),
  told: ({ name, data }) => refresh([name], data.conversations),
  news: ({ news }) => ring(news),
  reset: anew,
  "somebody-else": anew,
  "signed-out": toTheDoor,
};

function hear(word) {
  heard[word.is]?.(word);
}

function change({ kinds, conversations, frame, rows, bubbles, news: _ }) {
  place(frame + (document.querySelector("#rows, .ms-row") ? rows : ""));
  const mine = bubbles[openConversation()];
  if (mine) {
    place(mine);
  }
  refresh(kinds, conversations);
  // Where the box does not answer the next text, or look, marks it.
  markRead().catch(() => {});
}

let waiting = 0;

function show(isBroken) {
  const toast = document.getElementById("reconnecting");
  clearTimeout(waiting);
  if (isBroken && toast.hidden) {
    waiting = setTimeout(() => (toast.hidden = false), DISCREET_MS);
  } else if (!isBroken) {
    toast.hidden = true;
  }
}
