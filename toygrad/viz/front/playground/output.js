// The data, and behind them what the network makes of every place: a plane of two
// classes, or a curve.  Own points are set here, by mouse, finger or keys.
import { make, say } from "../dom.js";
import { number } from "../numbers.js";
import { Chart, EDGES } from "./chart.js";
import { Plane } from "./maps.js";

const LAYERS = ["border", "halo", "held-discs", "held-squares", "discs", "squares", "hole", "batch", "example", "seen", "curve", "kinks", "cross"];
const FARTHEST = 2, FINE = 20; // where a point may be set by hand: to the edge, on a grid of a twentieth
const NEAR = 14; // pixels: a point so near is taken away

export class Output {
  constructor({ set, told }) {
    Object.assign(this, { set, told, cross: [0, 0], label: 1 });
    this.chart = new Chart("Data and what the network says to them", ["x", "y"], LAYERS);
    this.surface = new Plane();
    this.glimpse = new Plane(); // of the neuron that is pointed at
    this.sheet = make("div", { class: "tgp-surface" }, this.surface.element, this.glimpse.element);
    this.title = make("p", { class: "tgp-seen-name", "aria-hidden": "true" });
    this.element = make("div", { class: "tgp-output" }, this.sheet, this.chart.element, this.title);
    this.chart.element.addEventListener("pointerdown", (event) => this.press(event));
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
      if (surface.values !== this.values) this.surface.take(this.values = surface.values, jumps);
      chart.paths.curve.setAttribute("d", "");
    } else {
      this.values = null;
      chart.line("curve", surface.xs, surface.ys);
      chart.paths.border.setAttribute("d", "");
    }
    chart.paths.kinks.setAttribute("d", (kinks ?? []).map((x) => `M${chart.place(x, data.low[1])}v-11`).join(""));
    this.look(this.node);
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
    say(this.title, node ? `what ${name} says` : "");
    chart.line("seen", node && !plane ? this.frame.surface.xs : [], node && !plane ? node.shown : []);
    if (node && plane && this.shown !== node.shown) this.glimpse.take(node.shown, this.seen !== node);
    this.shown = node && plane ? node.shown : null;
    this.seen = node;
  }

  paint(colours) {
    const moved = [this.surface, this.glimpse].map((map) => {
      if (!map.now || (!map.step() && this.painted === colours)) return false;
      map.paint(colours);
      return true;
    });
    if (moved[0] && this.frame.data.kind === "classes") this.chart.paths.border.setAttribute("d", border(this.surface, this.chart));
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
    const { left, top } = this.chart.element.getBoundingClientRect();
    const place = [event.clientX - left - EDGES.left, event.clientY - top - EDGES.top];
    const near = this.nearest(place);
    if (near !== null) this.take(near);
    else this.put(this.chart.valueAt(...place));
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

// Where the surface passes from one class to the other: in each square between four
// cells the straight piece, or the two, on which it is just between.
const BETWEEN = 127.5;

export function border({ now, side }, chart) {
  const pieces = [], inside = (part) => Math.min(Math.max(part, 0), side - 1);
  const at = (column, row) => now[inside(row) * side + inside(column)] - BETWEEN;
  const share = (part) => Math.min(Math.max(part + 0.5, 0), side) / side; // around the middles there is half a cell
  const place = (column, row) => [share(column) * chart.wide, (1 - share(row)) * chart.high].map((part) => part.toFixed(1));
  for (let row = -1; row < side; row++) {
    for (let column = -1; column < side; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]], values = corners.map((corner) => at(...corner));
      if (values.every((value) => value >= 0) || values.every((value) => value < 0)) continue;
      const ends = corners.flatMap(([x, y], k) => {
        const next = (k + 1) % 4, [a, b] = [values[k], values[next]];
        if (a >= 0 === b >= 0) return [];
        const way = a / (a - b);
        return [place(x + way * (corners[next][0] - x), y + way * (corners[next][1] - y))];
      });
      for (let k = 0; k + 1 < ends.length; k += 2) pieces.push(`M${ends[k]}L${ends[k + 1]}`);
    }
  }
  return pieces.join("");
}

