// The map of the wall: outlets by state, and a card that goes round them, the worst first.

import { named, number, say, unit } from "./format.js";
import { attribute, flip, make, put, rows } from "./rows.js";

const TURN = 8000; // Long enough to read a card from four metres.
const LINES = 4;
const URGENT = ["ALARM", "ATTENTION"];
const STATES = ["NORMAL", "ATTENTION", "ALARM", "OFFLINE"];

export class Outlets {
  #map = document.getElementById("park-map");
  #card = document.querySelector("[data-card]");
  #known;
  #order = [];
  #turn = 0;
  #chosen = null;

  constructor(parts) {
    this.#known = new Map(all(parts).map((outlet) => [outlet.id, outlet]));
    this.#draw();
    this.#map.addEventListener("copark:outlet", (event) => this.#choose(event));
    this.#card.addEventListener("mouseleave", () => { this.#chosen = null; });
    setInterval(() => this.#next(), TURN);
    this.#count();
    this.#next();
  }

  async #draw() {
    const [geojson] = await Promise.all([mapOf(this.#map.dataset.map), customElements.whenDefined("copark-map")]);
    this.#map.content = { geojson, outlets: [...this.#known.values()].map(onMap) };
  }

  show(changed) {
    const fresh = all(changed);
    for (const outlet of fresh) this.#known.set(outlet.id, outlet);
    this.#map.update?.(fresh.map(onMap));
    this.#count();
    this.#fill();
  }

  #choose(event) {
    event.preventDefault();
    if (this.#chosen === event.detail.id) {
      location.href = this.#known.get(event.detail.id).url;
      return;
    }
    this.#chosen = event.detail.id;
    this.#fill();
  }

  #next() {
    if (this.#turn >= this.#order.length) {
      this.#order = this.#worthSeeing();
      this.#turn = 0;
    }
    this.#turn += 1;
    this.#fill();
  }

  // While something is wrong the card stays with it; else it goes round everybody who measures.
  #worthSeeing() {
    const speaking = [...this.#known.values()].filter((outlet) => outlet.values.length);
    const urgent = speaking.filter((outlet) => URGENT.includes(outlet.state));
    urgent.sort((one, other) => (one.state < other.state ? -1 : 1));
    return (urgent.length ? urgent : speaking).map((outlet) => outlet.id);
  }

  #fill() {
    const id = this.#chosen ?? this.#order[this.#turn - 1];
    const outlet = this.#known.get(id);
    this.#card.hidden = !outlet;
    if (!outlet) return;
    if (!this.#card.firstElementChild) this.#card.append(make("h3", {}, make("i", { class: "w-mark" }), make("span", { class: "w-name" })), make("p"), make("dl"));
    const [title, owner, list] = this.#card.children;
    this.#card.href = outlet.url;
    attribute(title.firstElementChild, "data-state", outlet.state);
    title.lastElementChild.textContent = named(outlet.name);
    owner.textContent = named(outlet.owner);
    const values = [...outlet.values].sort((one, other) => ratio(other) - ratio(one)).slice(0, LINES);
    rows(list, values, (value) => `${outlet.id}-${value.factor}`, () => make("div", { class: "w-line" }, make("dt"), make("dd", {}, make("b"), make("span"))), fillLine);
  }

  #count() {
    const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
    for (const outlet of this.#known.values()) counts[outlet.state] = (counts[outlet.state] ?? 0) + 1;
    for (const state of STATES) put(document.querySelector(`[data-count="${state}"]`), String(counts[state]));
  }
}

function fillLine(node, value) {
  const [name, amount] = node.children;
  put(name, named(value.symbol));
  attribute(amount, "data-tone", URGENT.includes(value.state) ? value.state : null);
  flip(amount.firstElementChild, number(value.value));
  const limit = value.limit === null ? "" : ` / ${number(value.limit)}`;
  const flag = value.flag && value.flag !== "N" ? ` · ${say("flagged", { flag: value.flag })}` : "";
  put(amount.lastElementChild, `${limit} ${unit(value.unit)}${flag}`);
}

async function mapOf(url) {
  try {
    return await (await fetch(url)).json();
  } catch {
    return { type: "FeatureCollection", features: [] }; // the outlets stand in their places all the same
  }
}

const ratio = (value) => (value.limit && value.value !== null ? value.value / value.limit : -1);

const all = (parts) => Object.entries(parts).filter(([name, outlet]) => name.startsWith("outlet:") && outlet).map(([, outlet]) => outlet);

function onMap(outlet) {
  const worst = [...outlet.values].sort((one, other) => ratio(other) - ratio(one))[0];
  return {
    id: outlet.id,
    name: named(outlet.name),
    longitude: outlet.longitude,
    latitude: outlet.latitude,
    state: outlet.state,
    value: worst?.value,
    unit: worst ? `${unit(worst.unit)} ${named(worst.symbol)}` : "",
    url: outlet.url,
  };
}
