// The fields of a bot's dialog: text, choices, files, radio buttons and checkboxes, with what each demands.
import { el, fill, freshId } from "./dom.js";
import { markdown } from "./markdown.js";
import { select } from "./select.js";
import { fileField } from "./tray.js";

/**
 * Nodes for a dialog's components, and its fields:
 * {id: custom_id, focus(), fault() → words or null, tell(words), value?() → what is sent, files?(), add?(files)}.
 */
export function modalFields(components) {
  const fields = [];
  const nodes = (components ?? []).map((row) => {
    if (row.type === 10) return el("div", { class: "markdown" }, markdown(row.content));
    if (row.type === 18) return labelled(row.component, row.label, row.description, fields);
    return (row.components ?? []).map((inner) => labelled(inner, inner.label ?? "", "", fields)); // the older rows around a text input
  });
  return { nodes, fields };
}

function labelled(data, label, description, fields) {
  const id = freshId("field");
  const make = MAKERS[data.type];
  if (!make) return el("p", { class: "unknown" }, `[${label || "field"}: component ${data.type} cannot be used here]`);
  const field = make(data, { id, label });
  const fault = el("p", { id: `${id}-fault`, class: "field-fault", role: "alert" });
  const many = data.type === 21 || data.type === 22;
  const needed = data.type !== 23 && data.required !== false && data.min_values !== 0;
  const star = needed && el("span", { class: "needed", title: "needed", "aria-hidden": "true" }, " *");
  const about = description && el("span", { id: `${id}-about`, class: "field-about" }, description);
  const head = many ? el("legend", {}, label, star) : el("label", { for: id }, label, star);
  const node = many
    ? el("fieldset", { class: "field" }, head, about, field.node, fault)
    : el(
        "div",
        { class: `field${data.type === 23 ? " single-check" : ""}` },
        data.type === 23 ? [field.node, el("div", {}, head, about)] : [head, about, field.node],
        fault,
      );
  node.dataset.customId = data.custom_id;
  const control = node.querySelector(`#${id}`);
  control?.setAttribute("aria-describedby", `${description ? `${id}-about ` : ""}${id}-fault`);
  fields.push({
    ...field,
    id: data.custom_id,
    tell(words) {
      fill(fault, words ?? "");
      control?.setAttribute("aria-invalid", String(Boolean(words)));
    },
  });
  return node;
}

function textInput(data, { id }) {
  const shared = {
    id,
    value: data.value ?? "",
    placeholder: data.placeholder,
    maxlength: data.max_length ?? 4000,
    autocomplete: "off",
    required: data.required !== false,
  };
  const long = data.style === 2;
  const box = long ? el("textarea", { ...shared, rows: 4 }) : el("input", { ...shared, type: "text" });
  const count = el("span", { class: "field-count", "aria-hidden": "true" });
  const most = data.max_length;
  const show = () => fill(count, most && most - box.value.length < 100 ? `${box.value.length} / ${most}` : "");
  box.addEventListener("input", show);
  show();
  return {
    node: el("div", { class: "text-input" }, box, count),
    focus: () => box.focus(),
    value: () => box.value,
    fault() {
      const size = box.value.length;
      if (!box.value.trim()) return data.required === false ? null : "Please say something here.";
      if (data.min_length && size < data.min_length) return `At least ${data.min_length} characters, please.`;
      return most && size > most ? `At most ${most} characters, please.` : null;
    },
  };
}

const between = (count, { min_values: low, max_values: high }, required, word) => {
  const least = required ? Math.max(1, low ?? 1) : 0;
  if (count < least)
    return least === 1 ? `Please choose ${word === "file" ? "a file" : "one"}.` : `Please choose at least ${least}.`;
  if (count && low && count < low) return `Please choose at least ${low}.`;
  return high && count > high ? `At most ${high}, please.` : null;
};

function selectField(data, { id, label }) {
  const button = select(data, { label });
  button.id = id;
  return {
    node: button,
    focus: () => button.focus(),
    value: () => button.values(),
    fault: () => between(button.values().length, data, data.required !== false, "choice"),
  };
}

function upload(data, { id, label }) {
  const most = data.max_values ?? 1;
  const field = fileField({ id, most, label, testid: `upload-${data.custom_id}` });
  return {
    node: field.node,
    focus: () => field.node.querySelector("input").focus(),
    files: field.files,
    add: field.add,
    fault: () => between(field.files().length, data, data.required !== false, "file"),
  };
}

function choices(kind) {
  return (data, { id }) => {
    const inputs = data.options.map((option) =>
      el("input", { type: kind, name: id, value: option.value, checked: Boolean(option.default) }),
    );
    const node = el(
      "div",
      { class: "choices" },
      data.options.map((option, at) =>
        el(
          "label",
          { class: "choice" },
          inputs[at],
          el("span", {}, option.label, option.description && el("small", {}, option.description)),
        ),
      ),
    );
    const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
    const one = kind === "radio";
    return {
      node,
      focus: () => inputs[0].focus(),
      value: () => (one ? (chosen()[0] ?? null) : chosen()),
      fault: () => between(chosen().length, one ? {} : data, data.required !== false, "choice"),
    };
  };
}

function checkbox(data, { id }) {
  const input = el("input", { id, type: "checkbox", checked: Boolean(data.default) });
  return { node: input, focus: () => input.focus(), value: () => input.checked, fault: () => null };
}

const MAKERS = {
  3: selectField,
  4: textInput,
  19: upload,
  21: choices("radio"),
  22: choices("checkbox"),
  23: checkbox,
};
