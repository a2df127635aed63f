/* Live values: one stream a page, which reconnects by itself and says when it has gone stale.

   <div data-live="/screen/stream/"></div>                 opens the stream
   <span class="live" data-live-sign></span>               says how fresh it is
   document.addEventListener("copark:live", e => e.detail)  {event, data} of every message
   document.addEventListener("copark:stale", e => e.detail) {stale, since}                     */

import { words } from "./shell.js";

const STALE_MS = 20_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];

const clock = (at) =>
  new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
    timeZone: document.body.dataset.zone,
  }).format(at);

export class Live {
  #source;
  #tries = 0;
  #seen = Date.now();
  #stale = false;
  #timers = [];

  constructor(url, names = ["message"]) {
    this.url = url;
    this.names = names;
    this.#timers.push(setInterval(() => this.#judge(), 1_000));
    this.#open();
  }

  close() {
    this.#source?.close();
    this.#timers.forEach(clearInterval);
  }

  #open() {
    this.#source = new EventSource(this.url);
    for (const name of new Set([...this.names, "message", "beat"])) {
      this.#source.addEventListener(name, (message) => this.#take(name, message));
    }
    this.#source.addEventListener("error", () => this.#again());
  }

  #take(name, message) {
    this.#tries = 0;
    this.#seen = Date.now();
    this.#judge();
    if (name === "beat") return;
    let data = message.data;
    try {
      data = JSON.parse(message.data);
    } catch {
      /* plain text is welcome too */
    }
    document.dispatchEvent(new CustomEvent("copark:live", { detail: { event: name, data, at: this.#seen } }));
  }

  #again() {
    if (this.#source.readyState !== EventSource.CLOSED) return; // the browser is already trying
    const wait = RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)];
    this.#source.close();
    setTimeout(() => this.#open(), wait);
  }

  #judge() {
    const stale = Date.now() - this.#seen > STALE_MS;
    for (const sign of document.querySelectorAll("[data-live-sign]")) {
      sign.textContent = stale ? words.stale.replace("{time}", clock(this.#seen)) : `${words.live} ${clock(this.#seen)}`;
      sign.toggleAttribute("data-stale", stale);
    }
    if (stale === this.#stale) return;
    this.#stale = stale;
    document.dispatchEvent(new CustomEvent("copark:stale", { detail: { stale, since: this.#seen } }));
  }
}

for (const place of document.querySelectorAll("[data-live]")) {
  place.live = new Live(place.dataset.live, (place.dataset.liveEvents ?? "message").split(" "));
}
