// The dialog that shows and changes a person's avatar, language, roles and permissions.
import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { el, freshId, iconButton } from "./dom.js";
import { languageName, nameOf, roleName, world } from "./state.js";
import { orToast } from "./toast.js";
import { fileField } from "./tray.js";

/** Show the avatar, language, roles and rights of `person`; saving changes them at once. */
export function editProfile(person) {
  const title = `${nameOf(person)}: avatar, language, roles and rights`;
  const face = avatarField(person);
  const locale = languageField(person);
  const roles = world.roles.filter(({ managed, name }) => !managed && !name.startsWith("@"));
  const has = choiceField("Roles", roles.map((role) => ({ value: role.id, label: roleName(role) })), person.roles);
  const can = choiceField("Rights", world.choices.rights, person.rights);
  const joined = choiceField("Membership", [{ value: "new", label: "Joined just now" }], person.new ? ["new"] : []);
  const rights = person.owner
    ? el("p", { class: "field-about" }, "Owns the server, so they have every right.")
    : can.node;
  const form = el(
    "form",
    { method: "dialog", class: "modal-form" },
    el("header", {}, el("h2", {}, title), iconButton("close", "Close", () => box.close())),
    el("div", { class: "modal-body" }, face.node, locale.node, roles.length ? has.node : noRoles(), rights, joined.node),
    el(
      "footer",
      {},
      el("button", { type: "button", class: "button secondary", on: { click: () => box.close() } }, "Cancel"),
      el("button", { type: "submit", class: "button primary" }, "Save"),
    ),
  );
  const box = el("dialog", { class: "modal", "aria-label": title, data: { testid: "profile" } }, form);
  const save = () =>
    orToast(
      api.person(
        {
          as: world.me.id,
          person: person.id,
          locale: locale.value(),
          roles: has.values(),
          rights: can.values(),
          no_avatar: face.removed(),
          new: joined.values().includes("new"),
        },
        face.files(),
      ),
    );
  form.addEventListener("submit", save);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

/** The avatar: the one that is set, another one, or none. */
function avatarField(person) {
  const id = freshId("avatar");
  const another = fileField({ id, label: "Avatar", testid: "avatar-file" });
  const none = el("input", { type: "checkbox", data: { testid: "no-avatar" } });
  const set = [avatar(person, 64), el("label", { class: "choice" }, none, "Remove it")];
  const heading = el("label", { for: id }, "Avatar");
  const now = person.avatar ? el("div", { class: "avatar-set" }, set) : null;
  return {
    node: el("div", { class: "field" }, heading, now, another.node),
    files: () => (another.files().length ? { avatar: another.files()[0] } : {}),
    removed: () => none.checked && !another.files().length,
  };
}

const noRoles = () => el("p", { class: "field-about" }, "This server has no roles to give.");

function languageField(person) {
  const id = freshId("language");
  const known = world.choices.locales;
  const offered = known.includes(person.locale) ? known : [person.locale, ...known];
  const select = el(
    "select",
    { id, class: "select" },
    offered.map((locale) => el("option", { value: locale, selected: locale === person.locale }, languageName(locale))),
  );
  const node = el("div", { class: "field" }, el("label", { for: id }, "Language of their Discord"), select);
  return { node, value: () => select.value };
}

function choiceField(title, options, chosen = []) {
  const boxes = options.map(({ value, label }) => {
    const input = el("input", { type: "checkbox", value, checked: chosen.includes(value) });
    return { input, node: el("label", { class: "choice" }, input, label) };
  });
  const list = el("div", { class: "choices" }, boxes.map(({ node }) => node));
  return {
    node: el("fieldset", { class: "field" }, el("legend", {}, title), list),
    values: () => boxes.filter(({ input }) => input.checked).map(({ input }) => input.value),
  };
}
