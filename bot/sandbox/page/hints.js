// What a newcomer can try: three examples that fill the composer, and where the pictures come from.
import { compose } from "./composer.js";
import { byId, el, fill, icon, iconButton } from "./dom.js";
import { hereChannel, isDirect, listen, messagesIn, nameOf, world } from "./state.js";
import { toast } from "./toast.js";

const SEEN = "hints-seen";

export function startHints() {
  fill(byId("show-hints"), icon("question"));
  byId("show-hints").addEventListener("click", () => show(byId("hints").hidden));
  listen("bot", drawMark);
  fill(
    byId("hints"),
    el("span", { class: "hints-title" }, "Try it:"),
    example("try-imagine", "/imagine a fox at dawn", "Paint from words", imagine),
    example("try-attach", "Attach a sketch", "and say what to make of it", attach),
    example("try-reply", "Reply to an image", "to change it", reply),
    iconButton("close", "Hide these hints", () => show(false)),
  );
  show(localStorage.getItem(SEEN) !== "yes");
}

function show(on) {
  byId("hints").hidden = !on;
  byId("show-hints").setAttribute("aria-pressed", String(on));
  if (!on) localStorage.setItem(SEEN, "yes");
}

const example = (testid, title, words, run) =>
  el(
    "button",
    { type: "button", class: "hint", data: { testid }, on: { click: run } },
    el("strong", {}, title),
    el("span", {}, words),
  );

const imagine = () => compose({ text: "/imagine prompt: a fox at dawn, in watercolour" });

async function attach() {
  const sketch = await drawSketch();
  compose({ text: `${botCall()}make this a watercolour painting`, attached: [sketch] });
}

function reply() {
  const painted = messagesIn(world.here).findLast(
    (message) => message.author.id === world.bot?.id && !(message.flags & 64) && hasPicture(message),
  );
  if (painted) return compose({ text: "make it night, with lanterns", to: painted });
  imagine();
  return toast("There is no image to reply to here yet. Paint one first: press Enter.");
}

const hasPicture = (message) =>
  Boolean(message.attachments?.length || message.embeds?.some((data) => data.image)) ||
  JSON.stringify(message.components ?? []).includes('"media"');

const botCall = () => (isDirect(hereChannel()) || !world.bot ? "" : `@${nameOf(world.bot)} `);

/** A few shapes as a PNG, so that there is something to attach: a house, a hill, a sun. */
async function drawSketch() {
  const canvas = el("canvas", { width: 768, height: 512 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#f3ead8";
  pen.fillRect(0, 0, 768, 512);
  Object.assign(pen, { strokeStyle: "#4a4038", lineWidth: 7, lineCap: "round", lineJoin: "round" });
  const stroke = (path, fillStyle) => {
    const shape = new Path2D(path);
    if (fillStyle) {
      pen.fillStyle = fillStyle;
      pen.fill(shape);
    }
    pen.stroke(shape);
  };
  stroke("M0 410 C160 300 300 330 420 390 S650 440 768 350 V512 H0 Z", "#a9bf8f");
  stroke("M300 250 h150 v130 h-150 z", "#e6b98c");
  stroke("M285 255 L375 175 L465 255 Z", "#b5604a");
  stroke("M355 380 v-65 h42 v65");
  stroke("M600 95 a48 48 0 1 0 1 0", "#f0b64a");
  stroke("M120 150 q30 -34 60 0 q34 -26 62 6");
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return new File([blob], "sketch.png", { type: "image/png" });
}

function drawMark() {
  const gemini = world.paintsWith === "gemini";
  fill(
    byId("sandbox-mark"),
    el("strong", {}, "Sandbox"),
    gemini ? " · images painted by Gemini" : " · images drawn by its own painter, not a model",
  );
}
