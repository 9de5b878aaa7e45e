// The state of the page, and how live events change it. No DOM here.

export const world = {
  people: [],
  me: null,
  bot: null, // the first one
  bots: [], // all that are in the server
  botOnline: false,
  guild: null,
  paintsWith: "sandbox",
  channels: new Map(), // id → channel or thread
  roles: [],
  choices: { locales: [], rights: [] }, // what a person's profile can have
  commands: [],
  messages: new Map(), // channel id → messages, oldest first
  notes: [], // this person's temporary lines: a command without a response yet, or a message that is being sent
  typing: new Map(), // channel id → Map(user id → until, ms)
  unread: new Map(), // channel id → how many
  here: null, // id of the channel on screen
};

const listeners = new Map();

/** Call `listener` whenever `topic` ("channels", "messages", "bot", "commands", "typing", "here", "people", "chosen", "did") changed, or is asked for ("become"). */
export const listen = (topic, listener) => listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);

export const tell = (topic, detail) => (listeners.get(topic) ?? []).forEach((listener) => listener(detail));

const EPHEMERAL = 64;
export const LOADING = 128;
export const isThread = (channel) => [10, 11, 12].includes(channel?.type);
export const isDirect = (channel) => channel?.type === 1;
export const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
export const nameOf = (user) => user?.global_name || user?.username || "Someone";
export const firstChannel = () =>
  [...world.channels.values()].find((channel) => channel.type === 0) ?? [...world.channels.values()][0];
/** A language's own name. */
export function languageName(locale) {
  const words = new Intl.DisplayNames([locale], { type: "language" }).of(locale);
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
}

export const hereChannel = () => world.channels.get(world.here) ?? null;
export const messagesIn = (channel) => world.messages.get(channel) ?? [];
export const messageById = (id, channel = world.here) =>
  messagesIn(channel).find((message) => message.id === id) ?? null;

export function userById(id) {
  return everyone().find((user) => user.id === id) ?? null;
}

/** The bot that a person writes to in a channel: that of the private chat, or else the first one. */
export const botOf = (channel) => world.bots.find(({ id }) => id === channel?.bot_id) ?? world.bot;

/** The commands that can be used in the channel on screen: in a private chat those of its bot. */
export const commandsHere = () =>
  world.commands.filter(({ application_id: bot }) => !isDirect(hereChannel()) || bot === hereChannel().bot_id);

/** The bots and the people of the server. */
export const everyone = () => [...world.bots, ...world.people];

export const roleById = (id) => world.roles.find((role) => role.id === id) ?? null;

/** A role as people write it; Discord's own name of everyone's role has the sign already. */
export const roleName = (role) => (role.name.startsWith("@") ? role.name : `@${role.name}`);

/** A message's author with their avatar, which the message itself does not have. */
export const authorOf = (message) => userById(message.author.id) ?? message.author;

export function channelTitle(channel) {
  if (!channel) return "";
  return isDirect(channel) ? nameOf(botOf(channel)) : channel.name;
}

/** Compare snowflakes, which are too long for a double: by length, then as strings. */
const earlier = (a, b) => (a.length === b.length ? a < b : a.length < b.length);

export function takeState(state) {
  Object.assign(world, {
    people: state.people,
    me: state.me,
    bot: state.bots.find(({ id }) => id === state.bot.id),
    bots: state.bots,
    botOnline: Boolean(state.bot_online ?? state.bot?.bot_online ?? state.bot?.online),
    guild: state.guild,
    roles: state.roles ?? [],
    choices: state.choices,
    commands: state.commands ?? [],
    paintsWith: state.notice?.paints_with ?? "sandbox",
    channels: new Map(state.channels.map((channel) => [channel.id, channel])),
  });
}

export function takeMessages(channel, messages) {
  world.messages.set(channel, messages);
  tell("messages", { channel, whole: true });
}

export function upsert(message) {
  const list = world.messages.get(message.channel_id);
  if (!list) return false;
  const at = list.findIndex((known) => known.id === message.id);
  if (at >= 0) list[at] = { ...list[at], ...message };
  else {
    let place = list.length;
    while (place > 0 && earlier(message.id, list[place - 1].id)) place -= 1;
    list.splice(place, 0, message);
  }
  return at < 0;
}

function forget(channel, id) {
  const list = world.messages.get(channel);
  if (list)
    world.messages.set(
      channel,
      list.filter((message) => message.id !== id),
    );
}

let noteCount = 0;
/** Add a temporary line for this person at the end of a channel; returns its id. */
export function addNote(note) {
  const list = messagesIn(note.channel);
  const id = `note-${++noteCount}`;
  world.notes.push({ ...note, id, as: world.me.id, after: list.at(-1)?.id ?? "0" });
  tell("messages", { channel: note.channel, mine: true });
  return id;
}

export function changeNote(id, change) {
  const at = world.notes.findIndex((note) => note.id === id);
  if (at < 0) return;
  const { channel } = world.notes[at];
  if (change) world.notes[at] = { ...world.notes[at], ...change };
  else world.notes.splice(at, 1);
  tell("messages", { channel });
}

const reactionKey = (emoji) => emoji.id ?? emoji.name;

function react(event, step) {
  const message = messageById(event.message_id, event.channel_id);
  if (!message) return;
  const reactions = (message.reactions ?? []).map((reaction) => ({ ...reaction }));
  let reaction = reactions.find((known) => reactionKey(known.emoji) === reactionKey(event.emoji));
  if (!reaction) {
    reaction = { emoji: event.emoji, count: 0, me: false };
    reactions.push(reaction);
  }
  reaction.count += step;
  upsert({ id: message.id, channel_id: event.channel_id, reactions: reactions.filter(({ count }) => count > 0) });
  tell("messages", { channel: event.channel_id });
}

function takeChannel(channel) {
  world.channels.set(channel.id, { ...world.channels.get(channel.id), ...channel });
  tell("channels");
  if (channel.parent_id) tell("messages", { channel: channel.parent_id });
}

/** Remove a channel that was deleted or is no longer visible; a person who was in it goes to another one. */
function dropChannel({ id, parent_id: parent }) {
  world.channels.delete(id);
  if (world.here === id) tell("go", world.channels.has(parent) ? parent : firstChannel().id);
  tell("channels");
}

const TYPING_LASTS = 10_000; // milliseconds, as in Discord

function takeTyping({ channel_id: channel, user_id: user }) {
  if (user === world.me.id) return;
  if (!world.typing.has(channel)) world.typing.set(channel, new Map());
  world.typing.get(channel).set(user, Date.now() + TYPING_LASTS);
  tell("typing");
}

function takeMessage(message) {
  world.typing.get(message.channel_id)?.delete(message.author?.id);
  tell("typing");
  const fresh = upsert(message);
  const mine = message.author?.id === world.me.id;
  if (message.channel_id !== world.here && !mine && world.channels.has(message.channel_id)) {
    world.unread.set(message.channel_id, (world.unread.get(message.channel_id) ?? 0) + 1);
    tell("channels");
  }
  tell("messages", { channel: message.channel_id, arrived: fresh ? message : null, mine: mine || isEphemeral(message) });
}

const RULES = {
  MESSAGE_CREATE: takeMessage,
  MESSAGE_UPDATE: (message) => {
    const known = messageById(message.id, message.channel_id);
    // A deferred response is complete only now: it counts as a new message.
    const answered = known && known.flags & LOADING && !(message.flags & LOADING);
    if (known) upsert(message);
    tell("messages", { channel: message.channel_id, arrived: answered ? { ...known, ...message } : null });
  },
  MESSAGE_DELETE: ({ id, channel_id: channel }) => {
    forget(channel, id);
    tell("messages", { channel });
  },
  THREAD_CREATE: takeChannel,
  THREAD_UPDATE: takeChannel,
  CHANNEL_CREATE: takeChannel,
  THREAD_DELETE: dropChannel,
  CHANNEL_DELETE: dropChannel,
  GUILD_ROLE_CREATE: ({ role }) => world.roles.push(role),
  PEOPLE_UPDATE: () => tell("people"),
  TYPING_START: takeTyping,
  MESSAGE_REACTION_ADD: (event) => react(event, 1),
  MESSAGE_REACTION_REMOVE: (event) => react(event, -1),
  COMMANDS_UPDATE: (update) => {
    world.commands = Array.isArray(update) ? update : (update.commands ?? world.commands);
    tell("commands");
  },
  BOT_STATUS: ({ online, bots }) => {
    world.botOnline = Boolean(online);
    for (const bot of world.bots) bot.online = Boolean(bots?.[bot.id]);
    tell("bot");
  },
};

/** Apply a live event; false if it does not change the state (an interaction's result, or unknown). */
export function apply({ t, d }) {
  if (!Object.hasOwn(RULES, t)) return false;
  RULES[t](d);
  return true;
}
