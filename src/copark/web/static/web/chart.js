/* <copark-chart>: a chart of data with meaning, with a table of the same numbers.

   <copark-chart src="/some.json" label="SO₂">            by address, or
   <copark-chart data="id-of-json-script" label="SO₂">    by value.

   Attributes: `label` (what it shows), `refine` (after zooming ask `src` again with start= and
   end= for finer points), `pick` (values can be chosen: pointer, and buttons in the table).

   Content: {unit, x: "time"|"category", categories, from, to, step [s],
             series: [{name, unit, hue, kind: line|step|area|bar|hbar|scatter|donut|sankey|waterfall, stack, dash, axis,
                       points: [[t, value, flag, reference]], band: [[t, low, high]]}],
             limits: [{value, name, axis, plan}], gaps: [[from, to]], bands: [{from, to, name, hue}],
             flags: {code: name}, nodes: [{name, label, hue, column}], links: [{source, target, value}]}
   A waterfall's points are [name, start, end, is it a whole?].
   A point with a flag other than N, and a stretch without points, is shaded.

   Events: `copark:point` {series, t, value, flag, reference} when a value is chosen;
           `copark:zoom` {start, end} as ISO times. */

import { optionOf, palette } from "./chart-options.js";
import { instant, moment, number, time, wall } from "./format.js";
import { words } from "./shell.js";

const ROWS = 500;

const HOUR = 3600_000; // [ms]
const SPANS = { last_8_hours: 8 * HOUR, last_day: 24 * HOUR, last_week: 168 * HOUR, last_month: 720 * HOUR, whole: Infinity };

const WIDE = "国"; // ECharts takes every wide letter to be as wide as this one, and measures it once

/** Load what the labels are written with: a width measured too early is kept, and clips them. */
const fonts = (content, look) => {
  const names = [WIDE, ...(content.categories ?? []), ...(content.nodes ?? []).map((one) => one.label ?? one.name), ...(content.kind === "waterfall" ? content.series[0].points.map(([name]) => name) : []), ...(content.series ?? []).map((one) => one.name), ...(content.limits ?? []).map((one) => one.name)];
  return document.fonts?.load(`${look.small}px ${look.token("sans")}`, names.join("")).catch(() => null);
};

class CoparkChart extends HTMLElement {
  #chart;
  #content;
  #sizes;
  #theme;
  #wait;
  #asked = ""; // the window last asked for: drawing it again is no new wish
  #turn = 0;

  connectedCallback() {
    if (!this.firstChild) this.#build();
    this.#sizes = new ResizeObserver(() => this.#chart?.resize());
    this.#sizes.observe(this);
    this.#theme = new MutationObserver(() => this.#draw());
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.load();
  }

  disconnectedCallback() {
    this.#sizes?.disconnect();
    this.#theme?.disconnect();
    clearTimeout(this.#wait);
    this.#chart?.dispose();
    this.#chart = undefined;
    this.#turn++;
  }

  /** Show other content; a page with live values calls this. */
  set content(content) {
    this.#content = content;
    this.#draw();
  }

  get content() {
    return this.#content;
  }

  async load(extra = {}) {
    const turn = ++this.#turn;
    const id = this.getAttribute("data");
    if (id) {
      const script = document.getElementById(id);
      if (script) this.content = JSON.parse(script.textContent);
      return;
    }
    const src = this.getAttribute("src");
    if (!src) return;
    const url = new URL(src, location.href);
    for (const [name, value] of Object.entries(extra)) url.searchParams.set(name, value);
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const content = await answer.json();
      if (turn !== this.#turn) return;
      if (this.#content && extra.start) this.#refine(content);
      else this.content = content;
    } catch {
      if (turn === this.#turn) this.#say(words.failed, () => this.load(extra));
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  /** Save what is drawn as a picture. */
  save() {
    const link = document.createElement("a");
    link.download = `${this.getAttribute("label") || "chart"}.png`;
    link.href = this.#chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: palette(this).token("surface") });
    link.click();
  }

  #build() {
    this.innerHTML = `<div class="chart-bar"><span></span>
      <button type="button" data-act="table" aria-pressed="false"></button><button type="button" data-act="image"></button></div>
      <div class="chart-canvas" role="img"></div><div class="chart-table table-scroll" tabindex="0" hidden></div>`;
    const [table, image] = this.querySelectorAll("button");
    table.textContent = words.table;
    image.textContent = words.image;
    table.addEventListener("click", () => this.#flip(table));
    image.addEventListener("click", () => this.save());
    this.querySelector(".chart-canvas").setAttribute("aria-label", this.getAttribute("label") ?? "");
    this.querySelector(".chart-bar > span").textContent = this.getAttribute("label") ?? "";
    if (this.hasAttribute("refine")) table.before(this.#spans());
  }

  /** Buttons for the times people ask for most; no hand pulls eight hours out of a year. */
  #spans() {
    const group = document.createElement("div");
    group.className = "chart-spans";
    group.role = "group";
    group.ariaLabel = words.period;
    for (const [name, length] of Object.entries(SPANS)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words[name];
      button.dataset.length = length;
      button.addEventListener("click", () => this.#show(length));
      group.append(button);
    }
    return group;
  }

  /** Zoom to the last `length` milliseconds of what is shown. */
  #show(length) {
    const { from, to, series = [] } = this.coarse ?? this.#content ?? {};
    const times = series.flatMap((one) => (one.points?.length ? [one.points[0][0], one.points.at(-1)[0]] : []));
    if (!this.#chart || !times.length) return;
    const last = wall(to ?? times.reduce((a, b) => (instant(a) > instant(b) ? a : b)));
    const first = wall(from ?? times.reduce((a, b) => (instant(a) < instant(b) ? a : b)));
    this.#chart.dispatchAction({ type: "dataZoom", startValue: Math.max(first, last - length), endValue: last });
  }

  #flip(button) {
    const canvas = this.querySelector(".chart-canvas");
    const table = this.querySelector(".chart-table");
    const show = table.hidden;
    button.setAttribute("aria-pressed", String(show));
    if (show) this.#tabulate();
    table.hidden = !show;
    canvas.hidden = show;
    if (!show) this.#chart?.resize();
  }

  async #draw() {
    if (!this.#content || !this.isConnected) return;
    if (!this.#hasValues()) {
      this.#chart?.dispose();
      this.#chart = undefined;
      return this.#say(words.no_readings);
    }
    const [echarts] = await Promise.all([library(), fonts(this.#content, palette(this))]);
    if (!this.isConnected) return;
    if (!echarts) return this.#withoutCharts();
    const canvas = this.querySelector(".chart-canvas");
    if (!this.#chart) {
      canvas.replaceChildren();
      this.#chart = echarts.init(canvas, null, { renderer: "canvas" });
      this.#chart.on("datazoom", () => this.#zoomed());
      this.#chart.on("click", (hit) => this.#clicked(hit));
      this.#chart.getZr().on("click", (hit) => this.#nearest(hit));
    }
    const window = this.#window();
    this.#chart.setOption(optionOf(this.#content, palette(this), words), { notMerge: true });
    if (window) this.#chart.dispatchAction({ type: "dataZoom", ...window });
    if (!this.querySelector(".chart-table").hidden) this.#tabulate();
  }

  #hasValues() {
    const { series = [], links = [] } = this.#content;
    return links.length || series.some((one) => one.points?.length);
  }

  #window() {
    const zoom = this.#chart?.getOption()?.dataZoom?.[0];
    if (!zoom || (zoom.start === 0 && zoom.end === 100)) return null;
    return { startValue: zoom.startValue, endValue: zoom.endValue };
  }

  #zoomed() {
    clearTimeout(this.#wait);
    this.#wait = setTimeout(() => {
      const zoom = this.#chart?.getOption().dataZoom?.[0];
      if (!zoom) return;
      this.#press(zoom);
      const [start, end] = [zoom.startValue, zoom.endValue].map((ms) => moment(ms).toISOString());
      if (this.#asked === start + end) return;
      this.#asked = start + end;
      this.dispatchEvent(new CustomEvent("copark:zoom", { bubbles: true, detail: { start, end } }));
      if (this.hasAttribute("refine")) this.load({ start, end });
    }, 250);
  }

  #press({ start, end, startValue, endValue }) {
    const shown = start === 0 && end === 100 ? Infinity : endValue - startValue;
    for (const button of this.querySelectorAll(".chart-spans button")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.length) === shown));
    }
  }

  /** Finer points inside the window; the coarse ones stay around them, so that the whole stays in sight. */
  #refine(fine) {
    const first = Math.min(...fine.series.flatMap((one) => (one.points.length ? [instant(one.points[0][0])] : [])));
    const last = Math.max(...fine.series.flatMap((one) => (one.points.length ? [instant(one.points.at(-1)[0])] : [])));
    this.coarse ??= this.#content;
    if (!Number.isFinite(first)) return;
    const series = this.coarse.series.map((one, at) => {
      const outside = one.points.filter((point) => instant(point[0]) < first || instant(point[0]) > last);
      const before = outside.filter((point) => instant(point[0]) < first);
      return { ...one, points: [...before, ...(fine.series[at]?.points ?? []), ...outside.slice(before.length)] };
    });
    this.content = { ...this.coarse, gaps: fine.gaps ?? this.coarse.gaps, step: undefined, series };
  }

  #clicked(hit) {
    if (hit.componentType !== "series" || this.#isTime()) return;
    const series = this.#content.series?.[hit.seriesIndex];
    const point = series?.points?.[hit.dataIndex];
    if (point) this.#tell(series, point);
  }

  #nearest(hit) {
    if (!this.#isTime() || !this.#chart.containPixel("grid", [hit.offsetX, hit.offsetY])) return;
    const [at] = this.#chart.convertFromPixel({ gridIndex: 0 }, [hit.offsetX, hit.offsetY]);
    let best;
    for (const series of this.#content.series) {
      for (const point of series.points) {
        const away = Math.abs(wall(point[0]) - at);
        if (!best || away < best.away) best = { away, series, point };
      }
    }
    if (best) this.#tell(best.series, best.point);
  }

  #tell(series, [t, value, flag, reference]) {
    this.dispatchEvent(new CustomEvent("copark:point", { bubbles: true, detail: { series: series.name, key: series.key, t, value, flag, reference } }));
  }

  #isTime() {
    return (this.#content.x ?? "time") === "time" && !["donut", "sankey", "waterfall"].includes(this.#content.kind ?? this.#content.series?.[0]?.kind);
  }

  #tabulate() {
    const box = this.querySelector(".chart-table");
    const { series = [], links, unit = "", flags = {} } = this.#content;
    const table = document.createElement("table");
    table.className = "table";
    if (links) {
      const label = (name) => this.#content.nodes?.find((node) => node.name === name)?.label ?? name;
      fill(table, [words.name, words.name, `${words.value} ${unit}`], links.map((link) => [label(link.source), label(link.target), number(link.value)]));
    } else if (this.#content.kind === "waterfall") {
      fill(table, [words.name, `${words.value} ${unit}`], series[0].points.map(([name, start, end, isWhole]) => [name, number(isWhole ? end : end - start)]));
    } else {
      const rows = new Map();
      series.forEach((one, at) => one.points.forEach((point) => {
        const key = this.#isTime() ? instant(point[0]) : point[0];
        if (!rows.has(key)) rows.set(key, []);
        rows.get(key)[at] = point;
      }));
      const keys = [...rows.keys()];
      if (this.#isTime()) keys.sort((a, b) => b - a);
      const text = (point, one) => {
        if (!point) return "–";
        const shown = number(point[1]) + (point[2] && point[2] !== "N" && !(this.#content.kind === "donut") ? ` ${flags[point[2]] ?? point[2]}` : "");
        if (!this.hasAttribute("pick")) return shown;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "figure-open";
        button.textContent = shown;
        button.addEventListener("click", () => this.#tell(one, point));
        return button;
      };
      const head = [this.#isTime() ? words.time : words.name, ...series.map((one) => `${one.name} ${one.unit ?? unit}`)];
      const label = (key) => (this.#isTime() ? time(key) : this.#content.categories?.[key] ?? key);
      fill(table, head, keys.slice(0, ROWS).map((key) => [label(key), ...series.map((one, at) => text(rows.get(key)[at], one))]));
      if (keys.length > ROWS) table.createCaption().textContent = words.more_rows.replace("{count}", ROWS);
    }
    box.replaceChildren(table);
  }

  #withoutCharts() {
    this.#tabulate();
    this.querySelector(".chart-table").hidden = false;
    this.querySelector(".chart-canvas").hidden = true;
    this.querySelectorAll(".chart-bar button").forEach((button) => (button.hidden = true));
    const line = this.querySelector(".chart-bar > span");
    line.textContent = words.no_charts;
    line.className = "is-said";
  }

  #say(text, again) {
    const canvas = this.querySelector(".chart-canvas");
    this.#chart?.dispose();
    this.#chart = undefined;
    const box = document.createElement("div");
    box.className = "empty";
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    if (again) {
      const button = document.createElement("button");
      button.className = "button";
      button.type = "button";
      button.textContent = words.retry;
      button.addEventListener("click", () => {
        canvas.replaceChildren();
        again();
      });
      box.append(button);
    }
    canvas.replaceChildren(box);
  }
}

const fill = (table, head, rows) => {
  const top = table.createTHead().insertRow();
  head.forEach((name, at) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    if (at) cell.className = "number";
    top.append(cell);
  });
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((content, at) => {
      const cell = line.insertCell();
      if (at) cell.className = "number";
      cell.append(content);
    });
  }
};

let loading;
const library = () => {
  loading ??= import(document.body.dataset.echarts).catch(() => null);
  return loading;
};

customElements.define("copark-chart", CoparkChart);
