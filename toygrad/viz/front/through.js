// A graph seen from one of its boxes: what leads to it, what comes after it and is
// common to all paths through it, the bracket, and what goes around it.
import { make } from "./dom.js";

const SIDES = { after: "in the bracket", before: "in front of it", around: "around it" };
const ROOM = 9, BESIDE = 6, RIM = 1.5; // pixels, around a box, around a text less, and of the line
const WAY = 46; // pixels, as wide is the frame around an edge; all as in still.py

// The side of each box and each edge, in one view.
export function sides(edges, { at, before, after }) {
  const tails = new Set(before.map((k) => edges[k].tail)), heads = new Set(after.map((k) => edges[k].head));
  return {
    box: (k) => (k === at || heads.has(k) ? "after" : tails.has(k) ? "before" : "around"),
    edge: (k) => (after.includes(k) ? "after" : before.includes(k) ? "before" : "around"),
  };
}

export function dress(element, side) {
  for (const one of Object.keys(SIDES)) element?.classList.toggle(`tg-${one}`, one === side);
}

// One frame around all that is in the bracket: the same shapes twice, the line and the
// paper in it, which also lies between one path and the next.
export function frame({ boxes, edges }, plan, { at, after, paths }) {
  const inside = new Set([at, ...after.map((k) => edges[k].head)]);
  const shapes = [...[...inside].map((k) => [plan.boxes[k], boxes[k].size, ROOM]),
    ...after.filter((k) => edges[k].lines.length).map((k) => [plan.labels[k], edges[k].size, ROOM - BESIDE])];
  const others = plan.boxes.filter((_, k) => !inside.has(k));
  const corners = paths.map((path) => [at, ...path.map((k) => edges[k].head)].map((k) => plan.boxes[k]));
  const areas = corners.slice(1).map((path, k) => [...corners[k], ...path.toReversed()]).filter((area) => !others.some((other) => lies(other, area)));
  const layer = (name, rim, ...more) => make("g", { class: name },
    ...shapes.map(([[x, y], [w, h], room]) => make("rect", {
      x: x - w / 2 - room - rim, y: y - h / 2 - room - rim, width: w + 2 * (room + rim), height: h + 2 * (room + rim), rx: 10 + room + rim,
    })),
    ...after.map((k) => make("path", { d: plan.edges[k], "stroke-width": WAY + 2 * rim })), ...more);
  return [layer("tg-rim", RIM), layer("tg-in", 0, ...areas.map((area) => make("path", { d: `M${area.join("L")}Z`, class: "tg-area" })))];
}

// Does a point lie in a polygon?
function lies([x, y], corners) {
  return corners.reduce((is, [x1, y1], k) => {
    const [x0, y0] = corners.at(k - 1);
    return (y0 > y) !== (y1 > y) && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0) ? !is : is;
  }, false);
}

// What the three kinds of line are, as far as they are there.
export class Legend {
  constructor() {
    this.keys = Object.entries(SIDES).map(([side, words]) => make("span", { class: `tg-key tg-${side}` }, words));
    this.element = make("p", { class: "tg-legend" }, ...this.keys);
  }

  show(edges, side) {
    const there = new Set(edges.map((_, k) => side(k)));
    this.keys.forEach((key, k) => { key.hidden = !there.has(Object.keys(SIDES)[k]); });
  }
}
