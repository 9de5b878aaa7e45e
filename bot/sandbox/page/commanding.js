// The slash command being written: its form above the message box, its mark inside it.
import { shownName } from "./command.js";
import { byId, el, fill } from "./dom.js";

let form = null;

/** The form on show, or null. */
export const commanding = () => form;

export function showForm(given) {
  form = given;
  const { entry, main } = form;
  fill(byId("command-form"), form.node);
  byId("command-form").hidden = false;
  fill(byId("command-pill"), `/${entry.name}`, main && el("small", {}, shownName(main)));
  byId("command-pill").hidden = false;
  byId("composer").classList.add("commanding");
  const typed = main ? ` What you type is its ${shownName(main)}.` : "";
  byId("composer-note").textContent = `Command /${entry.name}.${typed} Escape leaves it.`;
}

/** Take the form away; returns it, or null when there was none. */
export function hideForm() {
  const before = form;
  form = null;
  fill(byId("command-form"));
  byId("command-form").hidden = true;
  byId("command-pill").hidden = true;
  byId("composer").classList.remove("commanding");
  byId("composer-note").textContent = "";
  return before;
}
