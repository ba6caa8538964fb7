// A picture for each kind of data, to choose it by: the kind, and no numbers of a training.
import { make } from "../dom.js";

const SIDE = 34, MANY = 26; // pixels, points

const CLASSES = {
  moons: (k, t) => (k % 2 ? [Math.cos(Math.PI * t) - 0.5, Math.sin(Math.PI * t) - 0.25] : [0.5 - Math.cos(Math.PI * t), 0.25 - Math.sin(Math.PI * t)]),
  circles: (k, t) => [Math.cos(6.3 * t), Math.sin(6.3 * t)].map((part) => part * (k % 2 ? 0.45 : 1.15)),
  spirals: (k, t) => { const angle = 5.4 * t + 0.5 + (k % 2) * Math.PI; return [Math.cos(angle) * (0.15 + 1.05 * t), Math.sin(angle) * (0.15 + 1.05 * t)]; },
  xor: (k) => { const [u, v] = [(k * 0.618) % 1, (k * 0.377) % 1], x = 0.25 + 0.85 * u, y = 0.25 + 0.85 * v, down = k % 4 < 2 ? 1 : -1; return [down * x, (k % 2 ? -1 : 1) * down * y]; },
  blobs: (k, t) => { const far = k % 2 ? 0.6 : -0.6; return [far + 0.42 * Math.cos(17 * t), far + 0.42 * Math.sin(29 * t)]; },
  own: () => null,
};
const CURVES = {
  wave: (x) => 1 - 1.9 * Math.sin(2.6 * x) ** 2,
  parabola: (x) => 0.9 - 1.35 * x * x,
  stopping: (x) => 1 - 0.45 * (x + 1.2) ** 2 * 0.8,
  formula: () => null,
};
export const PLANES = new Set(Object.keys(CLASSES));
export const NAMES = {
  moons: "moons", circles: "circles", spirals: "spirals", xor: "XOR", blobs: "two blobs", own: "your own points",
  wave: "sin²x + 1", parabola: "x² + 1", stopping: "stopping distances", formula: "y = …",
};

export function thumb(problem) {
  const place = ([x, y]) => `${(SIDE / 2 + x * 10).toFixed(1)} ${(SIDE / 2 + y * 10).toFixed(1)}`;
  const drawn = CURVES[problem] ? curve(problem, place) : classes(problem, place);
  return make("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, ...drawn);
}

function classes(problem, place) {
  if (problem === "own") return [make("path", { class: "tgp-thumb-own", d: "M8 26l2-6L22 8l4 4-12 12zM19 11l4 4" })];
  const points = Array.from({ length: MANY }, (_, k) => [k % 2, CLASSES[problem](k, Math.floor(k / 2) / (MANY / 2 - 1))]);
  return [1, 0].map((label) => make("path", {
    class: label ? "tgp-thumb-discs" : "tgp-thumb-squares", d: points.filter(([one]) => one === label).map(([, at]) => `M${place(at)}h0`).join(""),
  }));
}

function curve(problem, place) {
  if (problem === "formula") return [make("text", { x: SIDE / 2, y: 23, "text-anchor": "middle", class: "tgp-thumb-text" }, "f(x)")];
  const xs = Array.from({ length: 33 }, (_, k) => -1.2 + k * 0.075);
  return [make("path", { class: "tgp-thumb-curve", d: `M${xs.map((x) => place([x, CURVES[problem](x)])).join("L")}` })];
}
