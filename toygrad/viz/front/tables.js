// A graph whose values gather into tables, edge by edge.
import { make, say } from "./dom.js";
import { between, eased } from "./motion.js";

const PAD = 14, LARGEST = 1.2, SMALLEST = 0.75, MOTION = 1100;
const HINT = "Point at a number, or choose one with the arrow keys: its paths light up.";

export class Tables {
  constructor({ title, words, says, size, cell, tables, cells, edges }) {
    Object.assign(this, { title, words, says, size, cell, tables, cells, edges, at: 0 });
    const [w, h] = cell;
    this.ways = edges.map(({ local }) => {
      const line = make("path", { class: "tg-line" }), label = make("g", { class: "tg-label" }, make("text", {}, local));
      return { line, label, element: make("g", { class: "tg-edge" }, line, label) };
    });
    this.frames = tables.map(({ title, at: [x, y, width, height] }) => make("g", { class: "tg-table" },
      make("rect", { x, y, width, height }), make("text", { class: "tg-title", x: x + width / 2, y: y - 8 }, title)));
    this.boxes = cells.map((one, k) => this.box(one, k, w, h));
    this.svg = make("svg", { viewBox: `${-PAD} ${-PAD} ${size[0] + 2 * PAD} ${size[1] + 2 * PAD}`, role: "group", "aria-label": words },
      ...this.ways.map(({ element }) => element), ...this.boxes.map(({ element }) => element), ...this.frames);
    this.canvas = make("div", { class: "tg-canvas" }, this.svg);
    this.told = make("p", { class: "tg-told", "aria-live": "polite" }, HINT);
    this.element = make("div", { class: "tg-graph tg-tables" }, this.canvas, this.told);
  }

  box({ name, data, beside, says }, k, w, h) {
    const note = make("text", { class: "tg-note", y: 15 });
    const place = beside ? { x: -w / 2 - 6, y: 5, class: "tg-own-name tg-left" } : { y: -h / 2 - 6, class: "tg-own-name" };
    const element = make("g", { class: "tg-box", role: "img", tabindex: k ? -1 : 0 },
      make("rect", { class: "tg-frame", x: -w / 2, y: -h / 2, width: w, height: h, rx: 6 }),
      make("text", place, name), make("text", { class: "tg-data", y: -3 }, data), note);
    for (const on of ["pointerenter", "focus", "click"]) element.addEventListener(on, () => this.light(k));
    for (const off of ["pointerleave", "blur"]) element.addEventListener(off, () => this.light(null));
    element.addEventListener("keydown", (event) => this.step(event, k));
    element.setAttribute("aria-label", `${name}: ${data}. ${says}`);
    return { element, note };
  }

  phase(k) { return k ? "backward" : "forward"; }

  moving(k) { return k ? MOTION : 0; }

  fit(width, height) {
    const [w, h] = this.size.map((size) => size + 2 * PAD);
    this.shown = height ? Math.min(width / w, (height - this.told.offsetHeight) / h) : Math.max(Math.min(LARGEST, width / w), SMALLEST);
    this.svg.setAttribute("width", Math.floor(w * this.shown));
    this.svg.setAttribute("height", Math.floor(h * this.shown));
    return false;
  }

  // How far a cell is on its way into its table.
  joined(k, step, share) {
    const { moves } = this.cells[k];
    return step === moves ? eased(share) : step > moves ? 1 : 0;
  }

  paint(step, share) {
    Object.assign(this, { at: step, share });
    this.element.dataset.phase = this.phase(step);
    this.cells.forEach(({ alone, home, notes }, k) => {
      const { element, note } = this.boxes[k], j = this.joined(k, step, share);
      const come = notes.filter(([when]) => when < step || when === step && share > 0.5);
      element.setAttribute("transform", `translate(${alone.map((at, axis) => between(at, home[axis], j))})`);
      element.dataset.note = come.length === notes.length ? "complete" : come.length ? "partial" : "none";
      element.classList.toggle("tg-home", j === 1);
      say(note, come.length ? come.at(-1)[1] + (come.length < notes.length ? " + …" : "") : "");
    });
    this.frames.forEach((frame, t) => frame.classList.toggle("tg-whole", this.whole(t, step, share) === 1));
    this.ways.forEach((way, k) => this.draw(way, k));
  }

  // A table is whole when its last value has come; then the edges that it has used are one.
  whole(table, step, share) {
    return Math.min(...this.cells.map((cell, k) => (cell.table === table ? this.joined(k, step, share) : 1)));
  }

  draw({ line, label, element }, k) {
    const { tail, head, step } = this.edges[k], lit = Boolean(this.lit?.has(k)), active = step === this.at;
    const merged = lit || active && step || step > this.at ? 0 : this.whole(this.cells[tail].table, this.at, this.share);
    const [x, y, exit] = this.port(tail, merged, 1), [to, down, entry] = this.port(head, merged, -1), middle = (exit + entry) / 2;
    line.setAttribute("d", `M${x} ${y}H${exit}C${middle} ${y} ${middle} ${down} ${entry} ${down}H${to}`);
    label.setAttribute("transform", `translate(${middle} ${(y + down) / 2 + 5})`);
    element.classList.toggle("tg-used", step < this.at);
    for (const part of [element, label]) part.classList.toggle("tg-lit", lit), part.classList.toggle("tg-active", active || lit);
  }

  // Where an edge ends, and where it leaves the room of its table.
  port(k, merged, side) {
    const { alone, home, table } = this.cells[k], [left, top, wide, high] = this.tables[table].at, j = this.joined(k, this.at, this.share);
    const [x, y] = alone.map((at, axis) => between(at, home[axis], j)), from = x + side * this.cell[0] / 2;
    const exit = between(from, side > 0 ? left + wide : left, j);
    return [between(from, exit, merged), between(y, top + high / 2, merged), exit];
  }

  // All paths from a cell to the result.
  light(k) {
    const boxes = new Set([k]);
    this.lit = new Set();
    for (let i = this.edges.length; i--;) if (boxes.has(this.edges[i].tail)) boxes.add(this.edges[i].head), this.lit.add(i); // the last to send come first
    this.svg.classList.toggle("tg-tracing", k !== null);
    this.boxes.forEach(({ element }, i) => element.classList.toggle("tg-lit", boxes.has(i)));
    this.ways.forEach((way, i) => this.draw(way, i));
    const known = k !== null && this.boxes[k].element.dataset.note === "complete";
    say(this.told, known ? this.cells[k].says : k === null ? HINT : `The gradient of ${this.cells[k].name} is not known yet at this step.`);
  }

  step(event, k) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const next = this.boxes[(k + by + this.boxes.length) % this.boxes.length].element;
    this.boxes[k].element.setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
