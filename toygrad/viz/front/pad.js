// A pad on which a reader draws a digit, and what a network says to it: the forward pass
// alone, and the softmax.  Nothing is differentiated here.
//
// The pad counts ink as the collection of digits did: 32 by 32 points, and each of the
// 8 by 8 cells counts its 16.
import { make, say } from "./dom.js";
import { number } from "./numbers.js";

const SIDE = 8, FINE = 4, POINTS = SIDE * FINE, FULL = FINE * FINE;
const BRUSH = 2.5; // points, its radius: the strokes get as thick as those of the collection
const LARGE = 28; // points: a drawing so long fills the pad
const BACK = 50; // so many times one can undo
const SIGNED = 15; // per cent of the largest share: such a cell has its sign
const SPREAD = [0, 10, 2, 8, 5, 15, 7, 13, 1, 11, 3, 9, 4, 14, 6, 12]; // which points of a cell get ink first

export class Pad {
  constructor({ words, layers, examples }) {
    Object.assign(this, { words, layers, examples, next: 0, at: 0, past: [], asked: null, label: null });
    this.points = new Uint8Array(POINTS * POINTS);
    this.dabs = null; // where the brush was, while nothing else made the points
    this.splits = layers.every(({ activation }) => activation === "none" || activation === "relu");
    this.cells = Array.from({ length: SIDE * SIDE }, (_, k) => make("div", { role: "gridcell", tabindex: k ? -1 : 0 }));
    this.trail = make("path", { "stroke-width": 2 * BRUSH });
    this.sheet = make("div", { class: "tg-sheet", role: "grid", "aria-label": "Pad" },
      ...Array.from({ length: SIDE }, (_, row) => make("div", { role: "row" }, ...this.cells.slice(SIDE * row, SIDE * (row + 1)))),
      make("svg", { viewBox: `0 0 ${POINTS} ${POINTS}`, "aria-hidden": "true" }, this.trail));
    this.chances = layers.at(-1).b.map((_, digit) => chance(digit));
    this.bars = make("ol", { "aria-label": "Probabilities" }, ...this.chances.map(({ line }) => line));
    this.hears = make("p", { class: "tg-hears" });
    this.heard = make("p", { class: "tg-heard", "aria-live": "polite" }); // the same, when a stroke has come to its end
    this.back = worded("Undo", () => this.undo());
    this.element = make("div", { class: "tg-pad" }, make("div", { class: "tg-draws" },
      make("p", {}, "Draw a digit", make("span", {}, ": with the mouse, a finger, or the arrows and space")), this.sheet, this.tools()),
      make("div", { class: "tg-answers" }, this.hears, this.heard, this.bars, ...(this.splits ? [make("p", { class: "tg-hint" }, "Point at a bar: which cells speak for it?")] : [])));
    this.listen();
    if (this.splits) this.listenToBars();
    this.example();
  }

  tools() {
    const ways = [["←", "left", -1, 0], ["→", "right", 1, 0], ["↑", "up", 0, -1], ["↓", "down", 0, 1]];
    return make("div", { class: "tg-tools" }, worded("Clear", () => this.clear()), this.back, worded("Fit", () => this.fitIn()),
      worded("Test digit", () => this.example()), ...ways.map(([sign, name, right, down]) => worded(sign, () => this.slide(right, down), `Slide ${name}`)));
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
    this.chances.forEach(({ line, bar, text }, digit) => {
      line.classList.toggle("tg-best", digit === best);
      line.classList.toggle("tg-true", digit === this.label);
      if (this.splits) line.setAttribute("tabindex", digit === (this.asked ?? best) ? 0 : -1);
      bar.style.width = `${100 * chances[digit]}%`;
      say(text, written(chances[digit]));
    });
    this.back.setAttribute("aria-disabled", `${!this.past.length}`);
    this.verdict = `It reads ${named(best)}, with probability ${written(chances[best])}.`;
    say(this.hears, this.verdict);
    this.showShares(counts);
  }

  // In words, when a stroke has come to its end.
  tell() {
    this.show();
    const box = this.frame(), fits = box && Math.max(box.bottom - box.top, box.right - box.left) >= LARGE;
    const first = !box ? "Nothing is drawn, and still it has to choose. " : this.label === null ? "" : `A test digit, ${named(this.label)} (in the box). `;
    const last = box && !fits ? " The drawing does not fill the pad: press Fit." : "";
    for (const words of [this.hears, this.heard]) say(words, `${first}${this.verdict}${last}`);
  }

  // What each cell adds to the logit of the digit whose bar is pointed at.
  showShares(counts) {
    this.sheet.classList.toggle("tg-shares", this.asked !== null);
    if (this.asked === null) return;
    const { logits, parts } = split(this.layers, counts), shares = parts.map((part) => part[this.asked]);
    const most = Math.max(...shares.map(Math.abs)) || 1, logit = logits[this.asked];
    shares.forEach((share, k) => {
      const size = (100 * Math.abs(share)) / most;
      this.cells[k].style.setProperty("--share", `${0.7 * size}%`);
      this.cells[k].dataset.side = size < SIGNED ? "" : share < 0 ? "−" : "+";
      this.cells[k].classList.toggle("tg-against", share < 0);
    });
    const rest = logit - shares.reduce((sum, share) => sum + share, 0);
    say(this.hears, `Logit of ${this.asked}: ${number(+logit.toFixed(2))}. Blue cells (+) add to it, orange ones (−) take away; the biases add ${number(+rest.toFixed(2))}.`);
  }

  point(digit) {
    this.asked = digit;
    digit === null ? this.tell() : this.show();
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
    this.keep();
    const erases = 2 * this.counts()[cell] >= FULL;
    this.dabs = this.label = null;
    for (const point of pointsOf(cell)) this.points[point] = erases ? 0 : 1;
    this.tell();
  }

  // What stood there before can come back.
  keep() {
    this.past.push({ points: this.points.slice(), dabs: this.dabs && [...this.dabs], label: this.label });
    if (this.past.length > BACK) this.past.shift();
  }

  undo() {
    Object.assign(this, this.past.pop());
    this.tell();
  }

  empty() {
    this.points.fill(0);
    Object.assign(this, { dabs: [], label: null });
  }

  clear() {
    this.keep();
    this.empty();
    this.tell();
  }

  example() {
    if (this.next) this.keep();
    const [label, counts] = this.examples[this.next++ % this.examples.length];
    this.points.fill(0);
    Object.assign(this, { dabs: null, label });
    counts.forEach((count, cell) => pointsOf(cell).forEach((point, k) => { if (SPREAD[k] < count) this.points[point] = 1; }));
    this.tell();
  }

  // By one cell; what goes over the edge is lost, as in the chapter.
  slide(right, down) {
    this.keep();
    const before = this.points.slice(), [across, up] = [FINE * right, FINE * down];
    this.points.forEach((_, point) => {
      const [row, column] = [Math.floor(point / POINTS) - up, (point % POINTS) - across];
      this.points[point] = Math.min(row, column) >= 0 && Math.max(row, column) < POINTS ? before[row * POINTS + column] : 0;
    });
    this.dabs = this.dabs?.map(([x, y]) => [x + across, y + up]) ?? null;
    this.tell();
  }

  // As the collection did it: as large as the pad, and in its middle.  Strokes keep
  // the width of the brush.
  fitIn() {
    this.keep();
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
      this.keep();
      if (this.label !== null) this.empty(); // a digit of one's own, not on top of another
      last = place(event);
      this.dab(...last);
      this.trail.setAttribute("d", `M${last}h0`);
      sheet.classList.add("tg-drawing");
      this.show();
    });
    sheet.addEventListener("pointermove", (event) => {
      if (!last || !event.isPrimary) return;
      for (const one of event.getCoalescedEvents?.() ?? []) this.stroke(last, (last = place(one)));
      this.stroke(last, (last = place(event)));
      this.trail.setAttribute("d", `${this.trail.getAttribute("d")}L${last}`);
      this.show();
    });
    for (const over of ["pointerup", "pointercancel"]) {
      sheet.addEventListener(over, () => {
        if (last) this.tell();
        last = null;
        sheet.classList.remove("tg-drawing");
      });
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

  // Mouse, finger or keys at a bar.
  listenToBars() {
    this.chances.forEach(({ line }, digit) => {
      for (const over of ["pointerenter", "focus"]) line.addEventListener(over, () => this.point(digit));
      for (const off of ["pointerleave", "blur"]) line.addEventListener(off, () => this.point(null));
    });
    this.bars.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || event.altKey || event.metaKey || event.ctrlKey) return;
      this.chances[this.asked + by]?.line.focus();
      event.preventDefault();
      event.stopPropagation();
    });
  }

  go(cell) {
    this.cells[this.at].setAttribute("tabindex", -1);
    this.cells[(this.at = cell)].setAttribute("tabindex", 0);
  }
}

// The probabilities that a network gives to cells with so many points of ink.
export function read(layers, counts) {
  let numbers = counts.map((count) => count / FULL);
  for (const layer of layers) numbers = weigh(layer, numbers).map(ACTIVATIONS[layer.activation]);
  const largest = Math.max(...numbers), powers = numbers.map((number) => Math.exp(number - largest));
  const all = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / all);
}

function weigh({ w, b }, numbers) {
  return w.map((row, k) => row.reduce((sum, weight, place) => sum + weight * numbers[place], b[k]));
}

// The logits, and for each cell the part of them that comes from its ink alone: it goes through
// the weights, and through those relus that are on.
export function split(layers, counts) {
  let numbers = counts.map((count) => count / FULL);
  let parts = numbers.map((ink, cell) => numbers.map((_, other) => (other === cell ? ink : 0)));
  for (const { w, b, activation } of layers) {
    const sums = weigh({ w, b }, numbers), open = sums.map((sum) => activation === "none" || sum > 0);
    parts = parts.map((part) => weigh({ w, b: b.map(() => 0) }, part).map((sum, k) => (open[k] ? sum : 0)));
    numbers = sums.map(ACTIVATIONS[activation]);
  }
  return { logits: numbers, parts };
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
  const bar = make("span", { class: "tg-chance" }), text = make("span", { class: "tg-count" });
  return { bar, text, line: make("li", {}, make("b", {}, `${digit}`), make("span", { class: "tg-track", "aria-hidden": "true" }, bar), text) };
}

// A probability, and a digit with its article; as in still_pad.py.
function written(chance) { return chance < 0.0005 ? "< 0.001" : chance < 0.9995 ? chance.toFixed(3) : "> 0.999"; }

function named(digit) { return `${/^(8|1[18]$)/.test(digit) ? "an" : "a"} ${digit}`; }

function worded(text, act, name) {
  const pressed = make("button", { type: "button", "aria-label": name, title: name }, text);
  pressed.addEventListener("click", () => { if (pressed.getAttribute("aria-disabled") !== "true") act(); });
  return pressed;
}
