// Which cells of the grid over the image are marked. Coordinates are in cells, with fractions.

const MOST_STEPS = 100; // that can be undone

export class Mask {
  constructor(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    this.cells = new Uint8Array(columns * rows);
    this.before = [];
  }

  // One step begins: what follows is undone together.
  begin() {
    this.before.push(this.cells.slice());
    if (this.before.length > MOST_STEPS) this.before.shift();
  }

  undo() {
    this.cells = this.before.pop() ?? this.cells;
  }

  clear() {
    if (!this.count) return;
    this.begin();
    this.cells.fill(0);
  }

  get count() {
    return this.cells.reduce((sum, cell) => sum + cell, 0);
  }

  // Marks a line as wide as the brush, with round ends; at least the cell that it begins in.
  stroke(from, to, size, value) {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) * 2));
    for (let step = 0; step <= steps; step += 1) {
      const part = step / steps;
      this.#disc(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part, size / 2, value);
    }
  }

  box(from, to, value) {
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    for (let y = Math.floor(top); y <= Math.floor(bottom); y += 1) {
      for (let x = Math.floor(left); x <= Math.floor(right); x += 1) this.#set(x, y, value);
    }
  }

  // One bit a cell, row by row, the highest bit of a byte first, as base64.
  get bits() {
    const bytes = new Uint8Array(Math.ceil(this.cells.length / 8));
    this.cells.forEach((cell, at) => {
      if (cell) bytes[at >> 3] |= 128 >> (at & 7);
    });
    return btoa(String.fromCharCode(...bytes));
  }

  #disc(x, y, radius, value) {
    this.#set(Math.floor(x), Math.floor(y), value);
    for (let row = Math.floor(y - radius); row <= y + radius; row += 1) {
      for (let column = Math.floor(x - radius); column <= x + radius; column += 1) {
        const away = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        if (away <= radius) this.#set(column, row, value);
      }
    }
  }

  #set(x, y, value) {
    if (x < 0 || y < 0 || x >= this.columns || y >= this.rows) return;
    this.cells[y * this.columns + x] = value;
  }
}
