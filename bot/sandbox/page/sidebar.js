// The list of channels, threads and direct messages, and the current person.
import { byId, el, fill, icon } from "./dom.js";
import { avatar } from "./avatar.js";
import { choosePerson, memberList } from "./members.js";
import { botOf, hereChannel, isDirect, isThread, listen, nameOf, tell, world } from "./state.js";

const sidebar = byId("sidebar");
const narrow = matchMedia("(max-width: 760px)");

export function startSidebar() {
  fill(byId("open-sidebar"), icon("menu"));
  fill(byId("close-sidebar"), icon("close"));
  byId("open-sidebar").addEventListener("click", () => drawer(true));
  byId("close-sidebar").addEventListener("click", () => drawer(false));
  byId("veil").addEventListener("click", () => drawer(false));
  sidebar.addEventListener("keydown", (event) => event.key === "Escape" && narrow.matches && drawer(false));
  sidebar.addEventListener("click", (event) => event.target.closest("a") && drawer(false));
  narrow.addEventListener("change", () => drawer(false));
  byId("person").addEventListener("click", choosePerson);
  for (const topic of ["channels", "here", "bot"]) listen(topic, draw);
  listen("chosen", () => drawer(false));
  drawer(false);
}

function drawer(open) {
  const shown = open && narrow.matches;
  sidebar.classList.toggle("open", shown);
  byId("veil").hidden = !shown;
  byId("room").inert = shown;
  sidebar.inert = narrow.matches && !open;
  byId("open-sidebar").setAttribute("aria-expanded", String(shown));
  if (shown) (sidebar.querySelector("[aria-current]") ?? byId("close-sidebar")).focus();
  else if (narrow.matches && sidebar.contains(document.activeElement)) byId("open-sidebar").focus();
}

function draw() {
  if (!world.me) return;
  byId("server-name").textContent = world.guild?.name ?? "Sandbox";
  const status = byId("bot-status");
  status.textContent = `${world.bot ? nameOf(world.bot) : "The bot"} is ${world.botOnline ? "online" : "offline"}`;
  status.classList.toggle("online", world.botOnline);
  drawTopbar();
  drawChannels();
}

function drawTopbar() {
  const here = hereChannel();
  const person = byId("person");
  fill(
    person,
    avatar(world.me, 24),
    el("span", { class: "you-are" }, "You are: "),
    el("strong", {}, nameOf(world.me)),
    icon("chevron"),
  );
  if (!here) return;
  const parent = isThread(here) && world.channels.get(here.parent_id);
  fill(
    byId("channel-name"),
    parent
      ? [
          el(
            "a",
            { href: `#/${parent.id}`, class: "parent", "aria-label": `#${parent.name}` },
            icon("hash"),
            el("span", {}, parent.name),
          ),
          el("span", { class: "step", "aria-hidden": "true" }, "›"),
        ]
      : null,
    el(
      "span",
      { class: "current" },
      isDirect(here)
        ? [dot(botOf(here)), nameOf(botOf(here))]
        : [icon(isThread(here) ? "thread" : "hash"), el("span", {}, here.name)],
    ),
  );
  const waiting = [...world.unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${isDirect(here) ? nameOf(botOf(here)) : `${parent ? "" : "#"}${here.name}`} · Easel sandbox`;
}

const dot = (bot) =>
  el("span", {
    class: `dot${bot?.online ? " online" : ""}`,
    role: "img",
    "aria-label": bot?.online ? "online" : "offline",
  });

function drawChannels() {
  const all = [...world.channels.values()];
  const threadsOf = (channel) => all.filter((thread) => isThread(thread) && thread.parent_id === channel.id);
  const texts = all.filter((channel) => channel.type === 0).sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  const focused = document.activeElement?.closest?.("#channels a")?.hash;
  fill(
    byId("channels"),
    el("h2", {}, "Channels"),
    el(
      "ul",
      {},
      texts.map((channel) => el("li", {}, link(channel, icon("hash"), channel.name), threads(threadsOf(channel)))),
    ),
    el("h2", {}, world.bots.length > 1 ? "Direct messages" : "Direct message"),
    el("ul", {}, all.filter(isDirect).map((channel) => el("li", {}, directLink(channel)))),
    memberList(),
  );
  if (focused) [...byId("channels").querySelectorAll("a")].find((node) => node.hash === focused)?.focus();
}

function directLink(channel) {
  const bot = botOf(channel);
  return link(channel, [avatar(bot, 24), dot(bot)], nameOf(bot), `Direct message with ${nameOf(bot)}`);
}

function threads(list) {
  if (!list.length) return null;
  return el(
    "ul",
    { class: "threads", "aria-label": "Threads" },
    list.map((thread) => el("li", {}, link(thread, null, thread.name))),
  );
}

function link(channel, lead, name, label) {
  const unread = world.unread.get(channel.id) ?? 0;
  const archived = Boolean(channel.thread_metadata?.archived);
  const props = {
    class: ["channel-link", unread && "unread", archived && "archived"].filter(Boolean).join(" "),
    href: `#/${channel.id}`,
    title: archived ? `${name} (archived)` : name,
    "aria-current": channel.id === world.here && "page",
    "aria-label": label && [label, unread && `${unread} new`].filter(Boolean).join(", "),
    data: { testid: isThread(channel) ? "thread-link" : "channel-link", channelId: channel.id },
  };
  return el("a", props, lead, el("span", { class: "channel-name" }, name), unread ? badge(unread) : null);
}

function badge(unread) {
  const number = el("span", { "aria-hidden": "true" }, String(unread));
  return el("span", { class: "badge" }, number, el("span", { class: "unseen" }, `${unread} new`));
}

/** Remember the current person in this tab. */
export const person = {
  remembered: () => new URLSearchParams(location.search).get("as") ?? sessionStorage.getItem("as"),
  remember: (id) => sessionStorage.setItem("as", id),
};

export const goTo = (id) => {
  if (location.hash === `#/${id}`) tell("go", id);
  else location.hash = `#/${id}`;
};
