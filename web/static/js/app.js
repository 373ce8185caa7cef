// The page as an app: a service worker that has a page ready for when the box is out of reach, and the count
// of unread conversations on the app's own icon.
export function enliven() {
  const query = new URLSearchParams({ v: import.meta.url.split("/").at(-3), language: document.documentElement.lang });
  // A box whose certificate the browser does not know may have none; the page goes on without.
  navigator.serviceWorker?.register(`/sw.js?${query}`).catch(() => {});
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (data.is === "open") {
      location.assign(data.url);
    }
  });
}

export function countOnIcon(unread) {
  navigator.setAppBadge?.(unread).catch(() => {});
}
