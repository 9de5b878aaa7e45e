// The newcomer's checklist above the message box, and where the images come from.
import { byId, el, fill, icon, iconButton } from "./dom.js";
import { listen, world } from "./state.js";
import { BEYOND, STEPS } from "./steps.js";

const SEEN = "hints-seen";
const DONE = "steps-done";
const MOST_SHOWN = 3; // steps in the bar; a narrow window shows two

const MARKS = {
  gemini: "images painted by Gemini",
  sandbox: "images drawn by its own painter, not a model",
  "": "a local Discord for any bot",
};

const done = new Set(JSON.parse(localStorage.getItem(DONE) ?? "[]"));
let open = false; // whether all steps are shown
let onWay = null; // the step for which the person goes to another channel
let drawn = ""; // what the bar shows

export function startHints() {
  fill(byId("show-hints"), icon("question"));
  byId("show-hints").addEventListener("click", () => show(byId("hints").hidden));
  listen("bot", drawMark);
  listen("did", check);
  for (const topic of ["bot", "here", "commands", "messages"]) listen(topic, draw);
  listen("messages", ({ whole }) => whole && arrive());
  document.addEventListener("pointerdown", ({ target }) => open && !byId("hints").contains(target) && unfold(false));
  byId("hints").addEventListener("keydown", ({ key }) => key === "Escape" && open && unfold(false));
  show(localStorage.getItem(SEEN) !== "yes");
}

function show(on) {
  open = false;
  byId("hints").hidden = !on;
  byId("show-hints").setAttribute("aria-pressed", String(on));
  if (!on) localStorage.setItem(SEEN, "yes");
  draw();
}

function unfold(on) {
  open = on;
  draw();
  byId("all-steps")?.focus();
}

function check(deed) {
  const before = done.size;
  for (const step of STEPS) if (step.done(deed)) done.add(step.id);
  if (done.size === before) return;
  localStorage.setItem(DONE, JSON.stringify([...done]));
  draw();
}

/** Begin a step when the person has arrived where it can be done. */
function arrive() {
  const step = onWay;
  onWay = null;
  if (step && !step.elsewhere()) step.run();
}

const left = () => STEPS.filter(({ id }) => !done.has(id));

/** The steps to show: first those that belong in this channel, then those that can be done in it, then the others. */
function next() {
  const here = left().filter((step) => !step.elsewhere?.());
  const first = here.filter((step) => step.first?.());
  const steps = [...new Set([...first, ...here, ...left()])].slice(0, MOST_SHOWN);
  return steps.length ? steps : [BEYOND];
}

function draw() {
  if (!world.me) return;
  byId("show-hints").hidden = !world.paintsWith; // the steps are Easel's
  if (!world.paintsWith) byId("hints").hidden = true;
  if (byId("hints").hidden) return;
  const steps = next();
  const count = `${done.size} of ${STEPS.length}`;
  const wanted = JSON.stringify([count, open, steps.map(wordsOf), open && STEPS.map(wordsOf)]);
  // A button that is replaced between press and release is not clicked, and messages come at any time.
  if (wanted === drawn) return;
  drawn = wanted;
  const focused = document.activeElement?.dataset?.testid;
  const all = {
    type: "button",
    id: "all-steps",
    class: "steps-count",
    "aria-expanded": String(open),
    data: { testid: "all-steps" },
    on: { click: () => unfold(!open) },
  };
  fill(
    byId("hints"),
    el("button", all, el("span", {}, el("strong", {}, "Try it"), " ", el("small", {}, count)), icon("chevron")),
    steps.map((step) => button(step)),
    iconButton("close", "Hide these hints", () => show(false)),
    open && list(),
  );
  if (focused) byId("hints").querySelector(`[data-testid="${focused}"]`)?.focus();
}

const list = () =>
  el(
    "ol",
    { class: "steps", "aria-label": "Things to try" },
    STEPS.map((step) => el("li", {}, button(step, true))),
  );

/** A step's title and text in this channel. */
function wordsOf(step) {
  const elsewhere = step.elsewhere?.();
  return [step.title, elsewhere ? `${step.words} (${elsewhere.words})` : step.words];
}

function button(step, listed = false) {
  const over = done.has(step.id);
  const run = () => {
    open = false;
    draw();
    const elsewhere = step.elsewhere?.() ?? null;
    onWay = elsewhere?.go ? step : null;
    const begin = elsewhere?.go ?? elsewhere?.first ?? step.run;
    begin();
  };
  const [title, words] = wordsOf(step);
  const props = {
    type: "button",
    class: `hint${over ? " over" : ""}`,
    data: { testid: `${listed ? "step" : "try"}-${step.id}` },
    on: { click: run },
  };
  const told = over && [icon("check"), el("span", { class: "unseen" }, "done:")];
  const mark = listed && el("span", { class: "step-mark" }, told);
  return el("button", props, mark, el("span", {}, el("strong", {}, title), el("small", {}, words)));
}

function drawMark() {
  fill(byId("sandbox-mark"), el("strong", {}, "Sandbox"), ` · ${MARKS[world.paintsWith]}`);
}
