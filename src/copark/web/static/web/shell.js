/* Behaviour of the shell, attached by data- attributes. Every page works without it. */

export const words = JSON.parse(document.getElementById("copark-words")?.textContent || "{}");

const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) act(event, target);
  });

/* Theme: system, light, dark, and round again. */
on("click", "[data-theme-switch]", () => {
  const order = ["system", "light", "dark"];
  const now = document.documentElement.dataset.themeChoice ?? "system";
  window.coparkTheme(order[(order.indexOf(now) + 1) % order.length]);
});

/* Menus close when one looks elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});

/* Dialogs: opened by name, closed by a click on the shade. */
on("click", "[data-open]", (_event, button) => document.getElementById(button.dataset.open)?.showModal());
on("click", "dialog", (event, dialog) => {
  if (event.target === dialog) dialog.close();
});

/* Toasts. What went well leaves by itself; what went wrong waits to be read. */
on("click", ".toast button", (_event, button) => button.closest(".toast").remove());
const leave = (toast) => {
  if (!toast.matches(".error, .warning")) setTimeout(() => toast.remove(), 6000);
};
document.querySelectorAll(".toast").forEach(leave);
export const toast = (text, tags = "") => {
  const box = document.createElement("div");
  box.className = `toast ${tags}`;
  const line = document.createElement("span");
  line.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.ariaLabel = words.close;
  button.textContent = "×";
  box.append(line, button);
  document.querySelector(".toasts")?.append(box);
  leave(box);
};

/* The drawer shows detail without losing the list. */
export const openDrawer = (title, content) => {
  const drawer = document.getElementById("drawer");
  drawer.querySelector("h2").textContent = title;
  drawer.lastElementChild.replaceChildren(content);
  drawer.showModal();
};
on("click", "details.figure > summary", async (event, summary) => {
  event.preventDefault();
  const figure = summary.parentElement;
  const title = figure.closest(".headline")?.querySelector(".label")?.textContent ?? "";
  const making = figure.querySelector(":scope > .making").cloneNode(true);
  if (!title) {
    openDrawer(making.querySelector("h3")?.textContent.trim() ?? "", making);
    making.querySelector("h3")?.remove();
  } else openDrawer(title, making);
  if (figure.dataset.making) {
    const answer = await fetch(figure.dataset.making, { headers: { "HX-Request": "true" } });
    if (answer.ok) making.innerHTML = await answer.text();
  }
});
on("click", "[data-drawer]", async (event, link) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
  if (!answer.ok) {
    location.href = link.href;
    return;
  }
  const box = document.createElement("div");
  box.innerHTML = await answer.text();
  openDrawer(link.dataset.drawer || link.textContent.trim(), box);
  window.htmx?.process(box);
});

/* Search: Ctrl K from anywhere. */
const finder = document.getElementById("finder");
const field = finder?.querySelector("input");
const hits = finder?.querySelector("ul");
let asked = 0;

const openFinder = () => {
  if (!finder?.dataset.url || finder.open) return;
  finder.showModal();
  field.select();
  seek();
};
const mark = (at) => {
  const links = [...hits.querySelectorAll("a")];
  if (!links.length) return;
  const index = (at + links.length) % links.length;
  links.forEach((link, here) => link.setAttribute("aria-selected", String(here === index)));
  field.setAttribute("aria-activedescendant", links[index].id);
  links[index].scrollIntoView({ block: "nearest" });
};
const marked = () => [...hits.querySelectorAll("a")].findIndex((link) => link.ariaSelected === "true");
const say = (text) => {
  const line = document.createElement("li");
  line.className = "empty";
  line.setAttribute("role", "option");
  line.ariaDisabled = "true";
  line.textContent = text;
  field.removeAttribute("aria-activedescendant");
  hits.replaceChildren(line);
};
const seek = async () => {
  const query = field.value.trim();
  const turn = ++asked;
  try {
    const answer = await fetch(`${finder.dataset.url}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    const found = (await answer.json()).hits;
    if (turn !== asked) return;
    if (!found.length) return say(words.nothing_found.replace("{query}", query));
    hits.replaceChildren(
      ...found.map((hit, at) => {
        const line = document.createElement("li");
        line.setAttribute("role", "presentation");
        const link = document.createElement("a");
        link.href = hit.url;
        link.id = `finder-hit-${at}`;
        link.setAttribute("role", "option");
        const name = document.createElement("span");
        name.textContent = hit.name;
        const kind = document.createElement("small");
        kind.textContent = hit.kind;
        link.append(name, kind);
        line.append(link);
        return line;
      }),
    );
    mark(0);
  } catch {
    say(words.search_failed);
  }
};
let waiting;
field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(seek, 80);
});
field?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") mark(marked() + 1);
  else if (event.key === "ArrowUp") mark(marked() - 1);
  else if (event.key === "Enter") hits.querySelector('a[aria-selected="true"]')?.click();
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openFinder();
  }
});
on("click", "[data-finder]", (event) => {
  if (!finder?.dataset.url) return;
  event.preventDefault();
  openFinder();
});

/* A form that may lose work asks before it is left. */
let changed = false;
on("input", "form[data-keep] *", () => (changed = true));
on("submit", "form", () => (changed = false));
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

/* A request that fails says so instead of doing nothing. */
document.addEventListener("htmx:responseError", () => toast(words.failed, "error"));
document.addEventListener("htmx:sendError", () => toast(words.failed, "error"));
