// Says that somebody wrote: by a sound, and by a notice on the desktop, each where this device wants it.
import { wants } from "./device.js";

// Two notes, a fifth apart, that a shop full of people bears all day.
const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 987.77, at: 0.13 },
];
const LASTS_S = 0.5;
const LOUDNESS = 0.12;
const SILENCE_MS = 2000;

// Of more people than that a notice tells in sum.
const MOST_NAMED = 3;

let rungAt = 0;
let speaker = null;

export function ring(news) {
  if (wants("sound") && navigator.userActivation?.hasBeenActive !== false) {
    sound();
  }
  if (wants("notices") && globalThis.Notification?.permission === "granted") {
    tell(news);
  }
}

export function tryOut() {
  const { tried, triedText } = words();
  rungAt = 0;
  ring([{ conversation: 0, title: tried, text: triedText, call: false }]);
}

function words() {
  return document.getElementById("bell").dataset;
}

function sound() {
  if (Date.now() - rungAt < SILENCE_MS) {
    return;
  }
  rungAt = Date.now();
  speaker ??= new AudioContext();
  speaker.resume();
  for (const { hertz, at } of NOTES) {
    const begins = speaker.currentTime + at;
    const [tone, volume] = [speaker.createOscillator(), speaker.createGain()];
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, begins);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begins + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + LASTS_S);
    tone.connect(volume).connect(speaker.destination);
    tone.start(begins);
    tone.stop(begins + LASTS_S);
  }
}

// The newest word of each conversation; a new one takes the place of the one before.
function tell(news) {
  const { wrote, called, several, one, page } = words();
  const newest = new Map(news.map((item) => [item.conversation, item]));
  if (newest.size > MOST_NAMED) {
    show(several.replace("{number}", news.length), "", "/", "several");
    return;
  }
  for (const [conversation, { title, text, call }] of newest) {
    const url = conversation ? `${page}${conversation}` : location.pathname;
    const sentence = conversation ? (call ? called : wrote).replace("{name}", title) : title;
    show(sentence, wants("texts") && !call ? text : call ? "" : one, url, `conversation-${conversation}`);
  }
}

// Telephones show notices of service workers alone; a browser that has none of ours shows the page's own.
async function show(title, body, url, tag) {
  const { icon } = words();
  const about = { body, tag, icon, renotify: true, silent: true, data: { url } };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker?.active) {
    await worker.showNotification(title, about);
    return;
  }
  new Notification(title, about).addEventListener("click", () => {
    focus();
    location.assign(url);
  });
}
