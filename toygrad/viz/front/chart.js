// Two axes and what lies between them: paths that are written anew with every frame.
import { make, say } from "./dom.js";
import { number, ticks } from "./numbers.js";

export const EDGES = { left: 38, top: 8, right: 10, bottom: 22 }; // pixels around the area
const LETTER = 7; // pixels
const TICK = 40; // pixels from one number to the next, about
const FAR = 9999; // pixels: farther out nothing is seen
const LONGEST = 5; // letters beside an axis

export class Chart {
  // `layers` are the classes of its paths, from below; a name beside each axis.
  constructor(words, names, layers, free = 14) {
    Object.assign(this, { names, free }); // pixels at the top of the second axis without a number
    this.paths = Object.fromEntries(layers.map((name) => [name, make("path", { class: `tgp-${name}` })]));
    this.lines = make("path");
    this.axes = make("g", { class: "tgp-axes" }, this.lines);
    this.texts = []; // written again and again, see say
    this.inside = make("svg", { overflow: "hidden" }, ...Object.values(this.paths));
    this.room = make("g", { transform: `translate(${EDGES.left} ${EDGES.top})` }, this.axes, this.inside);
    this.element = make("svg", { role: "img", "aria-label": words }, this.room);
  }

  fit(width, height) {
    if (!width || !height || (width === this.width && height === this.height)) return;
    Object.assign(this, { width, height, wide: Math.max(width - EDGES.left - EDGES.right, 40), high: Math.max(height - EDGES.top - EDGES.bottom, 30) });
    for (const [element, w, h] of [[this.element, width, height], [this.inside, this.wide, this.high]]) {
      element.setAttribute("width", w);
      element.setAttribute("height", h);
    }
    this.between(this.low, this.top, true);
  }

  // The numbers at the corners; the axes are drawn again only where these change.
  between(low, top, anew) {
    if (!low || !this.width || (!anew && `${low};${top}` === `${this.low};${this.top}`)) return;
    Object.assign(this, { low, top });
    const room = [this.wide, this.high];
    const [across, beside] = [0, 1].map((axis) => (this.logs?.[axis] ? decades(low[axis], top[axis]) : ticks([low[axis], top[axis]], Math.min(Math.max(room[axis] / TICK, 2), 5))));
    this.write(across.map((value) => this.place(value, low[1])[0]), beside.map((value) => this.place(low[0], value)[1]), across, beside);
  }

  // The axes with a mark at each number, and the numbers that have room beside the names.
  write(xs, ys, across, beside) {
    const { wide, high, names: [name, other] } = this;
    const free = (x, words) => wide - x >= (name.length + words.length / 2) * LETTER + 8;
    const texts = [
      ...across.map((value, k) => [xs[k], high + 17, short(value), "middle"]).filter(([x, , words]) => free(x, words)),
      ...beside.map((value, k) => [-8, ys[k] + 4, short(value), "end"]).filter(([, y]) => y - 4 >= this.free),
      [wide, high + 17, name, "end"], [-8, 10, other, "end"],
    ];
    this.lines.setAttribute("d", `M0 0V${high}H${wide}${xs.map((x) => `M${x} ${high}v4`).join("")}${ys.map((y) => `M0 ${y}h-4`).join("")}`);
    while (this.texts.length < texts.length) this.texts.push(this.axes.appendChild(make("text")));
    this.texts.forEach((text, k) => {
      const [x, y, words, anchor] = texts[k] ?? [0, 0, "", "end"];
      say(text, words);
      for (const [key, value] of Object.entries({ x, y, "text-anchor": anchor })) if (text.getAttribute(key) !== `${value}`) text.setAttribute(key, value);
    });
  }

  // Pixels of a place.
  place(x, y) {
    const share = (value, axis) => {
      const at = this.logs?.[axis] ? Math.log10 : (one) => one;
      return (at(value) - at(this.low[axis])) / (at(this.top[axis]) - at(this.low[axis]) || 1);
    };
    return [share(x, 0) * this.wide, (1 - share(y, 1)) * this.high].map((at) => round(Math.min(Math.max(at, -FAR), FAR)));
  }

  // And back.
  valueAt(x, y) {
    const { low, top, wide, high } = this;
    return [low[0] + (x / wide) * (top[0] - low[0]), low[1] + (1 - y / high) * (top[1] - low[1])];
  }

  line(name, xs, ys) {
    let pen = "M";
    const way = xs.map((x, k) => {
      if (ys[k] === null || !Number.isFinite(ys[k])) { pen = "M"; return ""; }
      const said = `${pen}${this.place(x, ys[k])}`;
      pen = "L";
      return said;
    });
    this.paths[name].setAttribute("d", way.join(""));
  }

  dots(name, points) {
    this.paths[name].setAttribute("d", points.map(([x, y]) => `M${this.place(x, y)}h0`).join(""));
  }

  rings(name, points, radius) {
    const half = (way) => `a${radius} ${radius} 0 0 1 ${way * 2 * radius} 0`;
    this.paths[name].setAttribute("d", points.map(([x, y]) => { const [u, v] = this.place(x, y); return `M${u - radius} ${v}${half(1)}${half(-1)}`; }).join(""));
  }
}

function short(value) {
  const words = number(value);
  return words.length > LONGEST ? value.toExponential(0).replace("e+", "e").replaceAll("-", "−") : words;
}

export function round(pixels) { return Math.round(pixels * 10) / 10; }

function decades(low, top) {
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(top) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / 4));
  return Array.from({ length: Math.max(0, Math.floor((last - first) / every) + 1) }, (_, k) => 10 ** (first + k * every));
}
