// Each part of the snapshot and how its tile shows it.

import { age, named, number, say, share, unit, when } from "./format.js";
import { attribute, flip, make, put, rows } from "./rows.js";

const at = (selector) => document.querySelector(selector);
const CALM = ["NORMAL", "NOTE"];

function figure(element, amount) {
  if (!element.firstElementChild) element.append(make("i", { style: "font-style:normal" }), make("span"));
  const [value, mark] = element.children;
  flip(value, number(amount.value));
  put(mark, unit(amount.unit));
}

function track(mark) {
  const line = make("span", { class: "w-track" }, make("i"));
  if (mark) line.append(make("s"));
  return line;
}

function width(line, value) {
  line.firstElementChild.style.width = `${Math.min(Math.max(value, 0), 1) * 100}%`;
}

function plan(element, amount, elapsed) {
  if (!element.firstElementChild) element.append(track(true), make("p", {}, make("b"), make("span")));
  const [line, text] = element.children;
  const part = amount.plan ? amount.value / amount.plan : null;
  line.hidden = part === null;
  width(line, part ?? 0);
  line.lastElementChild.style.left = `${elapsed * 100}%`;
  text.classList.toggle("is-over", part !== null && part > 1);
  put(text.firstElementChild, part === null ? say("noPlan") : say("ofPlan", { share: share(part), plan: number(amount.plan), unit: unit(amount.unit) }));
  put(text.lastElementChild, say("elapsed", { share: share(elapsed) }));
}

export function energy(part) {
  figure(at('[data-figure="energy.year"]'), part.year);
  figure(at('[data-figure="energy.today"]'), part.today);
  plan(at('[data-plan="energy"]'), part.year, part.elapsed);
  curve(at("#energy-curve"), part);
}

function curve(chart, part) {
  const text = JSON.stringify(part.curve);
  if (chart.dataset.shown === text) return;
  chart.dataset.shown = text;
  put(at("[data-plan-day]"), part.year.plan ? say("planLine", { value: number(part.year.plan / 365), unit: unit(part.curve_unit) }) : "");
  const daily = part.year.plan ? [{ value: part.year.plan / 365, name: "", plan: true }] : [];
  const series = { name: say("perDay"), unit: unit(part.curve_unit), hue: "energy", kind: "bar", points: part.curve.map((step, place) => [place, step.value]) };
  const categories = part.curve.map((step) => step.day.slice(5).replace("-", "/"));
  customElements.whenDefined("copark-chart").then(() => {
    chart.content = { spark: true, x: "category", categories, unit: unit(part.curve_unit), series: [series], limits: daily };
  });
}

export function carbon(part) {
  figure(at('[data-figure="carbon.year"]'), part.year);
  plan(at('[data-plan="carbon"]'), part.year, part.elapsed);
  rows(at('[data-rows="carbon.sources"]'), part.sources, (source) => source.name.en,
    () => make("li", {}, make("span", { class: "w-name" }), make("b")),
    (node, source) => {
      put(node.children[0], named(source.name));
      put(node.children[1], number(source.value, 3));
    });
}

export function releases(part) {
  put(at("[data-within]"), say(part.judged ? "within" : "noLimits", { within: part.within, judged: part.judged }));
  rows(at('[data-rows="releases.margins"]'), part.margins, (margin) => margin.medium, margin, fillMargin);
  if (!part.totals.length) return at('[data-rows="releases.totals"]').replaceChildren(make("li", { class: "w-quiet" }, say("noTotals")));
  rows(at('[data-rows="releases.totals"]'), part.totals, (total) => `${total.medium}-${total.pollutant}`,
    (total) => make("li", {}, make("a", { "data-medium": total.medium, href: total.year.url },
      make("span", { class: "w-name" }), make("span"), track())),
    (node, total) => {
      const [name, value, line] = node.firstElementChild.children;
      put(name, named(total.symbol));
      put(value, `${number(total.year.value, 3)} ${unit(total.year.unit)}`);
      line.style.visibility = total.share === null ? "hidden" : "";
      width(line, total.share ?? 0);
      attribute(value, "data-tone", total.share > 1 ? "ATTENTION" : null);
      node.firstElementChild.title = `${named(total.name)} ${share(total.share)}`;
    });
}

function margin() {
  return make("a", { class: "w-margin" }, make("small"), make("b", {}, make("i", { class: "w-mark" }), make("i", { style: "font-style:normal" })), make("small"), make("small"));
}

function fillMargin(node, item) {
  const [medium, big, what, where] = node.children;
  node.href = item.url;
  put(medium, say(item.medium));
  attribute(big.children[0], "data-state", item.state);
  flip(big.children[1], share(item.ratio));
  attribute(big, "data-tone", CALM.includes(item.state) ? null : item.state);
  put(what, `${named(item.pollutant)} ${number(item.value, 3)} / ${number(item.limit)} ${unit(item.unit)}`);
  put(where, named(item.owner));
}

export function nearest(part) {
  if (!part.length) return at('[data-rows="nearest"]').replaceChildren(make("li", { class: "w-quiet" }, say("noLimits")));
  rows(at('[data-rows="nearest"]'), part, (item) => item.url + item.pollutant.en,
    () => make("li", {}, make("a", { class: "w-bar" }, make("span", { class: "w-name" }, make("span"), " ", make("em")), make("span", { class: "w-end" }), track(true))),
    (node, item) => {
      const [name, value, line] = node.firstElementChild.children;
      node.firstElementChild.href = item.url;
      put(name.firstElementChild, named(item.owner));
      put(name.lastElementChild, named(item.pollutant));
      flip(value, share(item.ratio));
      attribute(value, "data-tone", CALM.includes(item.state) ? null : item.state);
      width(line, item.ratio / 1.2);
      line.style.setProperty("--hue", CALM.includes(item.state) ? "var(--normal)" : `var(--${item.state.toLowerCase()}-fill)`);
    });
}

export function warnings(part, now) {
  for (const level of ["alarm", "attention", "note"]) {
    const count = at(`[data-count-open="${level}"]`);
    flip(count, number(part[level]));
    attribute(count.parentElement, "data-none", part[level] ? null : "");
  }
  put(at("[data-oldest]"), part.oldest_at ? say("oldest", { age: age(part.oldest_at, now) }) : "");
  const list = at('[data-rows="warnings.urgent"]');
  if (!part.urgent.length) {
    list.replaceChildren(make("li", { class: "w-quiet" }, say("quiet")));
    return;
  }
  rows(list, part.urgent, (item) => item.url + item.state,
    (item) => make("li", {}, make("a", { href: item.url }, make("i", { class: "w-mark" }), make("b", { class: "w-name" }), make("time"), make("span", { class: "w-name" }))),
    (node, item) => {
      const [mark, owner, time, title] = node.firstElementChild.children;
      attribute(mark, "data-state", item.level);
      put(owner, item.owner ? named(item.owner) : say("park"));
      put(time, when(item.at, now));
      put(title, named(item.title));
    });
}

function notices(list, items, now) {
  rows(list, items, (item) => item.url + item.state,
    (item) => make("li", {}, make("a", { href: item.url }, make("i", { class: "w-mark" }), make("span", { class: "w-name" }), make("time"))),
    (node, item) => {
      const [mark, title, time] = node.firstElementChild.children;
      attribute(mark, "data-state", item.state === "CLOSED" ? "NORMAL" : item.level);
      const text = item.owner ? `${named(item.owner)} · ${named(item.title)}` : named(item.title);
      put(title, item.state === "CLOSED" ? say("closed", { title: text }) : text);
      put(time, when(item.at, now));
    });
}

export function ticker(part, now) {
  const list = at('[data-rows="ticker"]');
  if (!part.length) list.replaceChildren(make("li", { class: "w-quiet" }, say("noEvents")));
  else notices(list, part, now);
}

export function ranking(part) {
  if (!part.length) return at('[data-rows="ranking"]').replaceChildren(make("li", { class: "w-quiet" }, say("noEnergy")));
  const most = Math.max(...part.map((row) => row.share ?? 0), 0.0001);
  rows(at('[data-rows="ranking"]'), part, (row) => row.url,
    (row) => make("li", {}, make("a", { class: "w-bar", href: row.url }, make("span", { class: "w-place" }), make("span", { class: "w-name" }), track(),
      make("span", { class: "w-end" }), make("span", { class: "w-end is-wide" }), make("em", { class: "w-end is-wide" }))),
    (node, row) => {
      const [place, name, line, part_, value, second] = node.firstElementChild.children;
      put(place, String(row.place));
      put(name, named(row.name));
      width(line, (row.share ?? 0) / most);
      put(part_, share(row.share));
      put(value, `${number(row.value)} ${unit(row.unit)}`);
      put(second, row.second === null ? "" : `${Number(row.second).toFixed(2)} ${unit(row.second_unit)}`);
    });
}

export function lists(part) {
  rows(at('[data-rows="lists"]'), part, (list) => list.key,
    (list) => make("div", { class: "w-list" }, make("h3", {}, make("a", { href: list.url }), make("span")), make("ol")),
    (node, list) => {
      const [title, count] = node.querySelector("h3").children;
      put(title, say(`list.${list.key}`));
      put(count, listedText(list));
      if (!list.rows.length) node.querySelector("ol").replaceChildren(make("li", { class: "w-quiet" }, say("nobody")));
      else rows(node.querySelector("ol"), list.rows, (row) => named(row.name), listed, fillListed);
    });
}

function listedText(list) {
  const text = say("listed", { count: list.count });
  const symbol = list.rows[0]?.unit;
  return symbol && list.key !== "pollutants" ? `${text} · ${unit(symbol)}` : text;
}

const listed = (row) => make("li", {}, make("a", { href: row.url }, make("span", { class: "w-place" }), make("span", { class: "w-name" }), make("span", { class: "w-end" }), make("span", { class: "w-moved" })));

function fillListed(node, row) {
  const [place, name, value, moved] = node.firstElementChild.children;
  put(place, String(row.place));
  put(name, named(row.name));
  put(value, row.note ? `${named(row.note)} ${share(row.share)}` : number(row.value));
  put(moved, row.moved === null ? say("new") : row.moved > 0 ? `↑${row.moved}` : row.moved < 0 ? `↓${-row.moved}` : "");
}
