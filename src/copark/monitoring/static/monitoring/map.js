// The map and the list beside it: one filter, one choice, fresh states every ten seconds.

const EVERY = 10000;
const panel = document.querySelector("[data-outlets]");
const map = panel?.querySelector("copark-map");
const lines = [...document.querySelectorAll(".outlet-rows li[data-id]")];
const filters = [...document.querySelectorAll("[data-state-filter]")];

for (const button of filters) {
  button.addEventListener("click", () => {
    for (const other of filters) other.setAttribute("aria-pressed", String(other === button));
    const wanted = button.dataset.stateFilter;
    for (const line of lines) line.hidden = Boolean(wanted) && line.dataset.state !== wanted;
  });
}

for (const line of lines) {
  line.addEventListener("mouseenter", () => map.open(Number(line.dataset.id)));
}

setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch(panel.dataset.outlets);
  if (answer.ok) map.update((await answer.json()).outlets);
}, EVERY);
