// The fields of a bot's modal: text, choices, files, radio buttons and checkboxes, and what each requires.
import { el, fill, freshId } from "./dom.js";
import { ENTITY_SELECTS, withOptions } from "./entityselects.js";
import { markdown } from "./markdown.js";
import { Select } from "./select.js";
import { fileField } from "./tray.js";

const [RADIOS, CHECKBOXES, CHECKBOX] = [21, 22, 23]; // component types

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
  const about = description ? el("span", { id: `${id}-about`, class: "field-about" }, description) : null;
  const needed = data.type !== CHECKBOX && data.required !== false && data.min_values !== 0;
  const star = needed && el("span", { class: "needed", title: "needed", "aria-hidden": "true" }, " *");
  const node = frame(data.type, { id, name: [label, star], about, field, fault });
  node.dataset.customId = data.custom_id;
  const control = node.querySelector(`#${id}`);
  control?.setAttribute("aria-describedby", [about?.id, fault.id].filter(Boolean).join(" "));
  const tell = (words) => {
    fill(fault, words ?? "");
    control?.setAttribute("aria-invalid", String(Boolean(words)));
  };
  fields.push({ ...field, id: data.custom_id, tell });
  return node;
}

/** Several boxes are in a fieldset, a single one is before its label, and any other field below it. */
function frame(type, { id, name, about, field, fault }) {
  if (type === RADIOS || type === CHECKBOXES) {
    return el("fieldset", { class: "field" }, el("legend", {}, name), about, field.node, fault);
  }
  const head = [el("label", { for: id }, name), about];
  if (type === CHECKBOX) return el("div", { class: "field single-check" }, field.node, el("div", {}, head), fault);
  return el("div", { class: "field" }, head, field.node, fault);
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
    fault: () => lengthFault(box.value, data),
  };
}

function lengthFault(words, { required, min_length: least = 0, max_length: most = 4000 }) {
  if (!words.trim()) return required === false ? null : "Please say something here.";
  if (words.length < least) return `At least ${least} characters, please.`;
  return words.length > most ? `At most ${most} characters, please.` : null;
}

/** The error for a choice of `count`, or null; `one` names a single choice. */
function between(count, { min_values: low, max_values: high, required }, one) {
  const least = Math.max(required === false ? 0 : 1, low ?? 0);
  const empty = count === 0 && required === false;
  if (count < least && !empty) return least === 1 ? `Please choose ${one}.` : `Please choose at least ${least}.`;
  return high && count > high ? `At most ${high}, please.` : null;
}

function selectField(data, { id, label }) {
  const select = new Select(data, { label });
  select.node.id = id;
  return {
    node: select.node,
    focus: () => select.node.focus(),
    value: () => select.values,
    fault: () => between(select.values.length, data, "one"),
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
    fault: () => between(field.files().length, data, "a file"),
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
      fault: () => between(chosen().length, data, "one"),
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
for (const [kind, { label }] of Object.entries(ENTITY_SELECTS))
  MAKERS[kind] = (data, given) => selectField(withOptions(data), { ...given, label: given.label || label });
