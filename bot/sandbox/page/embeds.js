// Embeds, as bots send them.
import { el, localUrl, webUrl } from "./dom.js";
import { markdown } from "./markdown.js";
import { gallery, thumbnail } from "./pictures.js";

export const colour = (number) => `#${Number(number).toString(16).padStart(6, "0")}`;

const tinyPicture = (url) => (localUrl(url) ? el("img", { class: "tiny", src: localUrl(url), alt: "" }) : null);

const maybeLink = (address, words) => {
  const href = address && webUrl(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, words) : el("span", {}, words);
};

export function embed(data) {
  const { image, thumbnail: small } = data;
  const style = data.color ? { "--edge": colour(data.color) } : {};
  return el(
    "article",
    { class: "embed", data: { testid: "embed" }, style },
    wordsOf(data),
    small?.url && thumbnail({ media: small, description: small.description }),
    image?.url && el("div", { class: "embed-image" }, gallery([{ media: image, description: image.description }])),
    (data.footer || data.timestamp) && foot(data.footer, data.timestamp),
  );
}

function wordsOf({ author, title, url, description, fields = [] }) {
  return el(
    "div",
    { class: "embed-words" },
    author && byline(author),
    title && el("div", { class: "embed-title" }, maybeLink(url, markdownLine(title))),
    description && el("div", { class: "embed-description markdown" }, markdown(description)),
    fields.length ? el("dl", { class: "embed-fields" }, fields.map(field)) : null,
  );
}

function byline({ name, url, icon_url: icon }) {
  return el("div", { class: "embed-author" }, tinyPicture(icon), maybeLink(url, name));
}

const markdownLine = (text) => markdown(text).flat();

const field = ({ name, value, inline }) =>
  el(
    "div",
    { class: inline ? "inline" : "" },
    el("dt", {}, markdownLine(name)),
    el("dd", { class: "markdown" }, markdown(value)),
  );

function foot(footer, timestamp) {
  const when =
    timestamp && new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" }).format(new Date(timestamp));
  return el(
    "div",
    { class: "embed-footer" },
    footer?.icon_url && tinyPicture(footer.icon_url),
    [footer?.text, when].filter(Boolean).join(" · "),
  );
}
