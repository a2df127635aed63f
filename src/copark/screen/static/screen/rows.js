// Keep what is on the wall and change only what changed: no node is made anew for a new number.

export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A figure that changes says so, once and briefly.
export function flip(element, text) {
  if (element.textContent === text) return;
  const first = element.textContent === "";
  element.textContent = text;
  if (!first) flash(element);
}

function flash(element) {
  element.removeAttribute("data-changed");
  void element.offsetWidth; // restarts the animation
  element.setAttribute("data-changed", "");
}

export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Rows in order, one node a key: `build(item)` makes it once, `fill(node, item)` each time.
export function rows(parent, items, key, build, fill) {
  const known = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, place) => {
    const name = String(key(item, place));
    let node = known.get(name);
    known.delete(name);
    if (!node) {
      node = build(item);
      node.dataset.key = name;
    }
    if (parent.children[place] !== node) parent.insertBefore(node, parent.children[place] ?? null);
    fill(node, item, place);
  });
  for (const node of known.values()) node.remove();
}
