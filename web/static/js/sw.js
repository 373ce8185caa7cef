// The service worker: it keeps one page, which stands in while the box does not answer, and what that page needs.
// Everything else goes to the box as if it were not there: no page of the shop is ever kept.
const { searchParams } = new URL(location.href);
const STORE = `offline-${searchParams.get("v")}-${searchParams.get("language")}`;
const PAGE = "/offline";

addEventListener("install", (event) => {
  // What a page says as it is left would be lost on its way through here.
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  event.waitUntil(keep().then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(tidy().then(() => clients.claim())));

// Asked for as a stranger would, so that nothing of the one who is signed in stands on it.
async function keep() {
  const store = await caches.open(STORE);
  const headers = { "Accept-Language": searchParams.get("language") };
  const page = await fetch(PAGE, { credentials: "omit", headers, cache: "no-store" });
  if (!page.ok) {
    throw new Error(`no page for later: ${page.status}`);
  }
  const needed = (await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)/g);
  await store.put(PAGE, page);
  await store.addAll(new Set([...needed].map(([, address]) => address)));
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)));
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (request.url.startsWith(`${location.origin}/static/`)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});

// A notice was touched: the conversation comes to the front, in a tab that is open or in a new one.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.url));
});

async function show(url) {
  const [tab] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!tab) {
    await clients.openWindow(url);
    return;
  }
  await tab.focus();
  tab.postMessage({ is: "open", url });
}
