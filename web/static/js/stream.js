// The event stream of the shop, read by hand rather than by EventSource: that one keeps quiet about heartbeats,
// so a connection that died while the laptop slept looks alive to it for a quarter of an hour.
const AGAIN_MS = 200;
const AGAIN_AT_MOST_MS = 5000;
const SILENCE_MS = 40000;
const LOOK_MS = 5000;

export class Stream {
  #listener;
  #connection = null;
  #reader = null;
  #heard = 0;
  #pause = null;

  // *listener*: opened(), broken(), signedOut(), told(name, data, id). *after* is where it goes on.
  constructor(listener) {
    this.#listener = listener;
    this.after = "";
    setInterval(() => this.look(), LOOK_MS);
  }

  get isOn() {
    return this.#connection !== null;
  }

  start(name, after) {
    this.stop();
    this.after = after;
    this.#connection = new AbortController();
    this.#go(name, this.#connection);
  }

  stop() {
    this.#connection?.abort();
    this.#connection = null;
    this.hurry();
  }

  // Whoever slept finds the clock ahead and the line dead.
  look() {
    if (this.#heard && Date.now() - this.#heard > SILENCE_MS) {
      this.#heard = 0;
      this.#reader?.cancel().catch(() => {});
      this.hurry();
    }
  }

  // The network is back, or somebody looks: no reason to wait any longer.
  hurry() {
    this.#pause?.();
  }

  async #go(name, connection) {
    let wait = 0;
    while (!connection.signal.aborted) {
      let opened = false;
      try {
        opened = await this.#listen(name, connection);
      } catch {
        // Told below, in the same way as an end that the other side made.
      }
      this.#heard = 0;
      if (connection.signal.aborted) {
        return;
      }
      wait = opened ? AGAIN_MS : Math.min(wait * 2 || AGAIN_MS, AGAIN_AT_MOST_MS);
      this.#listener.broken();
      await this.#rest(wait);
    }
  }

  // Whether it was open for a while.
  async #listen(name, connection) {
    const query = new URLSearchParams({ after: this.after, page: name });
    const response = await fetch(`/events/stream?${query}`, {
      signal: connection.signal,
      cache: "no-store",
      redirect: "error",
    });
    if (response.status === 401) {
      this.stop();
      this.#listener.signedOut();
      return false;
    }
    if (!response.ok) {
      return false;
    }
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let opened = false; ; opened = true) {
      const { value, done } = await this.#reader.read();
      if (done || connection.signal.aborted) {
        return opened;
      }
      if (!opened) {
        this.#listener.opened();
      }
      this.#heard = Date.now();
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      frames.forEach((frame) => this.#take(frame));
    }
  }

  #take(frame) {
    const fields = {};
    for (const line of frame.split("\n")) {
      const at = line.indexOf(": ");
      fields[line.slice(0, at)] = line.slice(at + 2);
    }
    if (fields.event) {
      this.after = fields.id ?? this.after;
      this.#listener.told(fields.event, JSON.parse(fields.data), Number(fields.id ?? 0));
    }
  }

  #rest(wait) {
    return new Promise((resolve) => {
      this.#pause = resolve;
      setTimeout(resolve, wait);
    });
  }
}
