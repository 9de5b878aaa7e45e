// What a newcomer can try, in this order; each step fills in what to send, and knows when it was done.
import { compose } from "./composer.js";
import { openThread } from "./messagemenu.js";
import { drawSketch } from "./sketch.js";
import { become, goTo } from "./sidebar.js";
import { firstChannel, hereChannel, isDirect, isThread, messagesIn, nameOf, world } from "./state.js";

const UNDO = "↩️"; // the emoji of the button that takes a step back, in every language

/**
 * Each is {id, title, words, run, done, elsewhere?}. `done(deed)` says whether what a person did was this step.
 * `elsewhere()` is null where it can be done here and now, else {words, go}: where it can, and the way there.
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
    run: () => compose({ text: "make it night, with lanterns", to: newestPicture() }),
    done: ({ reply }) => reply?.author.id === world.bot?.id,
    elsewhere: () => (newestPicture() ? null : inFirstChannel()),
  },
  {
    id: "attach",
    title: "Attach a sketch",
    words: "and say what to make of it",
    run: async () =>
      compose({ text: `${botCall()}make this a watercolour painting`, attached: [await drawSketch()] }),
    done: ({ files }) => files > 0,
  },
  {
    id: "thread",
    title: "Open a thread on an image",
    words: "and just write there what to change",
    run: () => openThread(newestPicture({ threadless: true })),
    done: ({ thread }) => Boolean(thread),
    elsewhere: () => (hereChannel()?.type === 0 && newestPicture({ threadless: true }) ? null : inFirstChannel()),
  },
  {
    id: "undo",
    title: "/undo",
    words: "Go back to the image before",
    run: () => compose({ text: "/undo " }),
    done: ({ command, emoji }) => command === "undo" || emoji === UNDO,
    elsewhere: () => (newestPicture() ? null : inFirstChannel()),
  },
  {
    id: "history",
    title: "/history",
    words: "See every step of this place",
    run: () => compose({ text: "/history " }),
    done: ({ command }) => command === "history",
    elsewhere: () => (newestPicture() ? null : inFirstChannel()),
  },
  {
    id: "other",
    title: "Be someone else",
    words: "who reads another language",
    run: () => become(world.people.find(({ id }) => id !== world.me.id)?.id),
    done: ({ became }) => Boolean(became),
  },
  {
    id: "setup",
    title: "/easel setup",
    words: "Decide where and for whom it paints",
    run: () => compose({ text: "/easel setup " }),
    done: ({ command }) => command === "easel setup",
    elsewhere: setupElsewhere,
  },
];

/** The newest image the bot shows to everybody here; `threadless`: of those without a thread. */
function newestPicture({ threadless = false } = {}) {
  return messagesIn(world.here).findLast(
    (message) =>
      message.author.id === world.bot?.id &&
      !(message.flags & 64) &&
      hasPicture(message) &&
      !(threadless && isThread(world.channels.get(message.id))),
  );
}

const hasPicture = (message) =>
  Boolean(message.attachments?.length || message.embeds?.some((data) => data.image)) ||
  JSON.stringify(message.components ?? []).includes('"media"');

const botCall = () => (isDirect(hereChannel()) || !world.bot ? "" : `@${nameOf(world.bot)} `);

function inFirstChannel() {
  const channel = firstChannel();
  if (channel?.id === world.here) return { words: "paint an image first", go: STEPS[0].run };
  return { words: `in #${channel?.name}`, go: () => goTo(channel.id) };
}

/** Only who manages the server has the command, and only in its channels. */
function setupElsewhere() {
  const owner = world.people.find((person) => person.owner);
  const mine = world.commands.some(({ name }) => name === "easel");
  if (!mine && owner) return { words: `as ${nameOf(owner)}`, go: () => become(owner.id) };
  return isDirect(hereChannel()) ? inFirstChannel() : null;
}
