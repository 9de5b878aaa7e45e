// A picture enlarged: with its alt text, arrow keys for the others, a click for its real size, Esc to close.
import { el, fill, icon, iconButton } from "./dom.js";

let pictures = [];
let at = 0;

const image = el("img", { class: "lightbox-picture", data: { testid: "lightbox-picture" } });
const stage = el("div", { class: "lightbox-stage", tabindex: "-1" }, image);
const caption = el("p", { class: "lightbox-alt", data: { testid: "lightbox-alt" } });
const original = el(
  "a",
  {
    class: "icon-button",
    target: "_blank",
    rel: "noopener",
    "aria-label": "Open the file in a new tab",
    title: "Open the file in a new tab",
  },
  icon("out"),
);
const back = iconButton("left", "Previous image", () => turn(-1), { class: "turn back" });
const next = iconButton("right", "Next image", () => turn(1), { class: "turn next" });
const close = iconButton("close", "Close the image", () => box.close());
const count = el("span", { class: "lightbox-count" });
const box = el(
  "dialog",
  { id: "lightbox", "aria-label": "Picture", data: { testid: "lightbox" } },
  el("div", { class: "lightbox-bar" }, count, original, close),
  back,
  stage,
  next,
  caption,
);
document.body.append(box);

/** Show `list` of {url, alt, width, height}, beginning with the one at `first`. */
export function enlarge(list, first = 0) {
  pictures = list;
  box.showModal();
  turn(first - at);
}

function turn(by) {
  at = (at + by + pictures.length) % pictures.length;
  const { url, alt } = pictures[at];
  stage.classList.remove("real-size");
  image.src = url;
  image.alt = alt ?? "";
  original.href = url;
  const several = pictures.length > 1;
  back.hidden = next.hidden = !several;
  count.textContent = several ? `${at + 1} of ${pictures.length}` : "";
  fill(caption, alt || el("em", {}, "This image has no alt text."));
}

image.addEventListener("click", (event) => {
  event.stopPropagation();
  const { offsetX, offsetY } = event;
  const [across, down] = [offsetX / image.clientWidth, offsetY / image.clientHeight];
  if (!stage.classList.toggle("real-size")) return;
  stage.scrollTo(
    across * image.clientWidth - stage.clientWidth / 2,
    down * image.clientHeight - stage.clientHeight / 2,
  );
});
stage.addEventListener("click", () => box.close());
box.addEventListener("keydown", (event) => {
  if (pictures.length < 2) return;
  if (event.key === "ArrowLeft") turn(-1);
  if (event.key === "ArrowRight") turn(1);
});
box.addEventListener("close", () => {
  image.removeAttribute("src");
});
