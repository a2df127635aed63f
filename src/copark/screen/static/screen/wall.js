// The wall: one push stream, told apart into tiles, and honest about how old it is.

import { clock, say, when } from "./format.js";
import { attribute } from "./rows.js";
import * as tiles from "./tiles.js";
import { Outlets } from "./outlets.js";

const wall = document.querySelector(".wall");
const offset = Number(wall.dataset.now) - Date.now();
const now = () => new Date(Date.now() + offset);
const parts = JSON.parse(document.getElementById("parts").textContent);
const outlets = new Outlets(parts);
const staleAfter = Number(wall.dataset.staleAfter) * 1000;
const SILENCE = 25000; // A beat comes every ten seconds; two missed and the line is dead.
const PATIENCE = 5000; // A reconnection shorter than this is nobody's business.
const LIVE = ["map", "nearest", "releases"];
let source;
let heard = Date.now();
let lostAt = null;

function show(changed) {
  let moved = false;
  for (const [name, part] of Object.entries(changed)) {
    if (name.startsWith("outlet:")) moved = true;
    else tiles[name]?.(part, now());
  }
  if (moved) outlets.show(changed);
}

function take(event) {
  const changed = JSON.parse(event.data);
  for (const [name, part] of Object.entries(changed)) {
    if (part === null) delete parts[name];
    else parts[name] = part;
  }
  show(changed);
  alive();
}

function alive() {
  heard = Date.now();
  lostAt = null;
}

function connect() {
  source?.close();
  heard = Date.now();
  source = new EventSource(wall.dataset.stream);
  source.addEventListener("parts", take);
  source.addEventListener("beat", alive);
  source.addEventListener("error", () => { lostAt ??= Date.now(); });
}

function keepConnected() {
  const silent = Date.now() - heard > SILENCE;
  if (silent) lostAt ??= heard;
  if (silent || source.readyState === EventSource.CLOSED) connect();
}

function tellAge() {
  const arrived = parts.freshness?.arrived_at;
  const lost = lostAt !== null && Date.now() - lostAt > PATIENCE;
  const old = !arrived || now() - new Date(arrived) > staleAfter;
  attribute(document.querySelector("[data-link]"), "data-link", lost || old ? "lost" : "ok");
  document.querySelector("[data-fresh]").textContent = freshText(arrived, lost, old);
  const since = arrived ? say("staleSince", { time: when(arrived, now()) }) : say("staleNever");
  for (const tile of document.querySelectorAll(".tile")) {
    attribute(tile, "data-stale", lost || (old && LIVE.includes(tile.id)) ? (lost ? say("lostSince", { time: clock(lostAt + offset, "minute") }) : since) : null);
  }
}

function freshText(arrived, lost, old) {
  if (lost) return say("reconnecting");
  if (!arrived) return say("staleNever");
  return say(old ? "staleSince" : "freshAsOf", { time: old ? when(arrived, now()) : clock(new Date(arrived)) });
}

function tick() {
  const moment = now();
  document.querySelector("[data-time]").textContent = clock(moment, "minute");
  document.querySelector("[data-date]").textContent = clock(moment, "date");
  tellAge();
}

document.querySelector("[data-fullscreen]").addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

for (const [name, part] of Object.entries(parts)) tiles[name]?.(part, now());
tick();
connect();
setInterval(tick, 1000);
setInterval(keepConnected, 5000);
