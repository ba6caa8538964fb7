// The network: each neuron shows its own map, each edge its weight, gradient or update.
import { make, say } from "../dom.js";
import { amount, number } from "../numbers.js";
import { round } from "../chart.js";
import { Curve, Plane, Surface } from "./maps.js";
import { Choice, Count, worded } from "../parts.js";
import { labelOf, nameOf, parameterOf, whyEdge, whyNeuron } from "./words.js";

const PARTS = { weights: "w", gradients: "grad", updates: "update" };
const HEAD = 20, FOOT = 10; // pixels above and below the neurons, at least
const LEAST = { wide: 78, phone: 66 }, ENDS = { wide: 40, phone: 34 }; // pixels from one layer to the next, whose head has to fit; and around them
const SIZES = [13, 46], PART = 0.15, GAP = 0.22; // pixels of a neuron; of the height, where that is more; of its size, to the next
const MANY = 120; // edges: among so many those at 0 step back
const TAGGED = 30, TAG = 16; // pixels of a neuron, and to the next: below it there is no room for a word
const PHONE = 360; // pixels
const THIN = 0.5, THICK = 8.5, WIDTHS = 0.5; // pixels of an edge: as thick as that, and more in steps of so much
const CROWDED = 4; // pixels: the thickest of many edges
const DASHED = 1.5; // pixels: thinner ones have no room for dashes
const CALM = 2; // weights below it are drawn with the scale of 2, so that one sees them grow
const DECADE = 2; // pixels that a tenth of a gradient, or of an update, is thinner
const KEYS = { weights: [1, 0.5, 0.25], gradients: [1, 0.1, 0.01], updates: [1, 0.1, 0.01] }; // of the scale
const SAMPLES = 24, REACH = 9; // points of an edge; pixels that a pointer may be off

export class Network {
  constructor({ limits, changed, looked, chosen, compare }) {
    Object.assign(this, { limits, changed, looked, chosen, mode: "weights", nodes: [], edges: [], columns: [] });
    this.halo = make("path", { class: "tgp-halo-edge" });
    this.strokes = strokes();
    this.lines = make("svg", { "aria-hidden": "true" }, this.halo, ...Object.values(this.strokes));
    this.neurons = make("div", { class: "tgp-neurons", role: "group", "aria-label": "Neurons: the arrows go from one to the next, Enter shows its numbers" });
    this.heads = make("div", { class: "tgp-heads" });
    this.tip = readout(() => compare(this.at?.d ? [this.at.k, this.at.j, this.at.i] : null));
    this.drawing = make("div", { class: "tgp-drawing" }, this.lines, this.neurons, this.heads);
    this.element = make("div", { class: "tgp-net" }, this.drawing);
    this.layers = new Count("hidden layers", [0, limits.layers], (to) => this.resize(to));
    this.forget();
    this.listen();
  }

  // What it is made of; built anew only where that changes.

  build(frame) {
    const { nodes, edges } = frame.net, kind = frame.data.kind;
    const shape = JSON.stringify([kind, nodes.map((layer) => layer.length)]);
    if (shape === this.shape) return false;
    Object.assign(this, { shape, kind, last: nodes.length - 1 });
    this.nodes = nodes.map((layer, k) => layer.map((_, j) => this.neuron(k, j)));
    this.edges = edges.flatMap((layer, k) => layer.flatMap((row, j) => row.map((_, i) => ({ k, j, i }))));
    this.neurons.replaceChildren(...this.nodes.flat().map(({ element }) => element));
    if (this.columns.length !== edges.length - 1) this.buildHeads(frame.setting.layers); // else the keyboard stays where it is
    this.at = this.picked = this.pointed = null;
    this.tabTo(this.nodes[1][0]);
    this.lines.classList.toggle("tgp-many", this.edges.length > MANY);
    this.fit(true);
    return true;
  }

  neuron(layer, place) {
    const map = new (this.kind === "curve" ? Curve : layer === this.last ? Surface : Plane)();
    const tag = make("span", { class: "tgp-tag", "aria-hidden": "true" });
    const end = layer === 0 ? " tgp-ends tgp-in" : layer === this.last ? " tgp-ends" : "";
    const element = make("button", { type: "button", class: `tgp-neuron${end}`, tabindex: -1 }, map.element, tag);
    return { layer, place, map, tag, element };
  }

  buildHeads(layers) {
    const { bends, neurons } = this.limits;
    this.columns = layers.map((_, k) => {
      const change = (part, value) => this.changed({ layers: this.setting.layers.map((layer, at) => (at === k ? layer.with(part, value) : layer)) });
      const count = new Count(`neurons in layer ${k + 1}`, [1, neurons], (to) => change(0, to));
      const bend = new Choice(`Activation of layer ${k + 1}`, bends.map((name) => [name, name.replace("_", " ")]), (to) => change(1, to), { hidden: true });
      const off = make("span", { class: "tgp-off" });
      return { count, bend, off, element: make("div", { class: "tgp-head" }, count.element, bend.element, off) };
    });
    this.heads.replaceChildren(...this.columns.map(({ element }) => element));
  }

  resize(to) {
    const { layers } = this.setting, last = layers.at(-1) ?? [4, this.limits.bends[0]];
    this.changed({ layers: to > layers.length ? [...layers, [Math.min(last[0], 4), last[1]]] : layers.slice(0, to) });
  }

  // Where it stands.

  fit(anew) {
    const width = this.element.clientWidth, height = this.element.clientHeight;
    if (!width || !this.shape || (!anew && width === this.width && height === this.height)) return;
    Object.assign(this, { width, height });
    const kind = width < PHONE ? "phone" : "wide", ends = ENDS[kind], columns = this.nodes.length;
    const head = Math.max(HEAD, ...this.columns.map(({ element }) => element.offsetHeight + 4));
    const wide = Math.max(width, 2 * ends + (columns - 1) * LEAST[kind] - (columns > 2 ? 24 : 0)), room = height - head - FOOT;
    const step = (wide - 2 * ends) / (columns - 1);
    this.drawing.style.width = `${wide}px`;
    this.lines.setAttribute("width", wide);
    this.lines.setAttribute("height", height);
    this.nodes.forEach((layer, k) => this.stack(layer, ends + k * step, head, room));
    this.columns.forEach(({ element }, k) => { element.style.left = `${ends + (k + 1) * step}px`; });
    for (const edge of this.edges) this.lay(edge);
    if (this.frame) this.showEdges(), this.showStates();
  }

  // The neurons of a layer, as large as there is room for them.
  stack(layer, x, head, room) {
    const count = layer.length, most = Math.max(SIZES[1], room * PART);
    const size = Math.floor(Math.min(most, Math.max(SIZES[0], room / count / (1 + GAP))));
    const apart = Math.min(room / count, size * (count > 6 ? 1 + GAP : 1.75));
    layer.forEach((node, j) => {
      const y = head + room / 2 + (j - (count - 1) / 2) * apart;
      Object.assign(node, { x, y, size, dense: size < TAGGED || (count > 1 && apart - size < TAG) });
      node.element.style.cssText = `width:${size}px;height:${size}px;transform:translate(${round(x - size / 2)}px,${round(y - size / 2)}px)`;
      node.element.classList.toggle("tgp-dense", node.dense);
    });
  }

  // An edge leaves one neuron to the right, and comes to the next from the left.
  lay(edge) {
    const a = this.nodes[edge.k][edge.i], b = this.nodes[edge.k + 1][edge.j];
    const [x, y, u, v] = [a.x + a.size / 2, a.y, b.x - b.size / 2, b.y], middle = (x + u) / 2;
    Object.assign(edge, { ends: [x, y, u, v], d: `M${round(x)} ${round(y)}C${round(middle)} ${round(y)} ${round(middle)} ${round(v)} ${round(u)} ${round(v)}` });
  }

  // What it shows.

  show(frame, mode, jumps) {
    Object.assign(this, { frame, mode });
    this.measure(frame);
    const built = this.build(frame);
    if (built) this.propose(this.setting);
    this.showStates();
    this.nodes.forEach((layer, k) => layer.forEach((node, j) => this.showNeuron(node, k, j, built || jumps)));
    this.showEdges();
    this.showTip();
  }

  // The numbers that are set are seen before the network that they make.
  propose(setting) {
    const { layers } = this.setting = setting;
    this.layers.show(layers.length, amount(layers.length, "hidden layer"));
    this.columns.slice(0, layers.length).forEach(({ count, bend }, k) => {
      count.show(layers[k][0]);
      bend.show(layers[k][1]);
    });
  }

  // Counted where the neurons have no room for a word.
  showStates() {
    this.columns.forEach(({ off }, k) => {
      const states = this.nodes[k + 1][0].dense ? this.frame.net.nodes[k + 1].map(({ state }) => state).filter(Boolean) : [];
      say(off, states.length ? `${states.length} ${states.every((state) => state === states[0]) ? states[0] : "off"}` : "");
    });
  }

  showNeuron(node, k, j, jumps) {
    const { nodes } = this.frame.net, about = nodes[k][j], map = this.mapOf(k, j);
    node.about = about;
    if (map !== node.shown) node.map.take(map, jumps || node.shown === undefined);
    node.shown = map;
    node.element.dataset.state = about.state ?? "";
    say(node.tag, k === 0 ? about.label : k === this.last ? "output" : about.state ?? "");
    const name = `${nameOf(this.frame, k, j)}${about.state ? `, ${about.state}` : ""}`;
    if (name !== node.name) node.element.setAttribute("aria-label", node.name = name);
  }

  // The inputs' own maps are simple enough to be drawn without Python.
  mapOf(k, j) {
    if (k > 0) return this.frame.maps[k - 1]?.[j] ?? this.frame.surface;
    if (this.kind === "curve") return RISING;
    return j ? UPWARD : ACROSS;
  }

  // Before the first step there is no gradient, which is not the same as 0.
  get unknown() { return this.mode !== "weights" && !this.frame.pass; }

  // One scale for a whole run, so that what shrinks is seen to shrink: the largest so far.
  forget() { this.most = { weights: CALM, gradients: 0, updates: 0 }; }

  measure({ net: { edges } }) {
    for (const [mode, part] of Object.entries(PARTS)) {
      for (const edge of edges.flat(2)) this.most[mode] = Math.max(this.most[mode], Math.abs(edge[part]));
    }
  }

  // A round number that nothing was above: a power of ten, or 1, 2 or 5 of one for weights.
  get scale() {
    const most = this.most[this.mode];
    if (!most) return 0;
    const power = 10 ** Math.floor(Math.log10(most)), steps = this.mode === "weights" ? [1, 2, 5, 10] : [1, 10];
    return +(power * steps.find((step) => most <= step * power * (1 + 1e-9))).toPrecision(3);
  }

  // Weights by their size, what flows backward by its decades.
  widthOf(value) {
    const share = value / this.scale, full = this.edges.length > MANY ? CROWDED - THIN : THICK;
    const width = this.mode === "weights" ? full * share : full + (DECADE * full / THICK) * Math.log10(share);
    return THIN + Math.max(0, Math.round(width / WIDTHS)) * WIDTHS;
  }

  // Three numbers, and how thick they are.
  samples() {
    const { scale } = this;
    return scale && !this.unknown ? KEYS[this.mode].map((share) => [number(+(share * scale).toPrecision(3)), this.widthOf(share * scale)]) : [];
  }

  // All edges of one sign and one thickness are one path: so there are few to draw.
  showEdges() {
    const { edges } = this.frame.net, part = PARTS[this.mode], ways = {};
    this.lines.dataset.mode = this.mode;
    for (const edge of this.edges) {
      const value = edges[edge.k][edge.j][edge.i][part];
      edge.sign = this.unknown ? "unknown" : value > 0 ? "plus" : value < 0 ? "minus" : "none";
      edge.width = value && !this.unknown ? this.widthOf(Math.abs(value)) : THIN;
      (ways[edge.sign + edge.width] ??= []).push(edge.d);
    }
    for (const [name, stroke] of Object.entries(this.strokes)) {
      const d = ways[name]?.join("") ?? "";
      if (stroke.d !== d) stroke.setAttribute("d", stroke.d = d);
    }
    this.showHalo();
  }

  paint(colours, ink) {
    let moved = false;
    for (const { map } of this.nodes.flat()) {
      map.ink = ink;
      if (!map.step() && this.painted === colours) continue;
      map.paint(colours);
      moved = true;
    }
    this.painted = colours;
    return moved;
  }

  // Pointing at it, and going through it with the keys.

  listen() {
    const find = ({ target }) => this.nodes.flat().find(({ element }) => element === target.closest?.(".tgp-neuron"));
    this.drawing.addEventListener("pointermove", (event) => this.point(find(event) ?? this.edgeAt(event)));
    this.drawing.addEventListener("pointerleave", () => this.point(null));
    this.drawing.addEventListener("click", (event) => this.click(find(event) ?? this.edgeAt(event)));
    this.neurons.addEventListener("focusin", (event) => { this.tabTo(find(event)); if (event.target.matches(":focus-visible")) this.point(find(event)); });
    this.neurons.addEventListener("focusout", () => this.point(null));
    this.neurons.addEventListener("keydown", (event) => this.key(event));
  }

  click(thing) {
    if (!thing) return;
    this.pin(thing);
    if (!thing.d) return;
    this.chosen([thing.k, thing.j, thing.i]);
    this.focused.element.focus({ preventScroll: true }); // so Escape is heard
  }

  edgeAt({ clientX, clientY, target, pointerType }) {
    if (!this.frame || target.closest?.(".tgp-head")) return null;
    const { left, top } = this.drawing.getBoundingClientRect(), [x, y] = [clientX - left, clientY - top];
    let best = null, nearest = pointerType === "touch" ? 2 * REACH : REACH;
    for (const edge of this.edges) {
      const away = distance(edge, x, y) - edge.width / 2;
      if (away < nearest) [best, nearest] = [edge, away];
    }
    return best;
  }

  point(at) {
    if (at === this.pointed) return;
    this.pointed = at;
    this.showHalo();
    this.looked(at?.element && at.layer > 0 && at.layer < this.last ? at : null);
    this.showTip();
  }

  // What was clicked stays until another is, or until Escape: a finger has nothing to point with.
  pin(thing) {
    this.at = this.at === thing ? null : thing;
    for (const { element } of this.nodes.flat()) element.classList.toggle("tgp-chosen", element === this.at?.element);
    this.showHalo();
    this.showTip();
  }

  // An edge whose shares are shown, by its layer, neuron and input.
  pick(place) {
    this.picked = place && this.edges.find(({ k, j, i }) => `${[k, j, i]}` === `${place}`);
    this.showHalo();
  }

  showHalo() {
    const { edges } = this, pointed = this.pointed ?? this.at;
    const lit = pointed?.element ? edges.filter(({ k, j, i }) => (pointed.layer === k + 1 && pointed.place === j) || (pointed.layer === k && pointed.place === i)) : [pointed ?? this.picked].filter(Boolean);
    this.halo.setAttribute("d", lit.map(({ d }) => d).join(""));
    this.halo.setAttribute("stroke-width", lit.length === 1 ? lit[0].width + 4 : 4);
  }

  // The numbers of what is pointed at or was clicked, beside the network: so it covers no neighbour.
  showTip() {
    const shown = this.pointed ?? this.at, { frame, tip } = this, { k, j, i, layer, place, about } = shown ?? {};
    tip.facts.hidden = !shown || !frame;
    tip.compare.hidden = this.mode !== "gradients";
    if (tip.facts.hidden) return;
    const edge = shown.d && frame.net.edges[k][j][i], to = edge ? [frame, k + 1, j] : [frame, layer, place];
    const more = edge ? whyEdge(frame, shown) : whyNeuron(...to);
    say(tip.name, edge ? `${nameOf(frame, k, i)} → ${nameOf(...to)}` : nameOf(...to));
    say(tip.code, edge ? parameterOf(frame, k, j, i) : labelOf(...to));
    say(tip.numbers, edge ? row("weight", edge.w, edge.grad, edge.update) : layer ? row("bias", about.bias, about.bias_grad, about.bias_update) : "");
    say(tip.more, more);
    if (more) tip.compare.hidden = true; // there is room for one of them
  }

  tabTo(node) {
    if (!node) return;
    for (const other of this.nodes.flat()) other.element.tabIndex = other === node ? 0 : -1;
    this.focused = node;
  }

  key(event) {
    if (event.altKey || event.metaKey || event.ctrlKey || !this.focused) return;
    const { layer, place } = this.focused, beside = (to) => this.nodes[to]?.[Math.min(place, this.nodes[to].length - 1)];
    const ways = {
      ArrowUp: () => this.nodes[layer][place - 1], ArrowDown: () => this.nodes[layer][place + 1],
      ArrowLeft: () => beside(layer - 1), ArrowRight: () => beside(layer + 1),
    };
    if (ways[event.key]) ways[event.key]()?.element.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Written again and again while it trains, so its parts are made once.
function readout(act) {
  const name = make("b"), code = make("code"), numbers = make("pre"), more = make("p"), compare = worded("compare the examples", act);
  const facts = make("div", { hidden: "" }, make("span", {}, name, code), numbers, more);
  return { element: make("div", { class: "tgp-tip" }, facts, compare), facts, name, code, numbers, more, compare };
}

// The words above their numbers, in columns.
function row(name, ...numbers) { return `${name}\tgradient\tupdate\n${numbers.map(number).join("\t")}`; }

// One path for each sign and thickness; the thick ones lie below.
function strokes() {
  const made = Object.fromEntries(["none", "unknown"].map((sign) => [sign + THIN, make("path", { class: `tgp-edge tgp-${sign}` })]));
  for (let width = THIN + THICK; width >= THIN; width -= WIDTHS) {
    for (const sign of ["plus", "minus"]) {
      made[sign + width] = make("path", { class: `tgp-edge tgp-${sign}`, style: `--size:${width}`, "stroke-width": width, "stroke-dasharray": sign === "minus" && width >= DASHED ? `${5 + width} ${3 + 0.6 * width}` : null });
    }
  }
  return made;
}

function pointOn({ ends: [x, y, u, v] }, t) {
  const s = 1 - t, middle = (x + u) / 2;
  return [s ** 3 * x + 3 * s * t * middle + t ** 3 * u, y + (v - y) * (3 * t * t - 2 * t ** 3)];
}

function distance(edge, x, y) {
  const [left, top, right, bottom] = edge.ends;
  if (x < left - REACH || x > right + REACH || y < Math.min(top, bottom) - REACH || y > Math.max(top, bottom) + REACH) return Infinity;
  let nearest = Infinity;
  for (let k = 0; k <= SAMPLES; k++) {
    const [u, v] = pointOn(edge, k / SAMPLES);
    nearest = Math.min(nearest, Math.hypot(u - x, v - y));
  }
  return nearest;
}

const ramp = (value) => btoa(String.fromCharCode(...Array.from({ length: 256 }, (_, k) => 128 + Math.round(127 * value(k)))));
const ACROSS = ramp((k) => ((k % 16) - 7.5) / 7.5), UPWARD = ramp((k) => (Math.floor(k / 16) - 7.5) / 7.5);
const RISING = Array.from({ length: 33 }, (_, k) => k / 16 - 1);
