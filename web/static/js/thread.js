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
    const nearTheTop = new IntersectionObserver(
      async (entries) => {
        if (entries.at(-1).isIntersecting) {
          nearTheTop.unobserve(older);
          if (await fetchOlder(thread, older)) {
            // Observed anew it reports at once, also when it never left the screen.
            nearTheTop.observe(older);
          }
        }
      },
      { root: thread, rootMargin: "400px 0px 0px 0px" },
    );
    nearTheTop.observe(older);
  }
  const newer = document.getElementById("newer");
  if (thread && newer) {
    fetchNewerAtTheEnd(thread, newer);
  }
  showHit(thread);
  // Without an answer it stays unread, and is marked with the next text or look.
  document.addEventListener("visibilitychange", () => markRead().catch(() => {}));
}

// Whether there may be more. Where the box does not answer the link stays, which leads to the same texts.
async function fetchOlder(thread, older) {
  const bubbles = document.getElementById("bubbles");
  const first = bubbles.querySelector("[data-row]");
  let fresh = [];
  try {
    const { html } = await ask(`${thread.dataset.url}?before=${first.dataset.row}`);
    fresh = [...new DOMParser().parseFromString(html, "text/html").body.children];
  } catch {
    return false;
  }
  if (fresh.length === 0) {
    older.remove();
    return false;
  }
  // The day that was cut in two by the border of the page has its name above the older half now.
  bubbles.querySelector(`.ms-day[data-day="${fresh.at(-1).dataset.day}"]`)?.remove();
  bubbles.prepend(...fresh.map((element) => document.adoptNode(element)));
  return true;
}

// In the middle of the screen, and nothing but the texts moves.
function showHit(thread) {
  const hit = document.querySelector(".ms-hit")?.getBoundingClientRect();
  if (hit) {
    const screen = thread.getBoundingClientRect();
    thread.scrollTop += hit.top - screen.top - Math.max(0, (screen.height - hit.height) / 2);
  }
}

// From a hit far back the reader scrolls down as well, until the page has the end of the conversation.
function fetchNewerAtTheEnd(thread, newer) {
  const nearTheEnd = new IntersectionObserver(
    async (entries) => {
      if (entries.at(-1).isIntersecting) {
        nearTheEnd.unobserve(newer);
        if (await fetchNewer(thread, newer)) {
          nearTheEnd.observe(newer);
        }
      }
    },
    { root: thread, rootMargin: "0px 0px 200px 0px" },
  );
  nearTheEnd.observe(newer);
}

async function fetchNewer(thread, newer) {
  const bubbles = document.getElementById("bubbles");
  const last = [...bubbles.querySelectorAll("[data-row]")].at(-1);
  let fresh = [];
  try {
    const { html } = await ask(`${thread.dataset.url}?after=${last.dataset.row}`);
    fresh = [...new DOMParser().parseFromString(html, "text/html").body.children];
  } catch {
    return false;
  }
  if (fresh[0]?.dataset.day === last.dataset.day) {
    fresh.shift();
  }
  // The scroller counts from its end: what the reader looks at keeps its place.
  const before = last.getBoundingClientRect().top;
  bubbles.append(...fresh.map((element) => document.adoptNode(element)));
  if (fresh.length === 0) {
    newer.remove();
    thread.dataset.tail = "yes";
  }
  thread.scrollTop += last.getBoundingClientRect().top - before;
  return fresh.length > 0;
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
