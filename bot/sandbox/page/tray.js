// Files that are about to be sent: thumbnails, names, removal, paste and drop.
import { el, fill, icon, iconButton } from "./dom.js";
import { sizeWords } from "./pictures.js";
import { toast } from "./toast.js";

/** A tray of at most `most` files drawn into `list` (a `<ul>`). `onChange(files)` runs after each change. */
export function tray(list, { most, onChange = () => {} }) {
  let files = [];
  const draw = () => {
    fill(list, files.map(card));
    list.hidden = !files.length;
    onChange(files);
  };
  const card = (file) =>
    el(
      "li",
      { class: "tray-card", data: { testid: "tray-file" } },
      file.type.startsWith("image/") ? preview(file) : el("span", { class: "tray-icon" }, icon("file")),
      el("span", { class: "tray-name", title: file.name }, file.name),
      el("span", { class: "tray-size" }, sizeWords(file.size)),
      iconButton("close", `Remove ${file.name}`, () => remove(file), { class: "tray-remove" }),
    );
  const remove = (file) => set(files.filter((other) => other !== file));
  const set = (given) => {
    files = given;
    draw();
  };
  list.hidden = true;
  return {
    files: () => files,
    set,
    clear: () => set([]),
    /** Add as many files as there is room for; returns the rest. */
    add(given) {
      const room = most - files.length;
      if (given.length) set([...files, ...given.slice(0, Math.max(0, room))]);
      return given.slice(Math.max(0, room));
    },
  };
}

function preview(file) {
  const address = URL.createObjectURL(file);
  const free = () => URL.revokeObjectURL(address);
  return el("img", { src: address, alt: "", on: { load: free, error: free } });
}

export const tooMany = (most) => toast(most === 1 ? "One file fits here." : `Up to ${most} files fit here.`);

/** Files in a paste or a drop. Pasted pictures are all named image.png, so they are numbered. */
export function filesIn(transfer) {
  return [...(transfer?.files ?? [])];
}

export const carriesFiles = (transfer) => [...(transfer?.types ?? [])].includes("Files");

/** Let files be dropped on `node`; `node` is highlighted while they are over it. The event does not bubble. */
export function acceptDrops(node, take) {
  let depth = 0;
  const mark = (by) => {
    depth = Math.max(0, depth + by);
    node.classList.toggle("dropping", depth > 0);
  };
  node.addEventListener("dragenter", (event) => {
    if (carriesFiles(event.dataTransfer)) mark(1);
  });
  node.addEventListener("dragleave", (event) => {
    if (carriesFiles(event.dataTransfer)) mark(-1);
  });
  node.addEventListener("dragover", (event) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  node.addEventListener("drop", (event) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    mark(-depth);
    take(filesIn(event.dataTransfer));
  });
}

/**
 * A place for files in a form: a tile to press, paste into or drop on, and a tray below it.
 * Returns {node, files, add}. `label` names it; `least` 0 means it may stay empty.
 */
export function fileField({ id, most = 1, label, testid, onChange }) {
  const input = el("input", {
    id,
    type: "file",
    multiple: most > 1,
    class: "unseen",
    "aria-label": label,
    data: testid ? { testid } : {},
  });
  const list = el("ul", { class: "tray", "aria-label": `${label}: chosen files` });
  const words =
    most === 1 ? "Choose a file, or drop or paste it here" : `Choose up to ${most} files, or drop or paste them here`;
  const tile = el("label", { for: id, class: "file-tile" }, icon("plus"), el("span", {}, words));
  const node = el("div", { class: "file-field" }, input, tile, list);
  const held = tray(list, {
    most,
    onChange: (files) => {
      tile.hidden = files.length >= most;
      onChange?.(files);
    },
  });
  const take = (files) => {
    const rest = held.add(files);
    if (rest.length) tooMany(most);
  };
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  node.addEventListener("paste", (event) => {
    const files = filesIn(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    take(files);
  });
  acceptDrops(node, take);
  return { node, files: held.files, add: held.add };
}
