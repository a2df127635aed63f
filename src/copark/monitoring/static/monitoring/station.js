// Choosing a value in the chart opens the raw frames it came from, beside the chart.

import { openDrawer } from "../web/shell.js";

const chart = document.querySelector("copark-chart[data-evidence]");

chart?.addEventListener("copark:point", async ({ detail }) => {
  const url = new URL(chart.dataset.evidence, location.href);
  const [step, at] = detail.reference.split(":"); // each value knows its own step: a zoomed chart mixes them
  url.searchParams.set("at", at);
  url.searchParams.set("step", step);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  const box = document.createElement("div");
  box.innerHTML = await answer.text();
  openDrawer(chart.dataset.evidenceTitle, box);
});
