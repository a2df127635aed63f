/* From data with meaning to what ECharts draws. Knows looks; knows nothing of pages. */

import { escape, instant, isChinese, number, time, wall } from "./format.js";

const HUES = ["energy", "carbon", "air", "water", "waste", "solvent", "vehicles", "money", "plan"];

/** The colours of this moment, read from the tokens. */
export const palette = (element) => {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const series = Array.from({ length: 7 }, (_, at) => token(`series-${at + 1}`));
  const isWall = document.documentElement.dataset.surface === "wall"; // read from four metres
  return {
    token,
    series,
    width: element.clientWidth,
    small: isWall ? Number.parseFloat(style.fontSize) * 0.85 : 11,
    hue: (name, at) =>
      HUES.includes(name) ? token(`hue-${name}`) : token(name || "") || series[at % series.length],
  };
};

const faded = (colour, share) => {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return Number.isNaN(r) ? colour : `rgba(${r},${g},${b},${share})`;
};

const isGood = (point) => !point[2] || point[2] === "N";

/** Points ready to draw: on the park's clock, broken where `step` seconds were missed thrice. */
const onClock = (points, step) => {
  const rows = [];
  let before = null;
  for (const point of points) {
    const at = instant(point[0]);
    if (step && before !== null && at - before > step * 3000) rows.push([wall(before + 1), null]);
    rows.push([wall(at), point[1], point[2], point]);
    before = at;
  }
  return rows;
};

/** Runs of time in which values were missing or carried a flag. */
const shaded = (content) => {
  const runs = (content.gaps ?? []).map(([from, to]) => ({ from, to, flag: "" }));
  for (const series of content.series ?? []) {
    let open = null;
    let last = null;
    for (const point of series.points ?? []) {
      const at = instant(point[0]);
      if (content.step && last !== null && at - last > content.step * 3000) runs.push({ from: last, to: at, flag: "" });
      if (open && (isGood(point) || point[2] !== open.flag)) {
        runs.push({ ...open, to: at });
        open = null;
      }
      if (!open && !isGood(point)) open = { from: at, flag: point[2] };
      last = at;
    }
    if (open) runs.push({ ...open, to: last });
  }
  return runs.slice(0, 400);
};

const axisText = (look) => ({ color: look.token("ink-3"), fontSize: look.small, hideOverlap: true });

const timeLabel = (ms) => {
  const at = new Date(ms);
  const two = (n) => String(n).padStart(2, "0");
  const [month, day] = [at.getUTCMonth(), at.getUTCDate()];
  if (at.getUTCHours() || at.getUTCMinutes()) return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  if (day === 1 && month === 0) return isChinese() ? `${at.getUTCFullYear()}年` : `${at.getUTCFullYear()}`;
  if (isChinese()) return day === 1 ? `${month + 1}月` : `${month + 1}/${day}`;
  const name = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" }).format(at);
  return day === 1 ? name : `${day} ${name}`;
};

const marks = (content, look, words, axis) => ({
  limits: (content.limits ?? [])
    .filter((limit) => (limit.axis ?? 0) === axis)
    .map((limit) => ({
      yAxis: limit.value,
      name: limit.name,
      label: { formatter: `${limit.name} ${number(limit.value)}`, position: "insideEndTop", color: look.token("ink-2"), fontSize: look.small },
      lineStyle: { color: look.token(limit.plan ? "hue-plan" : "ink-2"), type: limit.plan ? [2, 3] : [6, 4], width: 1.2 },
    })),
  areas: axis
    ? []
    : [
        ...shaded(content).map((run) => [
          { xAxis: wall(run.from), itemStyle: { color: faded(look.token("unknown"), run.flag ? 0.16 : 0.09) }, label: { show: false } },
          { xAxis: wall(run.to) },
        ]),
        ...(content.bands ?? []).map((band) => [
          { xAxis: wall(band.from), name: band.name, itemStyle: { color: faded(look.hue(band.hue, 0), 0.12) }, label: { color: look.token("ink-3"), fontSize: look.small, position: "insideTop" } },
          { xAxis: wall(band.to) },
        ]),
      ],
});

const drawn = (series, at, content, look, isTime) => {
  const colour = look.hue(series.hue, at);
  const kind = series.kind ?? content.kind ?? "line";
  const points = series.points ?? [];
  const rows = isTime ? onClock(points, content.step) : points.map((point) => (kind === "hbar" ? [point[1], point[0]] : [point[0], point[1], point[2], point]));
  const common = {
    name: series.name,
    yAxisIndex: series.axis ?? 0,
    stack: series.stack,
    color: colour,
    animation: false,
    emphasis: { disabled: kind === "line" || kind === "area" },
  };
  if (kind === "hbar") return { ...common, type: "bar", yAxisIndex: 0, barMaxWidth: 14, itemStyle: { borderRadius: [0, 3, 3, 0] }, data: rows };
  if (kind === "bar") return { ...common, type: "bar", barMaxWidth: 28, itemStyle: { borderRadius: series.stack ? 0 : [3, 3, 0, 0] }, data: rows };
  if (kind === "scatter") return { ...common, type: "scatter", symbolSize: 6, itemStyle: { opacity: 0.75 }, data: rows };
  return {
    ...common,
    type: "line",
    step: kind === "step" ? "end" : false,
    showSymbol: rows.length < 40,
    symbol: "circle",
    symbolSize: 5,
    sampling: rows.length > 4000 ? "lttb" : undefined,
    lineStyle: { width: 1.6, type: series.dash ? [5, 4] : "solid" },
    areaStyle: kind === "area" ? { color: faded(colour, series.stack ? 0.55 : 0.14) } : undefined,
    data: rows,
  };
};

/** The band of uncertainty under a line: drawn, not only said. */
const uncertainty = (series, at, look) => {
  if (!series.band?.length) return [];
  const colour = faded(look.hue(series.hue, at), 0.16);
  const quiet = { type: "line", silent: true, symbol: "none", animation: false, lineStyle: { opacity: 0 }, stack: `band-${at}`, tooltip: { show: false }, legendHoverLink: false };
  return [
    { ...quiet, data: series.band.map(([t, low]) => [wall(t), low]) },
    { ...quiet, areaStyle: { color: colour }, data: series.band.map(([t, low, high]) => [wall(t), high - low]) },
  ];
};

const tip = (content, words, isTime) => (hovered) => {
  const list = (Array.isArray(hovered) ? hovered : [hovered]).filter((one) => one.seriesName && !one.seriesName.includes("\0"));
  if (!list.length) return "";
  const original = list.find((one) => one.data?.[3])?.data[3];
  const head = isTime && original ? time(original[0]) : list[0].axisValueLabel ?? list[0].name;
  const lines = list.map((one) => {
    const value = Array.isArray(one.value) ? (typeof one.value[0] === "number" && typeof one.value[1] === "string" ? one.value[0] : one.value[1]) : one.value;
    const series = (content.series ?? []).find((s) => s.name === one.seriesName);
    const flag = Array.isArray(one.data) && one.data[2] && one.data[2] !== "N" ? ` · ${escape(content.flags?.[one.data[2]] ?? one.data[2])}` : "";
    return `<div><span>${number(value)} ${escape(series?.unit ?? content.unit ?? "")}${flag}</span><i style="background:${one.color}"></i>${escape(one.seriesName)}</div>`;
  });
  return `<div class="chart-tip"><b>${escape(head)}</b>${lines.join("")}</div>`;
};

const box = (look) => ({
  backgroundColor: look.token("raised"),
  borderColor: look.token("line"),
  textStyle: { color: look.token("ink") },
  padding: [6, 10],
  confine: true,
});

const valueAxis = (look, unit, extra = {}) => ({
  type: "value",
  name: unit,
  nameTextStyle: { color: look.token("ink-3"), fontSize: look.small, align: extra.position === "right" ? "right" : "left", padding: 0 },
  nameGap: 10,
  axisLabel: { ...axisText(look), formatter: (value) => number(value, 3) },
  splitLine: { lineStyle: { color: look.token("line"), width: 1 } },
  splitNumber: 4,
  ...extra,
});

const WIDEST = 150; // of a category's name beside a lying bar [px]

/** The room that names need: ECharts' own estimate clips Chinese ones. */
const room = (names, look) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${look.small}px ${look.token("sans")}`;
  return Math.min(WIDEST, Math.max(0, ...names.map((name) => pen.measureText(name).width)));
};

/** Where the plane lies inside the chart. */
const planeBox = (content, look, { isLying, isLong, hasRight }) => {
  const top = ((content.series ?? []).length > 1 ? 52 : 28) * (look.small / 11);
  if (isLying) return { left: room(content.categories ?? [], look) + 12, right: 32, top, bottom: 2.4 * look.small };
  return { left: 8, right: hasRight ? 8 : 16, top, bottom: isLong ? 46 : 8, containLabel: true };
};

const plane = (content, look, words) => {
  const isTime = (content.x ?? "time") === "time";
  const isLying = (content.series ?? []).some((series) => (series.kind ?? content.kind) === "hbar");
  const list = content.series ?? [];
  const series = list.flatMap((one, at) => [drawn(one, at, content, look, isTime), ...uncertainty(one, at, look)]);
  [0, 1].forEach((axis) => {
    const first = series.find((one) => one.yAxisIndex === axis && one.name);
    const { limits, areas } = marks(content, look, words, axis);
    if (!first) return;
    if (limits.length) first.markLine = { symbol: "none", silent: true, animation: false, data: limits };
    if (areas.length && isTime) first.markArea = { silent: true, animation: false, data: areas };
  });
  const across = isTime
    ? { type: "time", min: content.from && wall(content.from), max: content.to && wall(content.to), axisLabel: { ...axisText(look), formatter: timeLabel } }
    : { type: "category", data: content.categories, axisLabel: { ...axisText(look), interval: isLying ? 0 : "auto", width: isLying ? WIDEST : undefined, overflow: "truncate" }, inverse: isLying };
  across.axisLine = { lineStyle: { color: look.token("line") } };
  across.axisTick = { show: false };
  const tops = Math.max(0, ...(content.limits ?? []).filter((l) => !l.axis).map((l) => l.value));
  const up = valueAxis(look, list.find((one) => !one.axis)?.unit ?? content.unit ?? "", {
    max: tops && !isLying ? (range) => (range.max > tops ? null : tops * 1.08) : null,
    ...(tops && !isLying ? { axisLabel: { ...axisText(look), showMaxLabel: false, formatter: (value) => number(value, 3) } } : {}),
  });
  const right = list.some((one) => one.axis) && valueAxis(look, list.find((one) => one.axis)?.unit ?? "", { position: "right", splitLine: { show: false } });
  const isLong = isTime && list.some((one) => (one.points?.length ?? 0) > 60);
  return {
    useUTC: true,
    grid: planeBox(content, look, { isLying, isLong, hasRight: Boolean(right) }),
    legend: list.length > 1 ? { top: 0, left: 0, type: "scroll", itemWidth: 14, itemHeight: 8, textStyle: { color: look.token("ink-2"), fontSize: look.small + 1 }, inactiveColor: look.token("line-strong"), data: list.map((one) => one.name) } : undefined,
    tooltip: { trigger: "axis", ...box(look), axisPointer: { lineStyle: { color: look.token("line-strong") }, type: isTime ? "line" : "shadow", shadowStyle: { color: faded(look.token("unknown"), 0.1) } }, formatter: tip(content, words, isTime) },
    xAxis: isLying ? { ...up, name: "" } : across,
    yAxis: isLying ? across : right ? [up, right] : up,
    dataZoom: isLong
      ? [
          { type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true },
          { type: "slider", filterMode: "none", height: 20, bottom: 8, borderColor: "transparent", backgroundColor: look.token("sunken"), fillerColor: faded(look.token("accent"), 0.16), handleStyle: { color: look.token("accent"), borderColor: look.token("accent") }, moveHandleSize: 0, dataBackground: { lineStyle: { color: look.token("line-strong") }, areaStyle: { color: look.token("line") } }, selectedDataBackground: { lineStyle: { color: look.token("accent") }, areaStyle: { color: look.token("line") } }, textStyle: { color: look.token("ink-3"), fontSize: look.small }, labelFormatter: (ms) => timeLabel(ms), brushSelect: true },
        ]
      : undefined,
    series,
  };
};

const donut = (content, look) => ({
  tooltip: { trigger: "item", ...box(look), formatter: (one) => `<div class="chart-tip"><b>${escape(one.name)}</b>${number(one.value)} ${escape(content.unit ?? "")} · ${number(one.percent, 3)} %</div>` },
  series: [
    {
      type: "pie",
      radius: ["52%", "74%"],
      animation: false,
      itemStyle: { borderColor: look.token("surface"), borderWidth: 2 },
      label: { color: look.token("ink-2"), fontSize: look.small + 1, formatter: (one) => one.name },
      labelLine: { lineStyle: { color: look.token("line-strong") } },
      data: content.series[0].points.map(([name, value, hue], at) => ({ name, value, itemStyle: { color: look.hue(hue, at) } })),
    },
  ],
});

const NARROW = 560; // a chart below this width is on a phone [px]

const nodeText = (content, name) => content.nodes.find((node) => node.name === name)?.label ?? name;

/** Flows from column to column; a node's `label` is shown, its `name` is what links refer to. */
const sankey = (content, look) => {
  const isNarrow = look.width < NARROW;
  const last = Math.max(...content.nodes.map((node) => node.column ?? 0));
  const wide = isNarrow ? 84 : 220;
  const ends = Math.min(isNarrow ? 84 : WIDEST, room(content.nodes.filter((node) => (node.column ?? last) === last).map((node) => node.label ?? node.name), look));
  const label = (one) => nodeText(content, one.name);
  return {
    tooltip: { trigger: "item", ...box(look), formatter: (one) => `<div class="chart-tip"><b>${escape(one.dataType === "edge" ? `${nodeText(content, one.data.source)} → ${nodeText(content, one.data.target)}` : label(one))}</b>${number(one.value)} ${escape(content.unit ?? "")}</div>` },
    series: [
      {
        type: "sankey",
        left: 4,
        right: ends * 1.1 + 14, // the labels are a size larger than what was measured
        top: 8,
        bottom: 8,
        animation: false,
        nodeWidth: 10,
        nodeGap: isNarrow ? 6 : 10,
        layoutIterations: 64,
        draggable: false,
        emphasis: { focus: "adjacency" },
        label: { color: look.token("ink"), fontSize: look.small + (isNarrow ? 0 : 1), formatter: label, width: wide, overflow: "truncate" },
        labelLayout: { hideOverlap: true },
        lineStyle: { color: "source", opacity: 0.3, curveness: 0.5 },
        data: content.nodes.map((node, at) => ({ name: node.name, depth: node.column, label: { width: (node.column ?? 0) === last ? ends * 1.1 : wide }, itemStyle: { color: look.hue(node.hue, at), borderWidth: 0 } })),
        links: content.links,
      },
    ],
  };
};

/** From one whole to the next, step by step: points are [name, start, end, is it a whole?]. */
const waterfall = (content, look) => {
  const { points, hue } = content.series[0];
  const names = points.map(([name]) => name);
  const paint = (start, end, isWhole) => (isWhole ? look.hue(hue, 0) : look.series[end < start ? 2 : 1]);
  const shown = (at) => {
    const [name, start, end, isWhole] = points[at];
    const value = isWhole ? end : end - start;
    return `<div class="chart-tip"><b>${escape(name)}</b>${!isWhole && value > 0 ? "+" : ""}${number(value)} ${escape(content.unit ?? "")}</div>`;
  };
  return {
    grid: { left: Math.min(room(names, look), look.width < NARROW ? 110 : WIDEST) + 12, right: 24, top: 8, bottom: 2.4 * look.small },
    tooltip: { trigger: "axis", ...box(look), axisPointer: { type: "shadow", shadowStyle: { color: faded(look.token("unknown"), 0.1) } }, formatter: (list) => shown(list[0].dataIndex) },
    xAxis: { ...valueAxis(look, ""), name: "", scale: !points.some(([, start, end]) => start < 0 || end < 0), axisLabel: { ...axisText(look), formatter: (value) => number(value, 3) } },
    yAxis: { type: "category", inverse: true, data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: look.token("line") } }, axisLabel: { ...axisText(look), interval: 0, width: look.width < NARROW ? 110 : WIDEST, overflow: "truncate" } },
    series: [
      {
        type: "custom",
        animation: false,
        encode: { x: [1, 2], y: 0 },
        data: points.map(([, start, end, isWhole], at) => [at, isWhole ? content.from ?? 0 : start, end]),
        renderItem: (_params, api) => {
          const at = api.value(0);
          const [from, to] = [api.coord([api.value(1), at]), api.coord([api.value(2), at])];
          const high = Math.min(16, api.size([0, 1])[1] * 0.6);
          const [, start, end, isWhole] = points[at];
          return {
            type: "rect",
            shape: { x: Math.min(from[0], to[0]), y: from[1] - high / 2, width: Math.max(1, Math.abs(to[0] - from[0])), height: high, r: 2 },
            style: { fill: paint(start, end, isWhole) },
          };
        },
      },
    ],
  };
};

/** A sparkline: the run of values against its plan, without axes; words stand beside it. */
const spark = (option) => ({
  ...option,
  grid: { left: 1, right: 1, top: 4, bottom: 1 },
  legend: undefined,
  dataZoom: undefined,
  xAxis: option.xAxis && { ...option.xAxis, show: false },
  yAxis: option.yAxis && { ...[option.yAxis].flat()[0], show: false },
  series: option.series.map((one) => ({
    ...one,
    barCategoryGap: "22%",
    ...(one.type === "sankey" ? { left: 0, right: 0, top: 2, bottom: 2, label: { show: false } } : {}),
    markLine: one.markLine && { ...one.markLine, data: one.markLine.data.map((line) => ({ ...line, label: { show: false } })) },
  })),
});

/** The whole option for a chart of this content. */
export const optionOf = (content, look, words) => {
  const kind = content.kind ?? content.series?.[0]?.kind;
  const draw = { donut, sankey, waterfall }[kind] ?? plane;
  const option = draw(content, look, words);
  if (content.spark) return { ...spark(option), textStyle: { fontFamily: look.token("sans") }, animation: false };
  return { textStyle: { fontFamily: look.token("sans") }, backgroundColor: "transparent", animation: false, ...option };
};
