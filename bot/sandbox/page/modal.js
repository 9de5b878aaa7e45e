// The modals that a bot opens. What was typed is kept until the bot has accepted it.
import { api } from "./api.js";
import { el, fill, iconButton } from "./dom.js";
import { ask } from "./interactions.js";
import { modalFields } from "./modalfields.js";
import { nameOf, userById, world } from "./state.js";

let open = null; // only one dialog at a time, the newest

/** Show a dialog the bot opened: {interaction_id, title, custom_id, components}. Esc and Cancel close it. */
export function showModal(data) {
  open?.close();
  const { nodes, fields } = modalFields(data.components);
  const dialog = build(data.title, nodes, userById(data.application_id) ?? world.bot);
  const { box, form, submit } = dialog;
  const channel = world.here;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ data, channel, fields, dialog });
  });
  form.addEventListener("paste", (event) => takePaste(event, fields));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  box.addEventListener("close", () => {
    box.remove();
    if (open === box) open = null;
  });
  document.body.append(box);
  open = box;
  box.showModal();
  (fields[0] ?? submit).focus();
}

function build(title, nodes, maker) {
  const leave = () => box.close();
  const fault = el("p", { class: "form-fault", role: "alert", data: { testid: "modal-fault" } });
  const submit = el("button", { type: "submit", class: "button primary" }, "Submit");
  const cancel = el("button", { type: "button", class: "button secondary", on: { click: leave } }, "Cancel");
  const from = el("span", { class: "modal-from" }, `This form comes from ${nameOf(maker)}.`);
  const form = el(
    "form",
    { class: "modal-form", novalidate: true },
    el("header", {}, el("h2", {}, title), iconButton("close", "Close", leave)),
    el("div", { class: "modal-body" }, nodes, fault),
    el("footer", {}, from, cancel, submit),
  );
  const box = el("dialog", { class: "modal", "aria-label": title, data: { testid: "modal" } }, form);
  return { box, form, submit, fault };
}

async function send({ data, channel, fields, dialog }) {
  const { box, fault } = dialog;
  fill(fault);
  const wrong = firstFault(fields);
  if (wrong) return wrong.focus();
  const values = Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.id, field.value()]));
  const files = fields.flatMap((field) =>
    (field.files?.() ?? []).map((file, at) => [`upload:${field.id}:${at}`, file]),
  );
  const { interaction_id, custom_id } = data;
  busy(dialog, true);
  try {
    const result = await ask(api.modal({ as: world.me.id, channel, interaction_id, custom_id, values }, files));
    if (result === "answered") return box.close();
    fill(fault, "The application did not respond. What you typed is still here; try once more.");
  } catch (refused) {
    fill(fault, refused.message);
  }
  return busy(dialog, false);
}

function busy({ box, submit }, on) {
  submit.disabled = on;
  submit.classList.toggle("busy", on);
  box.setAttribute("aria-busy", String(on));
}

/** Show each field's error beside it; returns the first field that has one. */
function firstFault(fields) {
  const faults = fields.map((field) => field.fault());
  fields.forEach((field, at) => field.tell(faults[at]));
  return fields.find((_, at) => faults[at]);
}

function takePaste(event, fields) {
  const files = [...(event.clipboardData?.files ?? [])];
  const field = fields.find((known) => known.add);
  if (!files.length || !field || event.defaultPrevented) return;
  event.preventDefault();
  field.add(files);
}
