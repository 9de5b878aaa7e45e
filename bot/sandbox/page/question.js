// A small dialog that asks for one line of words.
import { el, freshId, iconButton } from "./dom.js";

/** Ask; resolves to the words, or to null if the person cancels. */
export function askForWords({ title, label, value = "", most, submit }) {
  const id = freshId("question");
  const input = el("input", { id, value, maxlength: most, required: true, autocomplete: "off" });
  const form = el(
    "form",
    { method: "dialog", class: "modal-form" },
    el(
      "header",
      {},
      el("h2", {}, title),
      iconButton("close", "Close", () => box.close()),
    ),
    el("div", { class: "modal-body" }, el("div", { class: "field" }, el("label", { for: id }, label), input)),
    el(
      "footer",
      {},
      el("button", { type: "button", class: "button secondary", on: { click: () => box.close() } }, "Cancel"),
      el("button", { type: "submit", class: "button primary" }, submit),
    ),
  );
  const box = el("dialog", { class: "modal", "aria-label": title, data: { testid: "question" } }, form);
  document.body.append(box);
  return new Promise((resolve) => {
    let words = null;
    form.addEventListener("submit", () => {
      words = input.value.trim() || null;
    });
    box.addEventListener("close", () => {
      box.remove();
      resolve(words);
    });
    box.showModal();
    input.select();
  });
}
