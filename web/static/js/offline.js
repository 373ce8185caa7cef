// The page that stands in for another: it asks until the box answers, then makes room. Nothing is lost by that:
// it stands under the address of the page that was asked for.
const AGAIN_MS = 2500;
const PATIENCE_MS = 8000;

function tell() {
  for (const words of document.querySelectorAll("[data-network]")) {
    words.hidden = words.dataset.network !== (navigator.onLine ? "yes" : "no");
  }
}

async function ask() {
  try {
    await fetch("/offline", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    location.reload();
  } catch {
    setTimeout(ask, AGAIN_MS);
  }
}

for (const change of ["online", "offline"]) {
  addEventListener(change, tell);
}
tell();
setTimeout(ask, AGAIN_MS);
