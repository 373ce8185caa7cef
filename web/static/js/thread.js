// The open conversation: older texts come while the reader scrolls up, and what is seen counts as read.
import { place } from "./place.js";
import { ask, post } from "./server.js";

export function openConversation() {
  return document.getElementById("thread")?.dataset.conversation ?? null;
}

export function enliven() {
  const thread = document.getElementById("thread");
  const older = document.getElementById("older");
  if (thread && older) {
    new IntersectionObserver(
      (entries, observer) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          fetchOlder(thread, older).catch(() => observer.disconnect());
        }
      },
      { root: thread, rootMargin: "400px 0px 0px 0px" },
    ).observe(older);
  }
  document.addEventListener("visibilitychange", markRead);
}

let fetching = false;

async function fetchOlder(thread, older) {
  if (fetching) {
    return;
  }
  fetching = true;
  try {
    const bubbles = document.getElementById("bubbles");
    const first = bubbles.querySelector("[data-row]");
    const { html } = await ask(`${thread.dataset.url}?before=${first.dataset.row}`);
    const fresh = [...new DOMParser().parseFromString(html, "text/html").body.children];
    if (fresh.length === 0) {
      older.remove();
      return;
    }
    // The day that was cut in two by the border of the page has its name above the older half now.
    const day = fresh.at(-1).dataset.day;
    bubbles.querySelector(`.ms-day[data-day="${day}"]`)?.remove();
    bubbles.prepend(...fresh.map((element) => document.adoptNode(element)));
  } finally {
    fetching = false;
  }
}

// Texts that arrive while the page is in front of somebody are read; in a tab behind, not yet.
export async function markRead() {
  const thread = document.getElementById("thread");
  const inbound = document.querySelectorAll("#bubbles .ms-theirs");
  const row = document.querySelector('.ms-row a[aria-current="true"]')?.closest(".ms-row");
  const isRead = row?.dataset.unread === "0" && row?.dataset.attention === "0";
  if (!thread || document.visibilityState !== "visible" || inbound.length === 0 || isRead) {
    return;
  }
  const last = document.querySelector("#bubbles [data-row]:last-child");
  place((await post(thread.dataset.read, { up_to: last.dataset.row })).html);
}
