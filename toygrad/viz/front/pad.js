// A pad on which a reader draws a digit, and what a network says to it: the forward pass
// alone, and the softmax.  Nothing is differentiated here.
//
// The pad counts ink as the collection of digits did: 32 by 32 points, and each of the
// 8 by 8 cells counts its 16.
import { make, say } from "./dom.js";

const SIDE = 8, FINE = 4, POINTS = SIDE * FINE, FULL = FINE * FINE;
const BRUSH = 2.5; // points, its radius: the strokes get as thick as those of the collection
const SPREAD = [0, 10, 2, 8, 5, 15, 7, 13, 1, 11, 3, 9, 4, 14, 6, 12]; // which points of a cell get ink first

export class Pad {
  constructor({ words, layers, examples }) {
    Object.assign(this, { words, layers, examples, next: 0, at: 0 });
    this.points = new Uint8Array(POINTS * POINTS);
    this.dabs = null; // where the brush was, while nothing else made the points
    this.cells = Array.from({ length: SIDE * SIDE }, (_, k) => make("div", { role: "gridcell", tabindex: k ? -1 : 0 }));
    this.sheet = make("div", { class: "tg-sheet", role: "grid", "aria-label": "Pad" },
      ...Array.from({ length: SIDE }, (_, row) => make("div", { role: "row" }, ...this.cells.slice(SIDE * row, SIDE * (row + 1)))));
    this.chances = layers.at(-1).b.map((_, digit) => chance(digit));
    this.hears = make("p", { class: "tg-hears", "aria-live": "polite" });
    this.element = make("div", { class: "tg-pad" },
      make("div", { class: "tg-draws" }, make("p", {}, "Draw a digit: with the mouse, a finger, or the arrows and space."), this.sheet, make("div", { class: "tg-tools" },
        ...[["Clear", () => this.clear()], ["Fit", () => this.fitIn()], ["A test digit", () => this.example()]].map(([name, act]) => worded(name, act)))),
      make("div", { class: "tg-answers" }, make("ol", { "aria-label": "Probabilities" }, ...this.chances.map(({ line }) => line)), this.hears));
    this.listen();
    this.example();
  }

  moving() { return 0; }

  paint() {}

  // What stands on the pad, and what the network says to it.

  counts() {
    return this.cells.map((_, cell) => pointsOf(cell).reduce((sum, point) => sum + this.points[point], 0));
  }

  show() {
    const counts = this.counts(), chances = read(this.layers, counts);
    counts.forEach((count, k) => {
      if (this.seen?.[k] === count) return;
      this.cells[k].style.setProperty("--inked", `${(100 * count) / FULL}%`);
      this.cells[k].setAttribute("aria-label", `row ${Math.floor(k / SIDE) + 1}, column ${(k % SIDE) + 1}: ${count} of ${FULL}`);
    });
    this.seen = counts;
    const best = chances.indexOf(Math.max(...chances));
    this.chances.forEach(({ line, bar, number }, digit) => {
      line.classList.toggle("tg-best", digit === best);
      bar.style.width = `${100 * chances[digit]}%`;
      say(number, chances[digit].toFixed(3));
    });
    return [best, chances[best]];
  }

  // In words, when a stroke has come to its end.
  tell(before = "") {
    const [best, most] = this.show();
    const box = this.frame();
    const fits = box && Math.max(box.bottom - box.top, box.right - box.left) >= POINTS - 1;
    const first = box ? before : "Nothing is drawn, and still it has to choose. ";
    const last = box && !fits ? " The drawing does not fill the pad: press Fit." : "";
    say(this.hears, `${first}It reads a ${best}, with probability ${most.toFixed(3)}.${last}`);
  }

  // The rows and columns of points in which there is ink; null where there is none.
  frame() {
    const inked = [...this.points.keys()].filter((point) => this.points[point]);
    if (!inked.length) return null;
    const [rows, columns] = [inked.map((point) => Math.floor(point / POINTS)), inked.map((point) => point % POINTS)];
    return { top: Math.min(...rows), bottom: Math.max(...rows) + 1, left: Math.min(...columns), right: Math.max(...columns) + 1 };
  }

  // What is drawn.

  dab(x, y) {
    this.dabs?.push([x, y]);
    for (let row = Math.max(0, Math.floor(y - BRUSH)); row < Math.min(POINTS, y + BRUSH); row++) {
      for (let column = Math.max(0, Math.floor(x - BRUSH)); column < Math.min(POINTS, x + BRUSH); column++) {
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= BRUSH) this.points[row * POINTS + column] = 1;
      }
    }
  }

  stroke([x, y], [toX, toY]) {
    const dabs = Math.max(1, Math.ceil(2 * Math.hypot(toX - x, toY - y)));
    for (let k = 0; k <= dabs; k++) this.dab(x + ((toX - x) * k) / dabs, y + ((toY - y) * k) / dabs);
  }

  turn(cell) {
    const erases = 2 * this.counts()[cell] >= FULL;
    this.dabs = null;
    for (const point of pointsOf(cell)) this.points[point] = erases ? 0 : 1;
    this.tell();
  }

  clear() {
    this.points.fill(0);
    this.dabs = [];
    this.tell();
  }

  example() {
    const [label, counts] = this.examples[this.next++ % this.examples.length];
    this.points.fill(0);
    this.dabs = null;
    counts.forEach((count, cell) => pointsOf(cell).forEach((point, k) => { if (SPREAD[k] < count) this.points[point] = 1; }));
    this.tell(`A test digit, a ${label}. `);
  }

  // As the collection did it: as large as the pad, and in its middle.  Strokes keep
  // the width of the brush.
  fitIn() {
    if (this.dabs?.length) this.fitDabs();
    else if (this.frame()) this.fitPoints();
    this.tell();
  }

  fitDabs() {
    const [left, right, top, bottom] = [0, 1].flatMap((axis) => { const all = this.dabs.map((dab) => dab[axis]); return [Math.min(...all), Math.max(...all)]; });
    const larger = (POINTS - 2 * BRUSH) / Math.max(right - left, bottom - top, FINE);
    const moved = this.dabs.map(([x, y]) => [POINTS / 2 + larger * (x - (left + right) / 2), POINTS / 2 + larger * (y - (top + bottom) / 2)]);
    this.points.fill(0);
    this.dabs = [];
    for (const dab of moved) this.dab(...dab);
  }

  fitPoints() {
    const { top, bottom, left, right } = this.frame(), before = this.points.slice();
    const size = Math.max(bottom - top, right - left) / POINTS;
    const source = (at, least, most) => Math.floor((at + 0.5 - POINTS / 2) * size + (least + most) / 2);
    this.points.forEach((_, point) => {
      const [row, column] = [source(Math.floor(point / POINTS), top, bottom), source(point % POINTS, left, right)];
      const inside = row >= top && row < bottom && column >= left && column < right;
      this.points[point] = inside ? before[row * POINTS + column] : 0;
    });
  }

  // Mouse, pen, touch and keys.

  listen() {
    const { sheet } = this;
    let last = null;
    const place = ({ clientX, clientY }) => {
      const { left, top, width, height } = sheet.getBoundingClientRect();
      return [((clientX - left) / width) * POINTS, ((clientY - top) / height) * POINTS];
    };
    sheet.addEventListener("pointerdown", (event) => {
      if (event.button || !event.isPrimary) return;
      sheet.setPointerCapture(event.pointerId);
      last = place(event);
      this.dab(...last);
      this.show();
    });
    sheet.addEventListener("pointermove", (event) => {
      if (!last || !event.isPrimary) return;
      for (const one of event.getCoalescedEvents?.() ?? []) this.stroke(last, (last = place(one)));
      this.stroke(last, (last = place(event)));
      this.show();
    });
    for (const over of ["pointerup", "pointercancel"]) {
      sheet.addEventListener(over, () => { if (last) last = null, this.tell(); });
    }
    sheet.addEventListener("focusin", ({ target }) => this.go(this.cells.indexOf(target)));
    sheet.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const row = Math.floor(this.at / SIDE), column = this.at % SIDE;
    const ways = { ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], Home: [row, 0], End: [row, SIDE - 1] };
    const way = ways[event.key];
    if (way?.every((at) => at >= 0 && at < SIDE)) this.cells[way[0] * SIDE + way[1]].focus();
    else if (event.key === " " || event.key === "Enter") this.turn(this.at);
    else if (!way) return;
    event.preventDefault();
    event.stopPropagation();
  }

  go(cell) {
    this.cells[this.at].setAttribute("tabindex", -1);
    this.cells[(this.at = cell)].setAttribute("tabindex", 0);
  }
}

// The probabilities that a network gives to cells with so many points of ink.
export function read(layers, counts) {
  let numbers = counts.map((count) => count / FULL);
  for (const { w, b, activation } of layers) {
    const sums = w.map((row, k) => row.reduce((sum, weight, place) => sum + weight * numbers[place], b[k]));
    numbers = sums.map(ACTIVATIONS[activation]);
  }
  const largest = Math.max(...numbers), powers = numbers.map((number) => Math.exp(number - largest));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}

const ACTIVATIONS = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  tanh: Math.tanh,
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
};

function pointsOf(cell) {
  const first = Math.floor(cell / SIDE) * FINE * POINTS + (cell % SIDE) * FINE;
  return SPREAD.map((_, k) => first + Math.floor(k / FINE) * POINTS + (k % FINE));
}

function chance(digit) {
  const bar = make("span", { class: "tg-chance" }), number = make("span", { class: "tg-count" });
  return { bar, number, line: make("li", {}, make("b", {}, `${digit}`), make("span", { class: "tg-track", "aria-hidden": "true" }, bar), number) };
}

function worded(name, act) {
  const pressed = make("button", { type: "button" }, name);
  pressed.addEventListener("click", act);
  return pressed;
}
