// What all tabs of a browser share: one event stream, and the choice of the tab that rings the bell. It speaks
// with each tab through a port, and runs in a SharedWorker, or where there is none in the tab itself.
import { Stream } from "./stream.js";

// Pieces kept for a tab that opens while its page is a little older than the stream.
const KEPT = 64;

// Between two pages of a tab there is a moment without any.
const LINGERS_MS = 5000;

export class Hub {
  #seats = new Map();
  #stream = new Stream(this);
  #recent = [];
  #isBroken = false;
  #reader = null;
  #rung = 0;
  #unrung = [];
  #upto = 0;
  #name = "";
  #build;

  constructor(build) {
    this.#build = build;
  }

  join(port) {
    port.onmessage = ({ data }) => this.#hear(port, data);
  }

  #hear(port, word) {
    if (word.is === "hello") {
      this.#welcome(port, word);
    } else if (word.is === "look" && this.#seats.has(port)) {
      Object.assign(this.#seats.get(port), word);
      this.#stream.look();
      this.#stream.hurry();
    } else if (word.is === "bye") {
      this.#leave(port);
    }
  }

  #welcome(port, word) {
    this.#seats.set(port, { ...word, after: Number(word.after) });
    this.#name = `${word.browser}.${this.#build}`;
    // Held by the page for as long as it lives: given to us when it died, also without a word.
    navigator.locks?.request(word.lock, () => this.#leave(port));
    const [oldest] = this.#recent;
    if (!this.#stream.isOn || (this.#reader && this.#reader !== word.reader)) {
      this.#start(word.after);
    } else if (Number(word.after) < (oldest ? oldest.from : this.#upto)) {
      this.#start(word.after);
    } else {
      this.#recent.forEach((piece) => this.#pass(port, piece));
      port.postMessage({ is: this.#isBroken ? "broken" : "opened" });
    }
    this.#ring();
  }

  #start(after) {
    this.#recent = [];
    this.#upto = Number(after);
    this.#stream.start(this.#name, String(after));
  }

  #leave(port) {
    this.#seats.delete(port);
    setTimeout(() => this.#seats.size === 0 && this.#rest(), LINGERS_MS);
  }

  #rest() {
    this.#unrung = [];
    this.#stream.stop();
  }

  #say(word) {
    this.#seats.forEach((_, port) => port.postMessage(word));
  }

  opened() {
    this.#isBroken = false;
    this.#say({ is: "opened" });
  }

  broken() {
    this.#isBroken = true;
    this.#say({ is: "broken" });
  }

  signedOut() {
    this.#recent = [];
    this.#say({ is: "signed-out" });
  }

  told(name, data, id) {
    const tell = { hello: () => this.#meet(data), change: () => this.#change(data, id), reset: () => this.#reset(id) };
    (tell[name] ?? (() => this.#say({ is: "told", name, data })))();
  }

  // Who reads is the server's to say; tabs that were made for somebody else are made anew.
  #meet({ reader }) {
    this.#reader = reader;
    this.#seats.forEach((seat, port) => seat.reader !== reader && port.postMessage({ is: "somebody-else" }));
  }

  #change(data, id) {
    const piece = { from: this.#upto, id, data };
    this.#upto = id;
    this.#recent = [...this.#recent, piece].slice(-KEPT);
    this.#seats.forEach((_, port) => this.#pass(port, piece));
    const fresh = data.news.filter((one) => one.row > this.#rung);
    this.#rung = Math.max(this.#rung, ...data.news.map((one) => one.row));
    this.#unrung.push(...fresh);
    this.#ring();
  }

  #pass(port, { id, data }) {
    const seat = this.#seats.get(port);
    if (id > seat.after) {
      seat.after = id;
      port.postMessage({ is: "change", id, data });
    }
  }

  #reset(id) {
    this.#recent = [];
    this.#upto = id;
    this.#rung = 0;
    this.#unrung = [];
    this.#say({ is: "reset" });
  }

  // One tab rings: the one in front, else one that somebody has touched (others may make no sound). Between two
  // pages of a tab there may be none: then the next one rings.
  #ring() {
    const rank = ([, seat]) => 2 * seat.isSeen + seat.isTouched;
    const [first] = [...this.#seats].sort((one, other) => rank(other) - rank(one));
    if (!first) {
      return;
    }
    const isRead = (one) => [...this.#seats.values()].some((seat) => seat.isSeen && seat.open === one.conversation);
    const news = this.#unrung.filter((one) => !isRead(one));
    this.#unrung = [];
    if (news.length) {
      first[0].postMessage({ is: "news", news });
    }
  }
}
