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
  const { author, title, description, fields = [], image, thumbnail: small, footer } = data;
  const node = el("article", {
    class: "embed",
    data: { testid: "embed" },
    style: data.color ? { "--edge": colour(data.color) } : {},
  });
  const words = el(
    "div",
    { class: "embed-words" },
    author &&
      el(
        "div",
        { class: "embed-author" },
        tinyPicture(author.proxy_icon_url ?? author.icon_url),
        maybeLink(author.url, author.name),
      ),
    title && el("div", { class: "embed-title" }, maybeLink(data.url, markdownLine(title))),
    description && el("div", { class: "embed-description markdown" }, markdown(description)),
    fields.length ? el("dl", { class: "embed-fields" }, fields.map(field)) : null,
  );
  node.append(words);
  if (small?.url) node.append(thumbnail({ media: small, description: small.description }) ?? "");
  if (image?.url)
    node.append(el("div", { class: "embed-image" }, gallery([{ media: image, description: image.description }])));
  if (footer || data.timestamp) node.append(foot(footer, data.timestamp));
  return node;
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
