// The data, and behind them what the network makes of every place: a plane of two
// classes, or a curve.  Own points are set here, by mouse, finger or keys.
import { make, say } from "../dom.js";
import { number } from "../numbers.js";
import { border } from "./border.js";
import { Chart, EDGES } from "../chart.js";
import { Plane, Surface } from "./maps.js";

const LAYERS = ["border", "halo", "held-discs", "held-squares", "discs", "squares", "hole", "batch", "example", "seen", "curve", "kinks", "rim", "cross"];
const FARTHEST = 2, FINE = 20; // where a point may be set by hand: to the edge, on a grid of a twentieth
// To begin with: four heaps across, which no straight line divides.
export const FIRST = [[1, 1, 1], [-1, 1, 0], [-1, -1, 1], [1, -1, 0], [0.7, 1.2, 1], [-1.2, 0.6, 0], [-0.7, -1.3, 1], [1.3, -0.8, 0], [1.3, 0.7, 1], [-0.8, 1.3, 0]];
const NEAR = 14; // pixels: a point so near is taken away

export class Output {
  constructor({ set, told }) {
    Object.assign(this, { set, told, cross: [0, 0], label: 1 });
    this.chart = new Chart("Data and what the network says to them", ["x", "y"], LAYERS);
    this.surface = new Surface();
    this.glimpse = new Plane(); // of the neuron that is pointed at
    this.sheet = make("div", { class: "tgp-surface" }, this.surface.element, this.glimpse.element);
    this.title = make("p", { class: "tgp-seen-name", "aria-hidden": "true" });
    this.element = make("div", { class: "tgp-output" }, this.sheet, this.chart.element, this.title);
    this.chart.element.addEventListener("pointerdown", (event) => this.press(event));
    this.chart.element.addEventListener("pointermove", (event) => this.point(this.placeOf(event)));
    this.chart.element.addEventListener("pointerleave", () => this.point(null));
    this.chart.element.addEventListener("keydown", (event) => this.key(event));
    this.chart.element.addEventListener("focus", () => this.mark());
    this.chart.element.addEventListener("blur", () => this.mark());
  }

  fit(width, height) {
    this.chart.fit(width, height);
    const { wide, high } = this.chart;
    Object.assign(this.sheet.style, { left: `${EDGES.left}px`, top: `${EDGES.top}px`, width: `${wide}px`, height: `${high}px` });
    this.painted = this.data = null;
    if (this.frame) this.show(this.frame, false);
  }

  show(frame, jumps) {
    const { data, surface, kinks } = frame, { chart } = this, plane = data.kind === "classes";
    this.frame = frame;
    if (!chart.width) return;
    this.element.classList.toggle("tgp-plane", plane);
    chart.between(data.low, data.high);
    this.takeHand(frame.setting.problem === "own");
    if (this.data !== data) this.showPoints(data, plane);
    if (plane) {
      if (surface !== this.shownSurface) this.surface.take(this.shownSurface = surface, jumps);
      chart.paths.curve.setAttribute("d", "");
      chart.paths.rim.setAttribute("d", "");
    } else {
      this.shownSurface = null;
      chart.line("curve", surface.xs, surface.ys);
      this.pointOut(surface);
      chart.paths.border.setAttribute("d", "");
    }
    chart.paths.kinks.setAttribute("d", (kinks ?? []).map((x) => `M${chart.place(x, data.low[1])}v-11`).join(""));
    this.look(this.node);
  }

  // Arrows at the rim where the curve lies outside.
  pointOut({ xs, ys }) {
    const { chart } = this, arrow = (x, y) => (y < 0 ? `M${x} 3l-6 10h12z` : y > chart.high ? `M${x} ${chart.high - 3}l-6-10h12z` : "");
    chart.paths.rim.setAttribute("d", xs.map((x, k) => (k % 10 === 5 ? arrow(...chart.place(x, ys[k])) : "")).join(""));
  }

  showPoints(data, plane) {
    const { train, held } = this.data = data, { chart } = this, all = [...train, ...held];
    const of = (points, label) => points.filter((point) => !plane || point[2] === label);
    chart.dots("halo", all);
    chart.dots("discs", of(train, 1));
    chart.dots("held-discs", of(held, 1));
    chart.dots("squares", plane ? of(train, 0) : []);
    chart.dots("held-squares", plane ? of(held, 0) : []);
    chart.dots("hole", held);
  }

  // The examples of a batch whose shares were added; the last one is under the microscope.
  ring(places) {
    const points = places.map((place) => this.frame.data.train[place]).filter(Boolean);
    this.chart.rings("batch", points, 7);
    this.chart.rings("example", points.slice(-1), 11);
  }

  // The map of one neuron in place of the whole network's.
  look(node, name = this.name) {
    Object.assign(this, { node, name });
    const plane = this.frame?.data.kind === "classes", { chart } = this;
    this.element.classList.toggle("tgp-glimpsed", Boolean(node && plane));
    const [low, high] = node && !plane ? [Math.min(...node.shown), Math.max(...node.shown)] : [];
    say(this.title, node ? (plane ? `what ${name} says` : `${name} says ${[low, high].map((y) => number(+y.toPrecision(2))).join(" to ")}`) : this.answer());
    chart.line("seen", node && !plane ? this.frame.surface.xs : [], node && !plane ? node.shown.map((y) => chart.low[1] + ((y - low) / (high - low || 1)) * (chart.top[1] - chart.low[1])) : []); // a neuron has other numbers than the data
    if (node && plane && this.shown !== node.shown) this.glimpse.take(node.shown, this.seen !== node);
    this.shown = node && plane ? node.shown : null;
    this.seen = node;
  }

  // What the network says of the place that is pointed at, read off the picture.
  point(place) {
    this.pointed = place;
    if (this.frame && !this.node) say(this.title, this.answer());
  }

  answer() {
    const { pointed, frame: { data, surface }, chart } = this, [across, up] = pointed ? [pointed[0] / chart.wide, 1 - pointed[1] / chart.high] : [];
    if (!pointed || Math.min(across, up) < 0 || Math.max(across, up) >= 1) return "";
    if (data.kind === "curve") return `at x = ${number(+chart.valueAt(...pointed)[0].toPrecision(2))} it says ${number(+surface.ys[Math.round(across * (surface.ys.length - 1))].toPrecision(3))}`;
    const { side, goal } = this.surface, chance = 1 / (1 + Math.exp(-goal[Math.floor(up * side) * side + Math.floor(across * side)]));
    return `here it says class ${chance >= 0.5 ? 1 : 0}, ${Math.min(99, Math.round(100 * Math.max(chance, 1 - chance)))} %`;
  }

  paint(colours) {
    const moved = [this.surface, this.glimpse].map((map) => {
      if (!map.now || (!map.step() && this.painted === colours)) return false;
      map.paint(colours);
      return true;
    });
    if (moved[0] && this.frame.data.kind === "classes") this.chart.paths.border.setAttribute("d", border(this.surface.now, this.surface.side, this.chart.wide, this.chart.high));
    this.painted = colours;
    return moved.some(Boolean);
  }

  // By hand.

  takeHand(own) {
    if (own === this.own) return;
    this.own = own;
    this.element.classList.toggle("tgp-own", own);
    const { element } = this.chart;
    element.setAttribute("role", own ? "application" : "img");
    element.setAttribute("aria-label", own
      ? "Points: the arrows move the cross, space sets a point, delete takes the nearest away"
      : "Data and what the network says to them");
    own ? element.setAttribute("tabindex", 0) : element.removeAttribute("tabindex");
    this.mark();
  }

  press(event) {
    if (!this.own || event.button || !event.isPrimary) return;
    const place = this.placeOf(event);
    const near = this.nearest(place);
    if (near !== null) this.take(near);
    else this.put(this.chart.valueAt(...place));
  }

  placeOf({ clientX, clientY }) {
    const { left, top } = this.chart.element.getBoundingClientRect();
    return [clientX - left - EDGES.left, clientY - top - EDGES.top];
  }

  nearest(place) {
    const away = this.points().map(([x, y]) => { const [u, v] = this.chart.place(x, y); return Math.hypot(u - place[0], v - place[1]); });
    const least = Math.min(...away);
    return least < NEAR ? away.indexOf(least) : null;
  }

  points() { return this.frame.setting.points; }

  put(place) {
    if (place.some((part) => Math.abs(part) > FARTHEST)) return;
    const [x, y] = place.map((part) => Math.round(part * FINE) / FINE + 0);
    this.set([...this.points(), [x, y, this.label]], `A point of class ${this.label} at ${number(x)}, ${number(y)}.`);
  }

  take(at) {
    const [x, y] = this.points()[at];
    this.set(this.points().filter((_, k) => k !== at), `The point at ${number(x)}, ${number(y)} is gone.`);
  }

  key(event) {
    if (!this.own || event.altKey || event.metaKey || event.ctrlKey) return;
    const step = event.shiftKey ? 10 : 2, [x, y] = this.cross;
    const ways = { ArrowLeft: [x - step / FINE, y], ArrowRight: [x + step / FINE, y], ArrowUp: [x, y + step / FINE], ArrowDown: [x, y - step / FINE] };
    if (ways[event.key]) this.move(ways[event.key]);
    else if (event.key === " " || event.key === "Enter") this.put(this.cross);
    else if (event.key === "Delete" || event.key === "Backspace") this.takeAway();
    else if (event.key === "0" || event.key === "1") this.told(`Now class ${this.label = +event.key}.`);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  takeAway() {
    const near = this.nearest(this.chart.place(...this.cross));
    if (near === null) this.told("No point is so near.");
    else this.take(near);
  }

  move(place) {
    this.cross = place.map((part) => Math.round(Math.min(Math.max(part, -FARTHEST), FARTHEST) * FINE) / FINE + 0);
    this.mark();
    this.told(`${number(this.cross[0])}, ${number(this.cross[1])}`);
  }

  mark() {
    const { element, paths } = this.chart, [x, y] = this.frame ? this.chart.place(...this.cross) : [0, 0];
    const seen = this.own && document.activeElement === element;
    paths.cross.setAttribute("d", seen ? `M${x - 9} ${y}h18M${x} ${y - 9}v18` : "");
  }
}
