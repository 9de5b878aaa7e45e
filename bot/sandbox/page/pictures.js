// Attachments of a message: pictures in a grid with their alt text, other files as chips.
import { el, freshId, icon, localUrl, webUrl } from "./dom.js";
import { enlarge } from "./lightbox.js";

export function sizeWords(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const isPicture = (file) =>
  file.content_type
    ? file.content_type.startsWith("image/")
    : /\.(png|jpe?g|webp|gif|avif)$/i.test(file.filename ?? "");

/** The picture behind an attachment or a piece of unfurled media, or null if it is not on this sandbox. */
function asPicture({ url, width, height, description, spoiler }) {
  const local = localUrl(url);
  return local && { url: local, alt: description ?? "", width, height, spoiler };
}

const hidden = (file) => file.spoiler || Boolean(file.flags & 8) || file.filename?.startsWith("SPOILER_");

export function attachments(files) {
  const shown = files.filter(isPicture).map((file) => asPicture({ ...file, spoiler: hidden(file) }));
  const others = files.filter((file) => !isPicture(file) || !localUrl(file.url));
  const known = shown.filter(Boolean);
  return [known.length ? grid(known) : null, others.map((file) => fileChip(file.filename, file.size, file.url))];
}

/** A media gallery's items: {media, description, spoiler}. */
export function gallery(items) {
  const known = items
    .map((item) => asPicture({ ...item.media, description: item.description, spoiler: item.spoiler }))
    .filter(Boolean);
  const far = items.filter((item) => !localUrl(item.media.url));
  return [
    known.length ? grid(known) : null,
    far.map((item) => fileChip(item.description || "Image elsewhere", undefined, item.media.url)),
  ];
}

function grid(pictures) {
  const node = el("div", { class: "pictures", data: { count: Math.min(pictures.length, 5) } });
  pictures.forEach((_, at) => node.append(tile(pictures, at)));
  return node;
}

const WIDEST = 550; // pixels a single picture takes at most, as in Discord
const TALLEST = 350;

function room({ width, height }) {
  if (!width || !height) return {};
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { "--w": `${Math.max(96, Math.round(width * scale))}px`, "--ratio": `${width} / ${height}` };
}

function tile(pictures, at) {
  const { url, alt, width, height, spoiler } = pictures[at];
  const image = el("img", { src: url, alt, width, height, loading: "lazy", decoding: "async" });
  const figure = el("figure", {
    class: `picture${spoiler ? " veiled" : ""}`,
    style: pictures.length === 1 ? room(pictures[at]) : {},
  });
  const open = el(
    "button",
    {
      type: "button",
      class: "picture-open",
      "aria-label": `Enlarge: ${alt || "image without alt text"}`,
      data: { testid: "picture" },
    },
    image,
  );
  open.addEventListener("click", () => {
    if (figure.classList.contains("veiled")) figure.classList.remove("veiled");
    else enlarge(pictures, at);
  });
  image.addEventListener("error", () => figure.classList.add("lost"), { once: true });
  figure.append(open);
  if (alt) figure.append(...altBadge(alt));
  return figure;
}

function altBadge(alt) {
  const id = freshId("alt");
  const words = el("figcaption", { id, class: "alt-words", hidden: true, data: { testid: "alt-text" } }, alt);
  const badge = el(
    "button",
    {
      type: "button",
      class: "alt-badge",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-label": "Alt text",
      title: alt,
    },
    "ALT",
  );
  badge.addEventListener("click", () => {
    words.hidden = !words.hidden;
    badge.setAttribute("aria-expanded", String(!words.hidden));
  });
  return [words, badge];
}

/** A picture beside text; a click enlarges it like any other. */
export function thumbnail({ media, description, spoiler }) {
  const picture = asPicture({ ...media, description, spoiler });
  if (!picture) return null;
  const button = el(
    "button",
    {
      type: "button",
      class: `thumbnail${spoiler ? " veiled" : ""}`,
      "aria-label": `Enlarge: ${picture.alt || "image without alt text"}`,
    },
    el("img", { src: picture.url, alt: picture.alt, loading: "lazy" }),
  );
  button.addEventListener("click", () => {
    if (button.classList.contains("veiled")) button.classList.remove("veiled");
    else enlarge([picture]);
  });
  return button;
}

export function fileChip(name, size, url) {
  const href = localUrl(url) ?? webUrl(url);
  const words = [
    icon("file"),
    el("span", { class: "file-name" }, name || "file"),
    el("span", { class: "file-size" }, sizeWords(size)),
  ];
  if (!href) return el("span", { class: "file-chip", data: { testid: "file" } }, words);
  return el(
    "a",
    {
      class: "file-chip",
      data: { testid: "file" },
      href,
      target: "_blank",
      rel: "noopener noreferrer",
      download: localUrl(url) ? (name ?? "") : null,
    },
    words,
  );
}
