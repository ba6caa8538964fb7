// Plots: curves, points and planes between two axes; each frame slides into the next.
import { make, say } from "./dom.js";
import { eased, numbersAt } from "./motion.js";
import { rug } from "./rug.js";

export const TOP = 30, RIGHT = 20, BOTTOM = 44; // pixels around the area between the axes; as in still_plots.py
export const MARGINS = 24; // pixels, left and right of the drawing; as in stage.css
const WIDEST = 1.4; // times its size, where there is room
const FLATTEST = 3; // times its height, in a room to fill
export const SHORTEST = 60; // pixels, there
const WHOLE = 10000; // places are in ten-thousandths of the area
const LETTER = 7.6; // pixels, about as wide as a digit
const RIM = 3.5; // pixels, of the ring around the present point
const OVER = new Set(["here", "word", "rug"]); // these are seen whole, also at the edge
export const SLIDES = 350; // milliseconds

export class Plot {
  constructor(picture, { playing, jump }) {
    const { title, words, says, size, left, labels, ticks, marks, even, turns } = picture;
    Object.assign(this, { title, words, says, size, left, labels, ticks, marks, even, turns, playing, jump });
    this.element = make("div", { class: "tg-plot" });
    this.draw(this.size[0]);
  }

  moving() { return SLIDES; }

  // As wide as there is room; its texts keep their size.
  fit(width, height) {
    if (height) return this.fill(width - MARGINS, height - MARGINS);
    const wide = Math.max(Math.min(Math.floor(width) - this.left - RIGHT - MARGINS, this.size[0] * WIDEST), 100);
    if (wide === this.wide) return false;
    this.draw(wide, this.even ? (wide * this.size[1]) / this.size[0] : undefined);
    return true;
  }

  // In a room of a given height: all of it larger, or flatter, unless it is even.
  fill(width, height) {
    const [wide, high] = this.size, around = [this.left + RIGHT, TOP + BOTTOM];
    this.shown = Math.min(width / (wide + around[0]), height / (high + around[1]));
    if (this.even) {
      this.draw(wide, high, this.shown);
      return true;
    }
    const scale = Math.max(this.shown, 1), tall = Math.max(Math.floor(height / scale) - around[1], SHORTEST);
    this.draw(Math.max(Math.min(Math.floor(width / scale) - around[0], FLATTEST * tall), SHORTEST), tall, scale);
    return true;
  }

  draw(wide, high = this.size[1], scale = 1) {
    this.wide = wide;
    const width = this.left + wide + RIGHT, height = TOP + high + BOTTOM;
    this.drawn = this.marks.map((mark) => ({ mark, ...SHAPES[mark.shape](mark, [wide, high]) }));
    const [over, inside] = [true, false].map((above) => this.drawn.filter(({ mark }) => OVER.has(mark.shape) === above).flatMap(({ elements }) => elements));
    const planes = this.marks.some(({ heights }) => heights);
    this.element.replaceChildren(make("svg", { viewBox: `0 0 ${width} ${height}`, width: width * scale, height: height * scale, role: "img", "aria-label": this.words },
      make("g", { transform: `translate(${this.left} ${TOP})` }, ...axes(this, [wide, high], planes),
        make("svg", { width: wide, height: high, overflow: "hidden" }, ...inside), ...over, ...(this.turns ? [this.touched(wide, high)] : []))));
  }

  // Where a click or a drag turns both sliders, to the nearest of their positions.
  touched(width, height) {
    const area = make("rect", { class: "tg-turns", width, height });
    const turn = (event) => {
      const box = area.getBoundingClientRect(), [across, beside] = this.turns;
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      this.jump(nearest(across, x * WHOLE) * beside.length + nearest(beside, y * WHOLE) + 1);
    };
    area.addEventListener("pointerdown", turn);
    area.addEventListener("pointermove", (event) => { if (event.buttons & 1) turn(event); });
    return area;
  }

  paint(k, share) {
    const done = this.playing() ? share : eased(share); // a film that plays has no stops
    for (const { mark, show } of this.drawn) {
      const at = (name) => numbersAt(mark[name] ?? [], k, done);
      show(mark.heights ? at("heights") : [at("x"), at("y")], k);
    }
  }
}

function nearest(places, wanted) {
  const away = places.map((place) => Math.abs(place - wanted));
  return away.indexOf(Math.min(...away));
}

// The lines at two sides, the ticks and what they count.
export function axes({ left, labels, ticks: [across, beside] }, [wide, high], planes) {
  const hair = (d, name = "tg-axis") => make("path", { d, class: name });
  const text = (x, y, words, anchor, name) => make("text", { x, y, "text-anchor": anchor, class: name }, words);
  return [
    ...across.flatMap(([place, words]) => {
      const x = (place * wide) / WHOLE, most = wide + RIGHT - (words.length * LETTER) / 2;
      return [hair(`M${x} ${high}v5`), text(Math.min(x, most), high + 20, words, "middle")];
    }),
    ...beside.flatMap(([place, words]) => {
      const y = (place * high) / WHOLE;
      return [planes ? hair(`M0 ${y}h-5`) : hair(`M-5 ${y}H${wide}`, "tg-axis tg-grid"), text(-9, y + 5, words, "end")];
    }),
    hair(`M0 0V${high}H${wide}`),
    text(wide, high + 38, labels[0], "end", "tg-axis-name"), text(4 - left, -12, labels[1], "start", "tg-axis-name"),
  ];
}

// What each shape is made of, and how it shows the numbers of a moment.
export const SHAPES = {
  line: (mark, area) => drawn([path(mark)], (points) => line(pixels(points, area))),
  dots: (mark, area) => drawn([path(mark)], (points) => dots(pixels(points, area))),
  squares: (mark, area) => drawn([path(mark)], (points) => dots(pixels(points, area))),
  here: (mark, area) => drawn([path({ ...mark, ink: "ink", size: mark.size + RIM }), path(mark)], (points) => dots(pixels(points, area))),
  word: ({ text, ink, side }, area) => {
    const element = make("text", { class: `tg-word tg-text-${ink}` });
    return { elements: [element], show: (points, k) => {
      const [point] = pixels(points, area);
      element.toggleAttribute("hidden", !point);
      if (!point) return;
      const left = (point[0] < area[0] / 2) === (side !== "inner"); // else it stands on the outer side
      say(element, typeof text === "string" ? text : text[k]);
      element.setAttribute("text-anchor", side === "middle" ? "middle" : left ? "end" : "start");
      element.setAttribute("x", point[0] + (side === "middle" ? 0 : left ? -10 : 10));
      element.setAttribute("y", point[1] + 5);
    } };
  },
  rug: (mark, area) => rug(mark, area, (points) => pixels(points, area)),
  cells,
  plane: ({ across }, [wide, high]) => {
    const above = make("path", { class: "tg-above" }), border = make("path", { class: "tg-border" });
    const show = (heights) => {
      const [area, line] = sides(heights, across, [wide, high]);
      above.setAttribute("d", area);
      border.setAttribute("d", line);
    };
    return { elements: [make("rect", { class: "tg-below", width: wide, height: high }), above, border], show };
  },
};

// Cells, row by row from below: each the darker the larger its power of ten, of which
// tenths are given; as much of it is black as of its neurons is off.
function cells({ ink, across, heights: [first], off }, [width, height]) {
  const wide = width / across, high = (height * across) / first.length;
  const drawn = first.map((_, k) => {
    const x = (k % across) * wide, y = height - high * (1 + Math.floor(k / across));
    const box = (name) => make("rect", { class: name, x, y, width: wide - 1, height: high - 1 });
    return [box(`tg-cell-${ink}`), box("tg-off"), make("text", { class: "tg-power", x: x + wide / 2, y: y + high / 2 + 5, "text-anchor": "middle" })];
  });
  const show = (tenths, frame) => drawn.forEach(([cell, dark, text], k) => {
    const there = tenths[k] !== null, part = (there && off?.[frame][k]) || 0;
    cell.setAttribute("fill-opacity", there ? shade(tenths[k]) : 0);
    dark.setAttribute("height", ((high - 1) * part) / 100);
    say(text, there && part < 100 ? powerOf(tenths[k]) : "");
  });
  return { elements: drawn.flat(), show };
}

// As in still_plots.py.
function shade(tenths) { return tenths <= -1000 ? 0 : Math.min(Math.max(0.55 + tenths / 110, 0.05), 0.75); }

function powerOf(tenths) { return tenths <= -1000 ? "·" : `${Math.round(tenths / 10)}`.replace("-", "−"); }

function path({ shape, ink, size, dashed, faint }) {
  const look = `${dashed ? " tg-dashed" : ""}${faint ? " tg-faint" : ""}`;
  return make("path", { class: `tg-mark tg-${shape}-mark tg-ink-${ink}${look}`, "stroke-width": size });
}

function drawn(elements, data) {
  return { elements, show: (points) => {
    const d = data(points);
    for (const element of elements) element.setAttribute("d", d);
  } };
}

function pixels([xs, ys], [wide, high]) {
  return xs.map((x, k) => (ys[k] === null ? null : [short((x * wide) / WHOLE), short((ys[k] * high) / WHOLE)]));
}

function short(number) {
  return Math.round(number * 10) / 10;
}

function line(points) {
  return points.map((point, k) => (point ? (points[k - 1] ? "L" : "M") + point : "")).join("");
}

// Round and square ends of lines without a length.
function dots(points) {
  return points.map((point) => (point ? `M${point}h0` : "")).join("");
}

// Where the heights over a plane are above 0, and the border of that: two paths.
function sides(heights, across, [wide, high]) {
  const rows = heights.length / across;
  const at = ([x, y]) => [short((x * wide) / (across - 1)), short((1 - y / (rows - 1)) * high)];
  let area = "", border = "";
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < across - 1; column++) {
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right, up]) => [column + right, row + up]);
      const [outline, crossings] = cutCell(corners, corners.map(([x, y]) => heights[y * across + x]));
      if (outline.length) area += `M${outline.map(at).join("L")}z`;
      for (let k = 0; k + 1 < crossings.length; k += 2) border += `M${at(crossings[k])}L${at(crossings[k + 1])}`;
    }
  }
  return [area, border];
}

// The part of a cell above 0, and the points where its border leaves the cell.
function cutCell(corners, heights) {
  const outline = [], crossings = [];
  corners.forEach((corner, k) => {
    const height = heights[k], next = (k + 1) % 4, to = heights[next];
    if (height > 0) outline.push(corner);
    if (height > 0 === to > 0) return;
    const share = height / (height - to);
    crossings.push(corner.map((from, axis) => from + share * (corners[next][axis] - from)));
    outline.push(crossings.at(-1));
  });
  return [outline, crossings];
}
