// Buttons, selects and layout of a message, and what happens when a person uses them.
import { api } from "./api.js";
import { el, icon, webUrl } from "./dom.js";
import { colour } from "./embeds.js";
import { ENTITY_SELECTS, withOptions } from "./entityselects.js";
import { ask } from "./interactions.js";
import { markdown } from "./markdown.js";
import { fileChip, gallery, thumbnail } from "./pictures.js";
import { emojiText, Select } from "./select.js";
import { tell, world } from "./state.js";
import { toast } from "./toast.js";

const BUTTON_STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };
const KINDS = {
  1: (row, message) => el("div", { class: "action-row" }, components(row.components, message)),
  2: button,
  3: (data, message) => selectHolder(data, { onPick: (values) => use(message, data, values) }),
  9: section,
  10: (text) => el("div", { class: "text-display markdown" }, markdown(text.content)),
  11: (data) => thumbnail(data),
  12: (data) => el("div", { class: "media-gallery" }, gallery(data.items)),
  13: (data) => fileChip(data.name ?? nameIn(data.file.url), data.size, data.file.url),
  14: (data) =>
    el("hr", { class: `separator${data.divider === false ? " bare" : ""}${data.spacing === 2 ? " large" : ""}` }),
  17: container,
};
for (const [kind, { label }] of Object.entries(ENTITY_SELECTS))
  KINDS[kind] = (data, message) =>
    selectHolder(withOptions(data), { label, onPick: (values) => use(message, data, values) });

function selectHolder(data, given) {
  return el("div", { class: "select-holder" }, new Select(data, given).node);
}

/** Nodes for a list of message components; unknown kinds are shown by their number. */
export function components(list, message) {
  return (list ?? []).map((data) => {
    const make = KINDS[data.type];
    return make ? make(data, message) : el("span", { class: "unknown" }, `[component ${data.type}]`);
  });
}

function nameIn(url) {
  return decodeURIComponent(url.split("?")[0].split("/").at(-1));
}

function section(data, message) {
  return el(
    "div",
    { class: "section" },
    el("div", { class: "section-words" }, components(data.components, message)),
    components([data.accessory], message),
  );
}

function container(data, message) {
  const style =
    data.accent_color === null || data.accent_color === undefined ? {} : { "--edge": colour(data.accent_color) };
  const node = el(
    "div",
    {
      class: `container${data.accent_color ? " edged" : ""}${data.spoiler ? " veiled" : ""}`,
      style,
      data: { testid: "container" },
    },
    components(data.components, message),
  );
  if (data.spoiler) node.addEventListener("click", () => node.classList.remove("veiled"), { once: true });
  return node;
}

function button(data, message) {
  const style = BUTTON_STYLES[data.style] ?? "secondary";
  const face = [
    data.emoji && el("span", { class: "emoji", "aria-hidden": "true" }, emojiText(data.emoji)),
    data.label && el("span", {}, data.label),
  ];
  if (data.style === 5) {
    return el(
      "a",
      { class: "button link", href: webUrl(data.url), target: "_blank", rel: "noopener noreferrer" },
      face,
      icon("out"),
    );
  }
  const name = data.label ? null : emojiText(data.emoji) || "Button";
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${style}`,
      disabled: Boolean(data.disabled),
      "aria-label": name,
      data: { key: data.custom_id ?? "", customId: data.custom_id ?? "" },
    },
    face,
  );
  node.addEventListener("click", () => use(message, data));
  return node;
}

/** Send what a person did with a component, and show the result beside it. */
async function use(message, data, values) {
  const key = data.custom_id;
  mark(message.id, key, "busy");
  const payload = {
    as: world.me.id,
    channel: message.channel_id,
    message: message.id,
    custom_id: key,
    component_type: data.type,
  };
  try {
    const result = await ask(api.component(values ? { ...payload, values } : payload));
    mark(message.id, key, null, result === "failed");
    const chosen = data.options?.find(({ value }) => values?.includes(value));
    if (result !== "failed") tell("did", { emoji: (chosen ?? data).emoji?.name });
  } catch (refused) {
    mark(message.id, key, null);
    toast(refused.message);
  }
}

/** The message may have been rendered again meanwhile, so its control is looked up each time. */
function mark(messageId, key, state, failed = false) {
  const row = document.getElementById(`message-${messageId}`);
  if (!row) return;
  row.querySelector(".no-answer")?.remove();
  for (const node of row.querySelectorAll("[data-key]")) {
    if (node.dataset.key !== key) continue;
    node.classList.toggle("busy", state === "busy");
    node.setAttribute("aria-busy", String(state === "busy"));
  }
  if (failed)
    row
      .querySelector(".message-body")
      .append(
        el(
          "p",
          { class: "no-answer", role: "status", data: { testid: "no-answer" } },
          "The application did not respond",
        ),
      );
}
