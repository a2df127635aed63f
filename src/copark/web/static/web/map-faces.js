/* Two ways to draw the same GeoJSON: MapLibre GL where there is WebGL, else SVG. Both offline.

   A face has project([lon, lat]) -> [x, y] in pixels, fit(), zoom(steps), recolour(), remove(),
   and calls `moved` whenever what it shows has moved. */

const KINDS = ["boundary", "green", "water", "plot", "road", "building", "tank", "fence"];
const PAD = 24;

const paints = (token) => ({
  boundary: { fill: token("map-plot"), fillOpacity: 0.35, line: token("map-boundary"), width: 1.6, dash: [6, 3] },
  green: { fill: token("map-green") },
  water: { fill: token("map-water"), line: token("map-water"), width: 3 },
  plot: { fill: token("map-plot"), line: token("map-plot-line"), width: 1 },
  road: { fill: token("map-road"), line: token("map-road"), casing: token("map-road-line"), width: 5 },
  building: { fill: token("map-building"), line: token("map-plot-line"), width: 0.6 },
  tank: { fill: token("map-tank"), line: token("map-plot-line"), width: 0.8 },
  fence: { line: token("map-fence"), width: 1.2, dash: [2, 2] },
});

const each = (geometry, act) => {
  if (geometry.type === "GeometryCollection") geometry.geometries.forEach((one) => each(one, act));
  else if (typeof geometry.coordinates[0] === "number") act(geometry.coordinates);
  else walk(geometry.coordinates, act);
};
const walk = (list, act) => (typeof list[0] === "number" ? act(list) : list.forEach((one) => walk(one, act)));

/** West, south, east, north of all features, and of the boundary alone where there is one. */
export const boundsOf = (geojson, points = []) => {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const grow = ([x, y]) => {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  const features = geojson.features ?? [];
  const edge = features.filter((one) => one.properties?.kind === "boundary");
  (edge.length ? edge : features).forEach((one) => one.geometry && each(one.geometry, grow));
  if (!edge.length) points.forEach(grow);
  return Number.isFinite(box[0]) ? box : null;
};

/** The middle of a feature, for its label. */
export const middle = (geometry) => {
  if (geometry.type === "Point") return geometry.coordinates;
  if (geometry.type === "LineString") return geometry.coordinates[Math.floor(geometry.coordinates.length / 2)];
  const box = boundsOf({ features: [{ geometry }] });
  return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
};

const layersOf = (token) => {
  const looks = paints(token);
  return KINDS.flatMap((kind) => {
    const look = looks[kind];
    const base = { source: "park", filter: ["==", ["get", "kind"], kind] };
    const isArea = ["==", ["geometry-type"], "Polygon"];
    const line = (id, color, width, dash) => ({
      ...base, id, type: "line",
      layout: { "line-cap": dash ? "butt" : "round", "line-join": "round" },
      paint: {
        "line-color": color,
        "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 12, width * 0.5, 16, width * 1.6, 19, width * 5],
        ...(dash ? { "line-dasharray": dash } : {}),
      },
    });
    const found = [];
    if (look.fill) found.push({ ...base, id: `${kind}-fill`, type: "fill", filter: ["all", base.filter, isArea], paint: { "fill-color": look.fill, "fill-opacity": look.fillOpacity ?? 1 } });
    if (look.casing) found.push(line(`${kind}-casing`, look.casing, look.width + 2));
    if (look.line) found.push(line(`${kind}-line`, look.line, look.width, look.dash));
    return found;
  });
};

let library;
const maplibre = () => {
  library ??= new Promise((resolve) => {
    const { maplibre: src, maplibreWorker: worker } = document.body.dataset;
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = src.replace(/[^/]+$/, "maplibre-gl.css");
    const script = document.createElement("script");
    script.src = src;
    script.onload = () => {
      window.maplibregl.setWorkerUrl(worker);
      resolve(window.maplibregl);
    };
    script.onerror = () => resolve(null);
    document.head.append(sheet, script);
  });
  return library;
};

const hasWebgl = () => {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
};

export const glFace = async (box, geojson, bounds, token, moved, { free }) => {
  if (!hasWebgl()) return null;
  const gl = await maplibre();
  if (!gl || !box.isConnected) return null;
  const style = () => ({
    version: 8,
    sources: { park: { type: "geojson", data: geojson } },
    layers: [{ id: "ground", type: "background", paint: { "background-color": token("map-ground") } }, ...layersOf(token)],
  });
  // MapLibre's own sheet stands outside our layers and would restyle the box: give it one of its own.
  const canvas = box.appendChild(document.createElement("div"));
  canvas.style.cssText = "position:absolute;inset:0;visibility:hidden";
  const stage = canvas.appendChild(document.createElement("div"));
  stage.style.cssText = "width:100%;height:100%";
  let map;
  try {
    map = new gl.Map({
      container: stage, style: style(), bounds, fitBoundsOptions: { padding: PAD }, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, scrollZoom: free, maxZoom: 20, minZoom: 9,
      fadeDuration: 0, canvasContextAttributes: { preserveDrawingBuffer: false, antialias: true },
    });
  } catch {
    canvas.remove();
    return null;
  }
  map.touchZoomRotate.disableRotation();
  map.getCanvas().removeAttribute("tabindex");
  map.on("move", moved);
  map.on("resize", moved);
  await new Promise((done) => map.once("load", done));
  canvas.style.visibility = "";
  return {
    name: "gl",
    project: (at) => {
      const point = map.project(at);
      return [point.x, point.y];
    },
    fit: () => map.fitBounds(bounds, { padding: PAD, duration: 0 }),
    zoom: (steps) => map.zoomTo(map.getZoom() + steps, { duration: 150 }),
    centre: (at) => map.easeTo({ center: at, duration: 250 }),
    recolour: () => map.setStyle(style()),
    remove: () => {
      map.remove();
      canvas.remove();
    },
  };
};

const SVG = "http://www.w3.org/2000/svg";

export const svgFace = (box, geojson, bounds, token, moved, { free }) => {
  const [west, south, east, north] = bounds;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const flat = ([lon, lat]) => [(lon - west) * squeeze * 1e5, (north - lat) * 1e5];
  const [width, height] = flat([east, south]);
  const svg = document.createElementNS(SVG, "svg");
  const stage = svg.appendChild(document.createElementNS(SVG, "g"));
  box.replaceChildren(svg);
  const view = { x: 0, y: 0, scale: 1 };

  const path = (geometry) => {
    const rings = { Polygon: geometry.coordinates, MultiPolygon: geometry.coordinates.flat?.(), LineString: [geometry.coordinates], MultiLineString: geometry.coordinates }[geometry.type] ?? [];
    const close = geometry.type.endsWith("Polygon") ? "Z" : "";
    return rings.map((ring) => `M${ring.map((at) => flat(at).map((n) => n.toFixed(2)).join(",")).join("L")}${close}`).join("");
  };
  const paint = () => {
    const looks = paints(token);
    stage.replaceChildren();
    for (const kind of KINDS) {
      const look = looks[kind];
      for (const feature of geojson.features ?? []) {
        if (feature.properties?.kind !== kind || !feature.geometry) continue;
        const d = path(feature.geometry);
        const isArea = feature.geometry.type.endsWith("Polygon");
        const strokes = look.casing && !isArea ? [[look.casing, look.width + 2], [look.line, look.width]] : [[look.line, look.width]];
        for (const [stroke, thickness] of strokes) {
          const element = stage.appendChild(document.createElementNS(SVG, "path"));
          element.setAttribute("d", d);
          element.setAttribute("fill", isArea && look.fill ? look.fill : "none");
          element.setAttribute("fill-opacity", look.fillOpacity ?? 1);
          if (stroke) element.setAttribute("stroke", stroke);
          element.setAttribute("stroke-width", thickness ?? 0);
          element.setAttribute("stroke-linejoin", "round");
          element.setAttribute("vector-effect", "non-scaling-stroke");
          if (look.dash) element.setAttribute("stroke-dasharray", look.dash.join(" "));
        }
      }
    }
  };
  const place = () => {
    stage.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    moved();
  };
  const fit = () => {
    const { clientWidth: w, clientHeight: h } = box;
    view.scale = Math.min((w - 2 * PAD) / width, (h - 2 * PAD) / height);
    view.x = (w - width * view.scale) / 2;
    view.y = (h - height * view.scale) / 2;
    place();
  };
  const zoomAt = (factor, x, y) => {
    view.x = x - (x - view.x) * factor;
    view.y = y - (y - view.y) * factor;
    view.scale *= factor;
    place();
  };
  let grip = null;
  svg.addEventListener("pointerdown", (event) => {
    grip = [event.clientX - view.x, event.clientY - view.y];
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!grip) return;
    view.x = event.clientX - grip[0];
    view.y = event.clientY - grip[1];
    place();
  });
  svg.addEventListener("pointerup", () => (grip = null));
  svg.addEventListener("wheel", (event) => {
    if (!free && !event.ctrlKey) return;
    event.preventDefault();
    const edge = svg.getBoundingClientRect();
    zoomAt(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX - edge.left, event.clientY - edge.top);
  }, { passive: false });
  const sizes = new ResizeObserver(fit);
  sizes.observe(box);
  paint();
  return {
    name: "svg",
    project: (at) => {
      const [x, y] = flat(at);
      return [x * view.scale + view.x, y * view.scale + view.y];
    },
    fit,
    zoom: (steps) => zoomAt(2 ** steps, box.clientWidth / 2, box.clientHeight / 2),
    centre: (at) => {
      const [x, y] = flat(at);
      view.x = box.clientWidth / 2 - x * view.scale;
      view.y = box.clientHeight / 2 - y * view.scale;
      place();
    },
    recolour: paint,
    remove: () => {
      sizes.disconnect();
      svg.remove();
    },
  };
};
