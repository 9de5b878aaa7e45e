// A drawing to attach, for people without a file of their own.
import { el } from "./dom.js";

/** A few shapes as a PNG: a house, a hill, a sun. */
export async function drawSketch() {
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
