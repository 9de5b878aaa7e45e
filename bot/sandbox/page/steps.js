// What a newcomer can try, in this order; each step fills in what to send, and recognizes when it was done.
import { slashName } from "./command.js";
import { compose } from "./composer.js";
import { openThread } from "./messagemenu.js";
import { drawSketch } from "./sketch.js";
import { goTo } from "./sidebar.js";
import { firstChannel, hereChannel, isDirect, isThread, messagesIn, nameOf, tell, world } from "./state.js";

// The emojis of the bot's buttons to take a step back and to look through a history, and of its menu's entry for a part.
const UNDO = "↩️";
const ONE_BY_ONE = "👣";
const PART = "🎯";

/**
 * Each is {id, title, words, run, done, first?, elsewhere?}. `done(deed)` says whether what a person did was this
 * step; `first()` whether it comes before all others in this place.
 * `elsewhere()` is null where it can be done here and now, else {words} with `go`, the way to where it can, or
 * with `first`, what is to be done before.
 */
export const STEPS = [
  {
    id: "imagine",
    title: "/imagine a fox at dawn",
    words: "Paint from words",
    run: () => compose({ text: "/imagine prompt: a fox at dawn, in watercolour" }),
    done: ({ command }) => command === "imagine",
  },
  {
    id: "reply",
    title: "Reply to an image",
    words: "and say what to change",
    run: () => compose({ text: "add a hot air balloon", to: newestPicture() }),
    done: ({ reply }) => reply?.author.id === world.bot?.id,
    elsewhere: () => (newestPicture() ? null : inFirstChannel()),
  },
  {
    id: "thread",
    get title() {
      return isThread(hereChannel()) ? "Write in this thread" : "Open a thread on an image";
    },
    get words() {
      return isThread(hereChannel()) ? "just what to change" : "and just write there what to change";
    },
    run: () =>
      isThread(hereChannel()) ? compose({ text: "make it winter" }) : openThread(newestPicture({ threadless: true })),
    done: ({ said }) => isThread(world.channels.get(said?.channel_id)),
    first: () => isThread(hereChannel()),
    elsewhere: () =>
      isThread(hereChannel()) || (hereChannel()?.type === 0 && newestPicture({ threadless: true }))
        ? null
        : inFirstChannel(),
  },
  {
    id: "undo",
    get title() {
      return slashName("undo");
    },
    words: "Go back to the image before",
    run: () => compose({ text: "/undo " }),
    done: ({ command, emoji }) => command === "undo" || emoji === UNDO,
    elsewhere: () => (newestPicture() ? null : inFirstChannel()),
  },
  {
    id: "history",
    get title() {
      return slashName("history");
    },
    words: "See every step so far",
    run: () => compose({ text: "/history " }),
    done: ({ command }) => command === "history",
    elsewhere: () => (newestPicture() ? null : inFirstChannel()),
  },
  {
    id: "attach",
    title: "Attach a sketch",
    words: "and say what to make of it",
    run: async () =>
      compose({ text: `${botCall()}make this a watercolour painting`, attached: [await drawSketch()] }),
    done: ({ files }) => files > 0,
    elsewhere: () => (isThread(hereChannel()) ? inFirstChannel() : null), // a thread adds it to its own image
  },
  {
    id: "part",
    title: "Change one part",
    words: "under More, below an image",
    run: openMore,
    done: ({ emoji }) => emoji === PART,
    elsewhere: () => (newestPicture({ choosable: true }) ? null : inFirstChannel()),
  },
  {
    id: "other",
    title: "Be someone else",
    words: "who reads another language",
    run: () => tell("become", world.people.find(({ id }) => id !== world.me.id)?.id),
    done: ({ became }) => Boolean(became),
  },
  {
    id: "setup",
    get title() {
      return slashName("easel setup");
    },
    words: "Decide where and for whom Easel paints",
    run: () => compose({ text: "/easel setup " }),
    done: ({ command }) => command === "easel setup",
    elsewhere: setupElsewhere,
  },
  {
    id: "showcase",
    get title() {
      return slashName("easel showcase");
    },
    words: "A channel for the best images; then Showcase under More",
    run: () => compose({ text: `/easel showcase channel:#${textChannels().at(-1)?.name} ` }),
    done: ({ command }) => command === "easel showcase",
    elsewhere: setupElsewhere,
  },
];

/** What is offered once all of them were done. */
export const BEYOND = {
  id: "help",
  get title() {
    return slashName("help");
  },
  words: "You did all of these. See what else there is",
  run: () => compose({ text: "/help " }),
};

const textChannels = () => [...world.channels.values()].filter(({ type }) => type === 0);

const partsOf = (message) => (message?.components ?? []).flatMap((row) => row.components ?? []);

/** The menu below an image in which a part of it can be chosen; the list of a history is none. */
const menuOf = (message) =>
  partsOf(message).find(({ options }) => options?.some(({ emoji }) => emoji?.name === PART));

/** Whether a message shows the steps of a place rather than an image. */
const isHistory = (message) => partsOf(message).some(({ emoji }) => emoji?.name === ONE_BY_ONE);

/** The newest image that the bot shows to everyone here, of those without a thread, or with a menu. */
function newestPicture({ threadless = false, choosable = false } = {}) {
  return messagesIn(world.here).findLast(
    (message) =>
      message.author.id === world.bot?.id &&
      !(message.flags & 64) &&
      hasPicture(message) &&
      !isHistory(message) &&
      !(threadless && isThread(world.channels.get(message.id))) &&
      (!choosable || menuOf(message)),
  );
}

const hasPicture = (message) =>
  Boolean(message.attachments?.length || message.embeds?.some((data) => data.image)) ||
  JSON.stringify(message.components ?? []).includes('"media"');

const botCall = () => (isDirect(hereChannel()) || !world.bot ? "" : `@${nameOf(world.bot)} `);

/** Scroll to the newest image that has a menu, and open that menu. */
function openMore() {
  const message = newestPicture({ choosable: true });
  const select = document.querySelector(`#message-${message?.id} .select[data-key="${menuOf(message)?.custom_id}"]`);
  select?.scrollIntoView({ block: "center" });
  select?.click();
}

function inFirstChannel() {
  const channel = firstChannel();
  if (channel?.id === world.here) return { words: "paint an image first", first: STEPS[0].run };
  return { words: `in #${channel?.name}`, go: () => goTo(channel.id) };
}

/** Only people who manage the server have the command, and only in its channels. */
function setupElsewhere() {
  const owner = world.people.find((person) => person.owner);
  const mine = world.commands.some(({ name }) => name === "easel");
  if (!mine && owner) return { words: `as ${nameOf(owner)}`, go: () => tell("become", owner.id) };
  return isDirect(hereChannel()) ? inFirstChannel() : null;
}
