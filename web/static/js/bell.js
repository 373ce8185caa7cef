// Says that somebody wrote: by a sound and by a notice on the desktop, each where this device wants it.
export function ring(news) {
  document.dispatchEvent(new CustomEvent("news", { detail: news }));
}
