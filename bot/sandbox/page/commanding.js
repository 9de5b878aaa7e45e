// The slash command being written: its form above the message box, and its name inside the box.
import { shownName } from "./command.js";
import { byId, el, fill } from "./dom.js";

let form = null;

/** The form that is shown, or null. */
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

/** Remove the form; returns it, or null if there was none. */
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
