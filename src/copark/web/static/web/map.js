/* <copark-map>: the park's own map, without tiles, glyphs or a foreign host.

   <copark-map src="/some.json"></copark-map>, or data="id-of-json-script".

   Attributes: `values` (show every outlet's value, not only those out of the ordinary),
   `free` (the wheel zooms without Ctrl), `renderer="svg"` (never WebGL), `quiet` (no key, no buttons).

   Content: {geojson: FeatureCollection whose features have properties.kind (boundary, plot, road, water,
             green, fence, tank, building) and perhaps name_en, name_zh,
             outlets: [{id, name, longitude, latitude, state, value, unit, url, note,
                        lines: [{name, value, unit, state}]}]}
   `update([{id, state, value, unit, lines}])` changes outlets in place; `open(id)` shows a card.
   Event: `copark:outlet` {id} when one is chosen; preventDefault() keeps the card shut. */

import { boundsOf, glFace, middle, svgFace } from "./map-faces.js";
import { isChinese, number } from "./format.js";
import { words } from "./shell.js";

const SHAPES = {
  normal: '<circle cx="6" cy="6" r="4"/>',
  note: '<circle cx="6" cy="6" r="4.3"/>',
  attention: '<path d="M6 .6 11.8 11H.2z"/>',
  alarm: '<rect x="1" y="1" width="10" height="10" rx="1"/>',
  unknown: '<circle cx="6" cy="6" r="4.5"/>',
};
const LOOKS = { NORMAL: "normal", NOTE: "note", ATTENTION: "attention", ALARM: "alarm", OFFLINE: "unknown", UNKNOWN: "unknown" };
const look = (state) => LOOKS[state] ?? "unknown";
const nameOf = (state) => words[{ NORMAL: "normal", NOTE: "note", ATTENTION: "attention", ALARM: "alarm", OFFLINE: "offline" }[state] ?? "unknown"];
const stateSpan = (state, text) => {
  const span = document.createElement("span");
  span.className = `state state-${look(state)}`;
  span.innerHTML = `<svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[look(state)]}</svg>`;
  span.append(text);
  return span;
};

class CoparkMap extends HTMLElement {
  #content;
  #face;
  #outlets = new Map();
  #labels = [];
  #theme;
  #open = null;
  #frame = 0;
  #turn = 0;

  connectedCallback() {
    if (!this.firstChild) this.#build();
    this.#theme = new MutationObserver(() => this.#face?.recolour());
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.#load();
  }

  disconnectedCallback() {
    this.#theme?.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#face?.remove();
    this.#face = undefined;
    this.#turn++;
  }

  set content(content) {
    this.#content = content.type === "FeatureCollection" ? { geojson: content, outlets: [] } : { ...content, geojson: content.geojson ?? content.map };
    this.#draw();
  }

  get content() {
    return this.#content;
  }

  /** Change the state and the values of outlets that are on the map. */
  update(states) {
    for (const fresh of states) {
      const outlet = this.#outlets.get(fresh.id ?? fresh.outlet_id);
      if (!outlet) continue;
      const hasChanged = outlet.known.state !== fresh.state;
      Object.assign(outlet.known, fresh, { id: outlet.known.id });
      this.#dress(outlet, hasChanged);
    }
    this.#count();
    if (this.#open !== null) this.#card(this.#outlets.get(this.#open));
  }

  /** Show the card of an outlet; null closes it. */
  open(id) {
    const outlet = this.#outlets.get(id);
    this.#outlets.get(this.#open)?.button.setAttribute("aria-expanded", "false");
    this.#open = outlet ? id : null;
    outlet?.button.setAttribute("aria-expanded", "true");
    this.#card(outlet);
  }

  async #load() {
    const turn = ++this.#turn;
    const script = this.hasAttribute("data") && document.getElementById(this.getAttribute("data"));
    if (script) {
      this.content = JSON.parse(script.textContent);
      return;
    }
    if (!this.hasAttribute("src")) return;
    try {
      const answer = await fetch(this.getAttribute("src"), { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const content = await answer.json();
      if (turn === this.#turn) this.content = content;
    } catch {
      this.querySelector(".map-face").innerHTML = '<div class="empty"><p></p></div>';
      this.querySelector(".map-face p").textContent = words.failed;
    }
  }

  #build() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", words.map);
    this.innerHTML = `<div class="map-face"></div><div class="map-over"></div>
      <div class="map-zoom"><button type="button" data-by="1">+</button><button type="button" data-by="-1">−</button></div>
      <div class="map-key"></div><div class="map-card" hidden></div>`;
    const [closer, farther] = this.querySelectorAll(".map-zoom button");
    closer.ariaLabel = words.zoom_in;
    farther.ariaLabel = words.zoom_out;
    this.querySelector(".map-zoom").addEventListener("click", (event) => {
      const step = Number(event.target.dataset.by);
      if (step) this.#face?.zoom(step);
    });
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.open(null));
  }

  async #draw() {
    const turn = ++this.#turn;
    const { geojson = { features: [] }, outlets = [] } = this.#content;
    const box = this.querySelector(".map-face");
    this.#face?.remove();
    this.#face = undefined;
    box.replaceChildren();
    const bounds = boundsOf(geojson, outlets.map((one) => [one.longitude, one.latitude]));
    this.#place(geojson, outlets);
    if (!bounds) return;
    const style = getComputedStyle(this);
    const token = (name) => style.getPropertyValue(`--${name}`).trim();
    const moved = () => this.#moved();
    const ways = { free: this.hasAttribute("free") };
    const drawing = svgFace(box, geojson, bounds, token, moved, ways);
    this.#show(drawing);
    if (this.getAttribute("renderer") === "svg") return;
    const gl = await glFace(box, geojson, bounds, token, moved, ways);
    if (!gl) return;
    if (turn !== this.#turn || !this.isConnected) return gl.remove();
    drawing.remove();
    this.#show(gl);
  }

  /** The drawing is there at once; the map with WebGL takes its place when it is ready. */
  #show(face) {
    this.#face = face;
    this.dataset.face = face.name;
    face.fit();
    this.#moved();
    this.dispatchEvent(new CustomEvent("copark:drawn", { bubbles: true, detail: { face: face.name } }));
  }

  #place(geojson, outlets) {
    const over = this.querySelector(".map-over");
    over.replaceChildren();
    this.#outlets.clear();
    this.#labels = [];
    for (const feature of geojson.features ?? []) {
      const { kind, name_en: en = "", name_zh: zh = "", name = "" } = feature.properties ?? {};
      const text = (isChinese() ? zh || en : en || zh) || name;
      if (!text || kind === "boundary" || kind === "fence" || !feature.geometry) continue;
      const label = document.createElement("span");
      label.className = `map-label map-label-${kind}`;
      label.textContent = text;
      over.append(label);
      this.#labels.push({ label, at: middle(feature.geometry), bounds: boundsOf({ features: [{ geometry: feature.geometry }] }), kind });
    }
    for (const known of outlets) {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", () => {
        const choice = new CustomEvent("copark:outlet", { bubbles: true, cancelable: true, detail: { id: known.id } });
        if (this.dispatchEvent(choice)) this.open(this.#open === known.id ? null : known.id);
      });
      over.append(button);
      const outlet = { known: { ...known }, button, at: [known.longitude, known.latitude] };
      this.#outlets.set(known.id, outlet);
      this.#dress(outlet, false);
    }
    this.#count();
  }

  #dress({ known, button }, hasChanged) {
    button.className = `map-outlet state-${look(known.state)}`;
    button.dataset.state = known.state ?? "UNKNOWN";
    button.innerHTML = `<svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[look(known.state)]}</svg><span></span>`;
    const value = known.value === undefined || known.value === null ? "" : `${number(known.value, 3)} ${known.unit ?? ""}`;
    button.lastChild.textContent = value || known.name;
    button.ariaLabel = `${known.name}, ${nameOf(known.state)}${value ? `, ${value}` : ""}`;
    button.title = known.name;
    button.toggleAttribute("data-changed", hasChanged);
  }

  #count() {
    const key = this.querySelector(".map-key");
    if (this.hasAttribute("quiet") || !this.#outlets.size) {
      key.hidden = true;
      return;
    }
    const counts = {};
    for (const { known } of this.#outlets.values()) {
      const state = LOOKS[known.state] ? known.state : "UNKNOWN";
      counts[state] = (counts[state] ?? 0) + 1;
    }
    const shown = ["ALARM", "ATTENTION", "NOTE", "NORMAL", "OFFLINE", "UNKNOWN"].filter((state) => counts[state]);
    key.replaceChildren(...shown.map((state) => stateSpan(state, `${nameOf(state)} ${counts[state]}`)));
  }

  #card(outlet) {
    const card = this.querySelector(".map-card");
    card.hidden = !outlet;
    if (!outlet) return;
    const { name, state, lines = [], url, note } = outlet.known;
    const shut = document.createElement("button");
    shut.type = "button";
    shut.ariaLabel = words.close;
    shut.textContent = "×";
    shut.addEventListener("click", () => this.open(null));
    const title = document.createElement("h3");
    title.textContent = name;
    const table = document.createElement("table");
    for (const line of lines) {
      const row = table.insertRow();
      row.insertCell().append(line.state && line.state !== "NORMAL" ? stateSpan(line.state, line.name) : line.name);
      row.insertCell().textContent = `${number(line.value, 3)} ${line.unit ?? ""}`;
    }
    const parts = [shut, title, stateSpan(state, nameOf(state))];
    if (note) {
      const line = document.createElement("p");
      line.className = "muted small";
      line.textContent = note;
      parts.push(line);
    }
    if (lines.length) parts.push(table);
    if (url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = words.open;
      parts.push(link);
    }
    card.replaceChildren(...parts);
  }

  #moved() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#settle());
  }

  /** Put outlets where they belong, then only those labels that fit and cover nothing. */
  #settle() {
    if (!this.#face) return;
    const taken = [];
    const { clientWidth: width, clientHeight: height } = this;
    for (const { button, at } of this.#outlets.values()) {
      const [x, y] = this.#face.project(at);
      const isInside = x > -20 && y > -20 && x < width + 20 && y < height + 20;
      button.hidden = !isInside;
      if (!isInside) continue;
      button.style.left = `${x - 8}px`;
      button.style.top = `${y - 8}px`;
      taken.push([x - 8, y - 8, x + 8, y + 8]);
    }
    const scale = this.#labels.length ? Number.parseFloat(getComputedStyle(this.#labels[0].label).fontSize) / 11 : 1;
    for (const { label, at, bounds, kind } of this.#labels) {
      const [x, y] = this.#face.project(at);
      const [left, top] = this.#face.project([bounds[0], bounds[3]]);
      const [right, bottom] = this.#face.project([bounds[2], bounds[1]]);
      const half = label.textContent.length * (isChinese() ? 6 : 3.1) * scale + 4;
      const box = [x - half, y - 8 * scale, x + half, y + 8 * scale];
      const isRoomy = kind === "road" || kind === "water" || (right - left > half * 1.5 && bottom - top > 14 * scale);
      const isFree = isRoomy && !taken.some(([a, b, c, d]) => box[0] < c && box[2] > a && box[1] < d && box[3] > b);
      label.hidden = !isFree || x < half || y < 8 || x > width - half || y > height - 8;
      if (label.hidden) continue;
      label.style.left = `${x}px`;
      label.style.top = `${y}px`;
      taken.push(box);
    }
  }
}

customElements.define("copark-map", CoparkMap);
