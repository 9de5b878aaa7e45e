// Builds DOM nodes. Words only ever become text nodes, never HTML.

const PROPERTIES = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "selected",
  "multiple",
  "required",
  "readOnly",
  "open",
  "tabIndex",
]);

/** Make an element: `on` holds listeners, `data` data-attributes, `style` CSS properties; children may be nested and may be null. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  put(node, children);
  return node;
}

function setProp(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "style") for (const [key, css] of Object.entries(value)) node.style.setProperty(key, css);
  else if (name === "class") node.className = value;
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** Append children: nodes, strings, nested lists; null and false are left out. */
export function put(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

export const fill = (node, ...children) => {
  node.replaceChildren();
  return put(node, children);
};

export const byId = (id) => document.getElementById(id);

let counter = 0;
/** A unique id, for labels. */
export const freshId = (stem) => `${stem}-${++counter}`;

// Icons: paths on a 24 × 24 grid.
const DRAWINGS = {
  close: "M6 6l12 12M18 6L6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 11.200a.8.8 0 1 0 0 1.600.8.8 0 0 0 0-1.600M12 11.200a.8.8 0 1 0 0 1.600.8.8 0 0 0 0-1.600M19 11.200a.8.8 0 1 0 0 1.600.8.8 0 0 0 0-1.600",
  pin: "M8 4h8M9 4v6l-3 4h12l-3-4V4M12 14v6",
  reply: "M10 6L4 12l6 6M4.500 12H14c4 0 6 2 6 6",
  thread: "M5 5h14v10H10l-5 4zM9 9h6M9 12h4",
  plus: "M12 5v14M5 12h14",
  send: "M4 12L20 4l-5 16-3.500-6.500zM11.500 13.500L20 4",
  hash: "M9.500 4L7.500 20M16.500 4l-2 16M4.500 9h16M3.500 15h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  trash: "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  chevron: "M7 10l5 5 5-5",
  right: "M9 6l6 6-6 6",
  left: "M15 6l-6 6 6 6",
  brush: "M20 4c-5 2-9 6-11 9l2 2c3-2 7-6 9-11zM8.500 14c-3 0-2.500 4-5 5 3 2 7.500.5 7.500-2.500z",
  question: "M9 9.500c0-4 6-4 6-.5 0 2.500-3 2.500-3 5M12 17.500h.01",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  eye: "M3 12c4-7 14-7 18 0-4 7-14 7-18 0zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 8.500h.01",
  check: "M5 12.500l5 5L19 7",
};

/** A small icon, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; `label` is its name and, unless `props.title` says more, its tooltip. */
export function iconButton(drawing, label, click, props = {}) {
  const classes = ["icon-button", props.class].filter(Boolean).join(" ");
  const on = click ? { click } : {};
  return el(
    "button",
    { type: "button", "aria-label": label, title: label, on, ...props, class: classes },
    icon(drawing),
  );
}

/** The URL from which this page can load a file of the sandbox; null for other hosts, from which nothing is loaded. */
export function localUrl(text) {
  if (!text) return null;
  let url;
  try {
    url = new URL(text, location.href);
  } catch {
    return null;
  }
  if (url.protocol === "blob:" || url.protocol === "data:" || url.origin === location.origin) return url.href;
  const loopback = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  // The sandbox uses its loopback address in URLs; a phone or a tunnel reaches the same files at this page's address.
  return loopback ? url.pathname + url.search : null;
}

/** A URL that is safe for a link, or null. */
export function webUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
