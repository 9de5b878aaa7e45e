// The members of the server, their menus, and the choice of a person to be.
import { avatar } from "./avatar.js";
import { runCommand } from "./command.js";
import { insertWords } from "./composer.js";
import { byId, el, icon } from "./dom.js";
import { menu } from "./floating.js";
import { editProfile } from "./profile.js";
import { commandsHere, hereChannel, isDirect, languageName, nameOf, roleById, tell, world } from "./state.js";

const USER_COMMAND = 2; // a command's type

/** A person's role and language: "Owner · English (US)". */
function aboutPerson(person) {
  if (person.bot) return person.online ? "online" : "offline";
  const roles = (person.roles ?? []).map((id) => roleById(id)?.name).filter(Boolean);
  const rank = person.owner ? "Owner" : person.rights?.length ? "Moderator" : null;
  return [rank, person.new && "New", ...roles, languageName(person.locale)].filter(Boolean).join(" · ");
}

/** The list of members, for the sidebar. */
export function memberList() {
  const all = [...world.people, ...world.bots];
  return [el("h2", {}, "Members"), el("ul", {}, all.map((member) => el("li", {}, row(member))))];
}

function row(member) {
  const props = {
    type: "button",
    class: "member",
    "aria-haspopup": "menu",
    data: { testid: "member", person: member.id },
    on: { click: ({ currentTarget }) => memberMenu(member, currentTarget) },
  };
  const you = member.id === world.me.id ? el("span", {}, "(you)") : null;
  const tag = member.bot && el("span", { class: "app-tag" }, "APP");
  const names = el("span", { class: "member-name" }, nameOf(member), you, tag);
  const words = el("span", { class: "member-words" }, names, el("small", {}, aboutPerson(member)));
  return el("button", props, avatar(member, 32), words);
}

/** The menu of a member, beside their entry. */
export function memberMenu(member, anchor) {
  const mine = member.id === world.me.id;
  const apps = commandsHere().filter(({ type }) => type === USER_COMMAND);
  const run = (command) => () => runCommand({ command, target: member.id });
  const mention = () => insertWords(`@${nameOf(member)} `);
  const items = [
    !mine && !member.bot && { label: `Be ${nameOf(member)}`, run: () => tell("become", member.id) },
    !mine && !isDirect(hereChannel()) && { label: "Mention", run: mention },
    ...apps.map((command) => ({ label: command.name, icon: icon("brush"), run: run(command) })),
    !member.bot && { label: "Avatar, language, roles and rights", run: () => editProfile(member) },
  ];
  // The result appears in the channel: on a phone the list is closed.
  const leaving = ({ run, ...item }) => ({ ...item, run: () => [tell("chosen"), run()] });
  menu(anchor, items.filter(Boolean).map(leaving), { label: nameOf(member) });
}

/** Choose who to be. */
export function choosePerson() {
  if (!world.me) return;
  const people = world.people.map((person) => ({
    label: nameOf(person),
    detail: aboutPerson(person),
    lead: avatar(person, 24),
    checked: person.id === world.me.id,
    run: () => person.id !== world.me.id && tell("become", person.id),
  }));
  const edit = { label: "Avatar, language, roles and rights", run: () => editProfile(world.me) };
  menu(byId("person"), [...people, edit], { label: "Who are you?" });
}
