// A page's line to the hub: in the SharedWorker, or where a browser has none, in the page itself, which then
// listens only while somebody looks at it.
import { openConversation } from "./thread.js";

const TAB = "tab";

// The name of this tab goes from page to page; a tab that was copied gets another one.
const tab = sessionStorage.getItem(TAB) ?? crypto.randomUUID();
sessionStorage.removeItem(TAB);

export class Line {
  #listen;
  #after;
  #port = null;
  #letGo = null;
  #lock = `page-${crypto.randomUUID()}`;

  // *listen* gets each word of the hub.
  constructor(listen, after) {
    this.#listen = listen;
    this.#after = Number(after);
  }

  open() {
    document.addEventListener("visibilitychange", () => this.#look());
    addEventListener("focus", () => this.#look());
    addEventListener("online", () => this.#look());
    addEventListener("pointerdown", () => this.#look(), { once: true });
    addEventListener("pagehide", () => {
      sessionStorage.setItem(TAB, tab);
      this.#close();
    });
    // A page that comes back from the browser's memory goes on where it was.
    addEventListener("pageshow", (event) => {
      if (event.persisted) {
        sessionStorage.removeItem(TAB);
        this.#join();
      }
    });
    this.#join();
  }

  #close() {
    this.#say({ is: "bye" });
    this.#port?.close();
    this.#port = null;
    this.#letGo?.();
  }

  async #join() {
    const isShared = "SharedWorker" in globalThis;
    if (!isShared && document.visibilityState !== "visible") {
      return;
    }
    this.#port = isShared ? this.#shared() : await this.#own();
    this.#port.onmessage = ({ data }) => this.#hear(data);
    const hello = () =>
      this.#say({ is: "hello", after: this.#after, reader: document.body.dataset.reader, browser: isShared ? browser() : tab, lock: this.#lock, ...this.#sight() });
    if (navigator.locks) {
      navigator.locks.request(this.#lock, () => new Promise((resolve) => {
        this.#letGo = resolve;
        hello();
      }));
    } else {
      hello();
    }
  }

  #shared() {
    return new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module", name: "modemsms" }).port;
  }

  async #own() {
    const { Hub } = await import("./hub.js");
    const { port1, port2 } = new MessageChannel();
    new Hub("tab").join(port1);
    return port2;
  }

  #look() {
    if (!("SharedWorker" in globalThis)) {
      if (document.visibilityState === "hidden") {
        this.#close();
        return;
      }
      if (!this.#port) {
        this.#join();
        return;
      }
    }
    this.#say({ is: "look", ...this.#sight() });
  }

  #sight() {
    return {
      open: Number(openConversation()),
      isSeen: document.visibilityState === "visible",
      isTouched: navigator.userActivation?.hasBeenActive ?? true,
    };
  }

  #say(word) {
    this.#port?.postMessage(word);
  }

  #hear(word) {
    if (word.id) {
      this.#after = word.id;
    }
    this.#listen(word);
  }
}

// One name for all tabs, so that a new stream takes the place of one whose browser went without a word.
function browser() {
  const name = localStorage.getItem("browser") ?? crypto.randomUUID();
  localStorage.setItem("browser", name);
  return name;
}
