// The page: tools, pointer, keyboard, and the form that sends what was marked.

import { Mask } from "./mask.js";

const main = document.querySelector("main");
const canvas = document.querySelector("canvas");
const cursor = document.querySelector(".cursor");
const form = document.querySelector("form");
const done = document.getElementById("done");
const words = document.getElementById("words");
const problem = document.getElementById("problem");
const size = document.getElementById("size");
const send = form.querySelector("button");

const columns = Number(main.dataset.columns);
const rows = Number(main.dataset.rows);
const PACE = 1500; // milliseconds between two requests for the state
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MARK = [
  [255, 0, 170, 150],
  [255, 255, 255, 120],
]; // stripes, which are visible on any image

let mask = new Mask(columns, rows);
let tool = "brush";
let at = { x: columns / 2, y: rows / 2 }; // the cursor of the keyboard
let corner = null; // where a box began
let drawing = false; // with a pointer, or while Space is held
let submission = "";
let sent = ""; // what was sent under that name

// An id for each submission: one that is sent twice is painted once.
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// -- showing

function show() {
  const image = new ImageData(columns, rows);
  const shown = new Mask(columns, rows);
  shown.cells = mask.cells.slice();
  if (corner) shown.box(corner, at, 1);
  shown.cells.forEach((cell, number) => {
    if (!cell) return;
    const stripe = ((number % columns) + Math.floor(number / columns)) % 4 < 2 ? 0 : 1;
    image.data.set(MARK[stripe], number * 4);
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
  document.getElementById("undo").disabled = mask.before.length === 0;
  document.getElementById("clear").disabled = mask.count === 0;
  document.getElementById("marked").value = main.dataset.marked.replace("{share}", share());
}

function share() {
  const part = (mask.count / (columns * rows)) * 100;
  return part > 0 && part < 1 ? "< 1" : String(Math.round(part));
}

function showCursor(visible) {
  cursor.hidden = !visible;
  const cell = canvas.clientWidth / columns;
  const wide = tool === "box" ? cell : Math.max(1, Number(size.value)) * cell;
  cursor.classList.toggle("square", tool === "box");
  for (const side of ["width", "height"]) cursor.style[side] = `${wide}px`;
  cursor.style.left = `${at.x * cell}px`;
  cursor.style.top = `${(at.y * canvas.clientHeight) / rows}px`;
}

function speak(text) {
  document.getElementById("spoken").textContent = text;
}

function speakCursor() {
  const across = Math.round((at.x / columns) * 100);
  const down = Math.round((at.y / rows) * 100);
  speak(main.dataset.cursor.replace("{across}", across).replace("{down}", down));
}

// -- tools

function choose(name) {
  tool = name;
  corner = null;
  for (const button of document.querySelectorAll("[data-tool]")) {
    button.setAttribute("aria-pressed", String(button.dataset.tool === name));
  }
  size.disabled = name === "box";
  show();
}

function stroke(from, to) {
  mask.stroke(from, to, Number(size.value), tool === "eraser" ? 0 : 1);
}

function closeBox(to) {
  mask.begin();
  mask.box(corner, to, 1);
  corner = null;
}

function undo() {
  if (corner) corner = null;
  else mask.undo();
  show();
  speak(document.getElementById("marked").value);
}

for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", () => choose(button.dataset.tool));
}
document.getElementById("undo").addEventListener("click", undo);
document.getElementById("clear").addEventListener("click", () => {
  corner = null;
  mask.clear();
  show();
});
document.addEventListener("keydown", (event) => {
  const undoes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  if (!undoes || event.target === words) return;
  event.preventDefault();
  undo();
});

// -- mouse, pen and finger

function place(event) {
  const shown = canvas.getBoundingClientRect();
  const within = (value, most) => Math.min(Math.max(value, 0), most - 0.01);
  return {
    x: within(((event.clientX - shown.left) / shown.width) * columns, columns),
    y: within(((event.clientY - shown.top) / shown.height) * rows, rows),
  };
}

canvas.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  drawing = true;
  at = place(event);
  if (tool === "box") corner = at;
  else {
    mask.begin();
    stroke(at, at);
  }
  showCursor(false);
  show();
});
canvas.addEventListener("pointermove", (event) => {
  if (!event.isPrimary) return;
  const to = place(event);
  if (drawing && tool !== "box") stroke(at, to);
  if (drawing || event.pointerType === "mouse") at = to;
  if (event.pointerType === "mouse") showCursor(true);
  if (drawing) show();
});
canvas.addEventListener("pointerup", (event) => {
  if (!event.isPrimary || !drawing) return;
  drawing = false;
  if (corner) closeBox(place(event));
  show();
});
canvas.addEventListener("pointercancel", (event) => {
  if (!event.isPrimary || !drawing) return;
  drawing = false; // two fingers zoom the page, and mark nothing
  undo();
});
canvas.addEventListener("pointerleave", () => showCursor(document.activeElement === canvas));

// -- keyboard

canvas.addEventListener("focus", () => showCursor(canvas.matches(":focus-visible")));
canvas.addEventListener("blur", () => {
  drawing = false;
  showCursor(false);
});
canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [across, down] = MOVES[event.key] ?? [0, 0];
  if (across || down) move(across, down, event.shiftKey);
  else if (event.key === " ") press(event.repeat);
  else if (event.key === "Backspace" || event.key === "Delete") undo();
  else if (event.key === "Escape" && corner) undo();
  else return;
  event.preventDefault();
});
canvas.addEventListener("keyup", (event) => {
  if (event.key === " ") drawing = false;
});

function move(across, down, fine) {
  const step = fine ? 1 : tool === "box" ? 4 : Math.max(1, Number(size.value) / 2);
  const within = (value, most) => Math.min(Math.max(value, 0), most - 0.01);
  const to = { x: within(at.x + across * step, columns), y: within(at.y + down * step, rows) };
  if (drawing && tool !== "box") stroke(at, to);
  at = to;
  show();
  showCursor(true);
  speakCursor();
}

function press(repeated) {
  if (repeated) return;
  if (tool === "box") {
    if (corner) closeBox(at);
    else corner = at;
  } else {
    drawing = true;
    mask.begin();
    stroke(at, at);
  }
  show();
  showCursor(true);
  speak(document.getElementById("marked").value);
}

size.addEventListener("input", () => showCursor(!cursor.hidden));
addEventListener("resize", () => showCursor(!cursor.hidden));

// -- sending

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (send.disabled) return;
  send.disabled = true;
  problem.textContent = "";
  const body = { words: words.value, columns, rows, bits: mask.bits };
  if (sent !== JSON.stringify(body)) submission = fresh();
  sent = JSON.stringify(body);
  try {
    const response = await fetch(location.href, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, submission }),
    });
    const answer = await response.json();
    if (response.ok) accepted(answer.accepted);
    else problem.textContent = answer.error;
  } catch {
    problem.textContent = main.dataset.unreached;
  }
  send.disabled = false;
});

function accepted(sentence) {
  form.hidden = true;
  done.hidden = false;
  document.getElementById("accepted").textContent = sentence;
  document.getElementById("another").focus();
  watch(submission);
}

// Shows the state until it has ended or another part is marked.
async function watch(watched) {
  for (let state = "waiting"; state === "waiting"; ) {
    await new Promise((resolve) => setTimeout(resolve, PACE));
    if (done.hidden || watched !== submission) return;
    const answer = await told(watched);
    if (done.hidden || watched !== submission) return;
    state = answer.state;
    if (state === "failed") refused(answer.said);
    else if (answer.said) document.getElementById("accepted").textContent = answer.said;
  }
}

async function told(watched) {
  try {
    const response = await fetch(`${location.pathname}/${watched}`);
    return response.ok ? await response.json() : {};
  } catch {
    return { state: "waiting" }; // the connection may come back
  }
}

// The words and what was marked are still there.
function refused(sentence) {
  sent = "";
  done.hidden = true;
  form.hidden = false;
  problem.textContent = sentence;
  words.focus();
}

document.getElementById("another").addEventListener("click", () => {
  sent = "";
  mask = new Mask(columns, rows);
  words.value = "";
  done.hidden = true;
  form.hidden = false;
  canvas.focus();
  show();
});

show();
