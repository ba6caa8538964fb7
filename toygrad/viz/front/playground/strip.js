// The gradients of one edge by single examples, and below them the mean of this batch and
// of those before: so one sees how far it strays.
import { make, say } from "../dom.js";
import { amount, number } from "../numbers.js";
import { round } from "../chart.js";

const WIDTH = 360, SIDE = 84, TOP = 26, ROW = 7, ROWS = 20, LOW = TOP + 24; // of the drawing, in its own units
const HEIGHT = LOW + ROW * ROWS + 6;
const MIDDLE = (SIDE + WIDTH) / 2; // right of the names
const NAMES = { "each alone": TOP + 10, "their mean": LOW + 4, "means before": LOW + 22 }; // beside the rows
const LOST = 5; // times: in another run what is so much smaller would not be seen
const NEAR = 0.02; // of the scale: closer ones lie above each other

export class Strip {
  constructor() {
    const path = (name) => make("path", { class: `tgp-${name}` });
    this.paths = { zero: path("strip-zero"), up: path("strip-up"), down: path("strip-down"), way: path("strip-way"), means: path("strip-means"), now: path("strip-now") };
    this.ends = [0, 1, 2].map((k) => make("text", { x: [SIDE, MIDDLE, WIDTH - 2][k], y: 10, "text-anchor": ["start", "middle", "end"][k] }));
    const names = Object.entries(NAMES).map(([name, y]) => make("text", { x: 2, y }, name));
    this.drawing = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, ...names, ...Object.values(this.paths), ...this.ends);
    this.words = make("p");
    this.element = make("div", { class: "tgp-strip" }, this.drawing, this.words);
    this.forget();
  }

  // Another edge has a scale of its own; the same edge keeps it, also in another run
  // where all is about as large.
  forget() {
    this.scale = 0;
    this.clear();
  }

  clear() {
    this.means = [];
    this.begins = true;
    for (const path of Object.values(this.paths)) path.setAttribute("d", "");
    say(this.words, "No gradient yet: take a step.");
  }

  // A step is in the row of means once, whole, and none that lies ahead is.
  show(reply) {
    const { alone, mean, step, count } = reply;
    if (!alone.length) return this.clear();
    const gradients = alone.map(([, gradient]) => gradient);
    const needed = ceiling(Math.max(...gradients.map(Math.abs)));
    this.scale = this.begins && needed * LOST < this.scale ? needed : Math.max(this.scale, needed);
    this.begins = false;
    const part = gradients.length < count;
    this.means = this.means.filter(([at]) => at < step || (part && at === step));
    this.draw(gradients, [[step, mean], ...this.means].slice(0, ROWS), part);
    if (!part) this.means.unshift([step, mean]);
    say(this.words, describe(gradients, reply));
  }

  draw(gradients, means, part) {
    const { paths } = this, x = (value) => round(MIDDLE + (value / (this.scale || 1)) * (WIDTH - MIDDLE - 8));
    const dots = (wanted) => pile(gradients.filter(wanted), NEAR * this.scale).map(([value, height]) => `M${x(value)} ${TOP + 14 - 3 * (height % 6)}h0`).join("");
    const places = means.map(([, mean], k) => `${x(mean)} ${LOW + k * ROW}`);
    paths.zero.setAttribute("d", `M${MIDDLE} 14V${HEIGHT}`);
    paths.up.setAttribute("d", dots((value) => value >= 0));
    paths.down.setAttribute("d", dots((value) => value < 0));
    paths.way.setAttribute("d", places.slice(part).length ? `M${places.slice(part).join("L")}` : "");
    paths.means.setAttribute("d", places.slice(1).map((place) => `M${place}h0`).join(""));
    paths.now.setAttribute("d", `M${places[0]}h0`);
    [-1, 0, 1].forEach((side, k) => say(this.ends[k], number(side * this.scale)));
  }
}

// How far they pull, which way, and why a larger batch calms the path.
function describe(gradients, { mean, spread, strays, step, count, points }) {
  const found = gradients.length, up = gradients.filter((value) => value > 0).length, down = gradients.filter((value) => value < 0).length;
  if (found < count) return `Step ${step}, ${found} of ${count} so far: mean ${number(mean)}, share of the gradient ${number((mean * found) / count)}.`;
  if (count === 1) return `Step ${step}: one example alone makes the gradient, so it strays${spread === null ? "" : ` by about ${number(spread)}`}, as much as the examples do.`;
  const pull = up && down ? `${up} of ${count} gradients are positive, ${down} negative` : `${amount(count, "gradient")} of the same sign`;
  const steady = count === points ? "The batch is all points, so their mean does not stray at all." : `The mean of ${count} strays by about ${number(strays)} from batch to batch.`;
  return `Step ${step}: ${pull}. One alone is about ${number(spread)} away from their mean. ${steady}`;
}

// Those that lie above each other get a place in a pile.
function pile(values, near) {
  let height = 0;
  return values.sort((a, b) => a - b).map((value, k, all) => [value, (height = k && value - all[k - 1] < near ? height + 1 : 0)]);
}

// The next round number: 1, 2 or 5 of a power of ten.
function ceiling(most) {
  if (!most) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return +(power * [1, 2, 5, 10].find((step) => most <= step * power)).toPrecision(1);
}
