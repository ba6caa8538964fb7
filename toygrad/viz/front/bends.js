// A curve and the hinges whose sum it is: their kinks are moved, their arms turned.
import { make } from "./dom.js";
import { between, eased } from "./motion.js";
import { amount, lineOf, number, round, signed, snap, ticks, tidy } from "./numbers.js";
import { BOTTOM, MARGINS, RIGHT, SHAPES, SHORTEST, SLIDES, TOP, axes } from "./plot.js";

const BROAD = 1.5; // times its height: such a room has the words beside the drawing
const GAP = 34; // pixels, between the sum and its hinges
const ARMS = [34, 58, 0.1]; // pixels from a kink to the ring that turns its arm, and of the width
const NEAR = 6; // pixels, beside its kink an arm is turned no further
const HUES = 5; // of theme.py
const MANY = 6; // of more hinges than these only the chosen one has its ring
const FULL = 4; // as many hinges are written out as a formula
const STEPS = 80; // about so many from one end of an axis to the other
const STEEP = 4; // an arm is as steep as this many diagonals of its picture, at most
const FLATTEST = 2; // times the height of both pictures, in a room of a given height
const WIDEST = 1.65; // times its size, where there is room
const AIR = 0.1; // of the sum, above and below it where it has left its axis
const LEFT = 44; // pixels beside the axes, at least: their numbers change
const WHOLE = 10000;
const HEAP = 64; // pixels, the height of kinks that lie at one place
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Bends {
  constructor({ title, words, says, xs, ys, hinges, c, plots }) {
    Object.assign(this, { title, words, says, xs, ys, plots, given: { hinges, c } });
    const [width, tall, flat] = [xs[1] - xs[0], ...ys.map(([low, high]) => high - low)];
    this.home = ys[0];
    this.steps = { kink: round(width / STEPS), slope: round(flat / width / STEPS * 2), c: round(tall / STEPS) };
    this.steepest = snap(STEEP * flat / width, this.steps.slope);
    this.left = Math.max(plots[0].left, LEFT);
    this.ticks = ticks(...this.home);
    this.many = hinges.length > MANY;
    this.on = true;
    this.bend = 1; // a share: 0 where relu lets everything through
    this.build();
    this.restart();
  }

  moving() { return 0; }

  paint() {}

  restart() {
    this.hinges = this.given.hinges.map((hinge) => [...hinge]);
    this.c = this.given.c;
    this.chosen = this.many ? 0 : null;
  }

  // What there is, once; draw and show put it in its place.
  build() {
    const hued = (name, k, attributes = {}) => make("path", { class: `tg-mark ${name} tg-hue-${k % HUES}`, ...attributes });
    this.lines = this.given.hinges.map((_, k) => hued("tg-hinge", k));
    this.shut = this.given.hinges.map((_, k) => hued("tg-hinge tg-shut-side", k)); // where relu lets nothing through
    this.plumbs = this.given.hinges.map((_, k) => hued("tg-plumb", k));
    this.dots = this.given.hinges.map((_, k) => hued("tg-bend-dot", k));
    this.sum = make("path", { class: "tg-mark tg-sum" });
    this.level = make("path", { class: "tg-mark tg-level" });
    this.zero = make("path", { class: "tg-zero" });
    this.kinks = this.given.hinges.map((_, k) => this.handle(`Kink of hinge ${k + 1}`, kinkOf(this, k), k, this.many ? "" : `${k + 1}`));
    this.arms = this.given.hinges.map((_, k) => this.handle(`Slope of hinge ${k + 1}`, armOf(this, k), k));
    this.lift = this.handle("Added to all hinges, c", liftOf(this), null, "c");
    this.said = make("div", { class: "tg-say" });
    this.drawing = make("svg", { role: "group", "aria-label": this.words });
    this.switch = make("button", { type: "button", class: "tg-switch", role: "switch" }, make("span", { class: "tg-rail" }), "bend");
    this.switch.addEventListener("click", () => this.turn());
    this.again = make("button", { type: "button", class: "tg-again" }, "start again");
    this.again.addEventListener("click", () => { this.restart(); this.turn(true); });
    this.bar = make("div", { class: "tg-bar" }, this.switch, this.again);
    this.above = make("g");
    this.element = make("div", { class: `tg-plot tg-bends${this.many ? " tg-many" : ""}` }, this.drawing, this.said, this.bar);
  }

  handle(name, what, hue, text = "") {
    const element = make("g", { class: `tg-handle tg-${what.kind}${hue === null ? "" : ` tg-hue-${hue % HUES}`}`, tabindex: 0, role: "slider", "aria-label": name },
      make("circle", { class: "tg-hit", r: 20 }), make("circle", { class: "tg-disc", r: what.radius }), ...(text ? [make("text", what.kind === "lift" ? { x: 14, y: -8 } : { y: 5 }, text)] : []));
    const set = (value) => {
      what.set(snap(Math.min(Math.max(value, what.least), what.most), what.step));
      this.show();
    };
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      this.grip = what.away(this.at(event));
      event.preventDefault();
      element.focus();
    });
    element.addEventListener("pointermove", (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      this.dragged = true;
      const [x, y] = this.at(event);
      set(what.from([x - this.grip[0], y - this.grip[1]]));
    });
    element.addEventListener("lostpointercapture", () => { this.dragged = false; this.glide(); });
    element.addEventListener("focus", () => { this.chosen = hue ?? this.chosen; this.told = what; this.show(); });
    element.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      const to = { Home: what.least, End: what.most }[event.key] ?? (by && what.get() + by * what.step);
      if (to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      set(to);
      this.glide();
      event.preventDefault();
      event.stopPropagation();
    });
    return { element, what };
  }

  // The place of a pointer in the drawing, however that is scaled.
  at({ clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.drawing.getScreenCTM().inverse());
    return [x - this.left, y];
  }

  turn(on = !this.on) {
    this.on = on;
    this.told = null;
    this.glide();
  }

  // To the bend that is wanted, and to an axis on which the whole sum is seen, in as long
  // as a film takes from frame to frame.
  glide() {
    const from = [this.bend, ...this.ys[0]], to = [+this.on, ...this.room()], began = performance.now();
    cancelAnimationFrame(this.frame);
    this.ticks = ticks(to[1], to[2]);
    const tick = () => {
      const share = still.matches ? 1 : Math.min((performance.now() - began) / SLIDES, 1);
      const [bend, low, high] = from.map((number, k) => between(number, to[k], eased(share)));
      Object.assign(this, { bend, ys: [[low, high], this.ys[1]] });
      this.drawAbove();
      this.show();
      if (share < 1) this.frame = requestAnimationFrame(tick);
    };
    tick();
  }

  // From where to where the axis of the sum goes.
  room() {
    const kinks = this.hinges.map((_, k) => this.kink(k)).filter((x) => this.inside(x));
    const heights = [...this.xs, ...kinks].map((x) => this.total(x, +this.on)), [low, high] = this.home;
    const [least, most] = [Math.min(...heights), Math.max(...heights)], air = AIR * (most - least);
    return [least < low ? least - air : low, most > high ? most + air : high];
  }

  // How large.

  fit(width, height) {
    if (height) return this.fill(width, height);
    const wide = Math.max(Math.min(Math.floor(width) - this.around() - MARGINS, this.plots[0].size[0] * WIDEST), 100);
    if (wide !== this.wide) this.draw(wide, this.plots.map(({ size }) => size[1]), 1);
    return false;
  }

  around() { return this.left + RIGHT; }

  // In a room of a given height, as on a slide: the words below, or beside where it is wide.
  fill(width, height) {
    const aside = width > BROAD * height, highs = this.plots.map(({ size }) => size[1]);
    this.element.classList.toggle("tg-aside", aside);
    const right = aside ? this.said.offsetWidth : 0, below = aside ? 0 : this.said.offsetHeight + this.bar.offsetHeight;
    const [across, tall] = [width - right - MARGINS, height - below - MARGINS], more = TOP + GAP + BOTTOM;
    this.shown = Math.min(across / (this.plots[0].size[0] + this.around()), tall / (highs[0] + highs[1] + more));
    const scale = Math.max(this.shown, 1), room = Math.max(tall / scale - more, 2 * SHORTEST);
    const wide = Math.max(Math.min(across / scale - this.around(), FLATTEST * room), SHORTEST);
    this.draw(Math.floor(wide), highs.map(() => Math.floor(room / 2)), scale);
    return false;
  }

  draw(wide, highs, scale) {
    Object.assign(this, { wide, highs, tops: [TOP, TOP + highs[0] + GAP] });
    const width = this.left + wide + RIGHT, height = this.tops[1] + highs[1] + BOTTOM;
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width: width * scale, height: height * scale })) {
      this.drawing.setAttribute(name, value);
    }
    this.behind = this.plots[0].marks.map((mark) => ({ mark, ...SHAPES[mark.shape](mark, [wide, highs[0]]) }));
    const below = axes({ ...this.plots[1], left: this.left }, [wide, highs[1]], false);
    const inside = (k, ...elements) => make("svg", { y: this.tops[k], width: wide, height: highs[k], overflow: "hidden" }, ...elements);
    const shifted = (k, elements) => make("g", { transform: `translate(0 ${this.tops[k]})` }, ...elements);
    this.drawing.replaceChildren(make("g", { transform: `translate(${this.left} 0)` }, shifted(0, [this.above]), shifted(1, below),
      ...this.plumbs, inside(0, this.level, ...this.behind.flatMap(({ elements }) => elements), this.sum), inside(1, this.zero, ...this.shut, ...this.lines),
      ...this.dots, this.lift.element, ...this.kinks.flatMap(({ element }, k) => [this.arms[k].element, element])));
    this.drawAbove();
    this.show();
  }

  // The axis of the sum, and what lies behind the sum.
  drawAbove() {
    if (!this.wide) return;
    const [low, high] = this.home, place = (y) => (this.y(y, 0) / this.highs[0]) * WHOLE;
    const labels = ["", this.plots[0].labels[1]], beside = this.ticks.map((y) => [place(y), number(y)]);
    this.above.replaceChildren(...axes({ left: this.left, labels, ticks: [[], beside.filter(([y]) => y >= 0 && y <= WHOLE)] }, [this.wide, this.highs[0]], false));
    for (const { mark, show } of this.behind) show([mark.x, mark.y.map((y) => (y === null ? null : place(high - (y / WHOLE) * (high - low))))]);
  }

  // Numbers to pixels; y counts from the top of its own picture.
  x(x) { return ((x - this.xs[0]) / (this.xs[1] - this.xs[0])) * this.wide; }

  y(y, k) { return ((this.ys[k][1] - y) / (this.ys[k][1] - this.ys[k][0])) * this.highs[k]; }

  kink(k) {
    const [w, b] = this.hinges[k];
    return w ? 0 - b / w : null;
  }

  inside(x) { return x !== null && x > this.xs[0] && x < this.xs[1]; }

  // relu lets all through above 0, and below it what is left where the bend is not whole.
  hinge(k, x, bend = this.bend) {
    const [w, b, v] = this.hinges[k], n = w * x + b;
    return v * (n > 0 ? n : (1 - bend) * n);
  }

  // From where to where the sum of a hinge is above 0, or is not; null where that is nowhere.
  part(k, kink, above) {
    const [low, high] = this.xs, [w, b] = this.hinges[k];
    if (!this.inside(kink)) return w * (low + high) / 2 + b > 0 === above ? [low, high] : null;
    return w > 0 === above ? [kink, high] : [low, kink];
  }

  total(x, bend = this.bend) { return this.hinges.reduce((sum, _, k) => sum + this.hinge(k, x, bend), this.c); }

  // Showing the numbers of now.

  show() {
    if (!this.wide) return;
    const places = this.hinges.map((_, k) => this.kink(k)), [low, high] = this.xs;
    const bends = [low, ...places.filter((x) => this.inside(x)).sort((a, b) => a - b), high];
    this.sum.setAttribute("d", trace(bends.map((x) => [this.x(x), this.y(this.total(x), 0)])));
    this.hinges.forEach((_, k) => [this.lines[k], this.shut[k]].forEach((line, shut) => {
      const part = this.part(k, places[k], !shut);
      line.setAttribute("d", part ? trace(part.map((x) => [this.x(x), this.y(this.hinge(k, x), 1)])) : "");
    }));
    const zero = this.y(0, 1);
    this.zero.setAttribute("d", `M0,${zero}H${this.wide}`);
    const level = this.y(this.c, 0);
    this.level.setAttribute("d", `M0,${level}H${this.wide}`);
    put(this.lift.element, 0, this.tops[0] + Math.min(Math.max(level, 0), this.highs[0]), true);
    const heaps = this.heaps(places);
    places.forEach((x, k) => this.showHinge(k, x, zero, heaps[k]));
    for (const { element, what } of [this.lift, ...this.kinks, ...this.arms]) {
      for (const [name, value] of Object.entries({ valuemin: what.least, valuemax: what.most, valuenow: Math.min(Math.max(what.get(), what.least), what.most), valuetext: what.says() })) {
        element.setAttribute(`aria-${name}`, value);
      }
    }
    this.element.classList.toggle("tg-straight", !this.on);
    this.switch.setAttribute("aria-checked", `${this.on}`);
    this.sayAll();
  }

  showHinge(k, x, zero, heap) {
    const at = x === null ? 0 : Math.min(Math.max(this.x(x), 0), this.wide), bends = this.inside(x);
    const height = bends ? this.y(this.total(x), 0) : -1, seen = bends && height >= 0 && height <= this.highs[0];
    const base = this.tops[1] + zero, top = this.tops[0] + Math.min(Math.max(height, 0), this.highs[0]);
    this.plumbs[k].setAttribute("d", bends ? `M${at},${top}V${base}` : "");
    this.dots[k].setAttribute("d", seen ? `M${at},${top}h0` : "");
    const { element } = this.kinks[k];
    put(element, at, base - heap, x !== null);
    element.classList.toggle("tg-outside", !bends);
    const [right, up] = this.reach(k), end = [at + right, zero - up];
    put(this.arms[k].element, end[0], this.tops[1] + end[1], bends && end[0] >= 0 && end[0] <= this.wide && end[1] >= 0 && end[1] <= this.highs[1]);
    for (const one of [element, this.arms[k].element, this.lines[k], this.shut[k], this.plumbs[k], this.dots[k]]) one.classList.toggle("tg-chosen", this.chosen === k);
  }

  // Kinks at one place lie on each other, unless somebody holds one of them.
  heaps(places) {
    const on = places.map((x, k) => (x === null || this.dragged ? 0 : places.slice(0, k).filter((other) => other !== null && Math.abs(this.x(x) - this.x(other)) < 1).length));
    const most = Math.max(...on, 1), thick = 2 * (this.many ? 6 : 10);
    return on.map((count) => count * Math.min(thick, HEAP / most));
  }

  // From the kink of a hinge to its ring, in pixels right and up.
  reach(k) {
    const [w, , v] = this.hinges[k], way = Math.sign(w), [across, up] = this.scales();
    const rise = (v * w * up) / across, long = Math.hypot(1, rise);
    const [least, most, share] = ARMS, arm = Math.min(Math.max(share * this.wide, least), most) / long;
    return [way * arm, way * rise * arm];
  }

  // Pixels of 1 along x, and along the ys of the hinges.
  scales() { return [this.wide / (this.xs[1] - this.xs[0]), this.highs[1] / (this.ys[1][1] - this.ys[1][0])]; }

  // The words.

  sayAll() {
    const formula = this.hinges.length <= FULL ? [make("p", { class: "tg-hinges" }, ...this.formula())] : [];
    const told = !this.on ? this.sayStraight() : this.told ? this.told.says() : this.sayFirst();
    this.said.setAttribute("aria-live", this.told ? "off" : "polite"); // a slider speaks for itself
    if (this.said.textContent === formula.map((one) => one.textContent).join("") + told) return;
    this.said.replaceChildren(...formula, make("p", { class: "tg-caption" }, told));
  }

  formula() {
    const terms = this.hinges.flatMap((hinge, k) => [k ? " + " : "", make("span", { class: `tg-hue-${k % HUES}` }, this.term(hinge))]);
    return ["y = ", ...terms, this.c ? ` + ${signed(this.c)}` : ""];
  }

  term([w, b, v]) { return `${signed(v)}·${this.on ? "relu" : ""}(${lineOf(w, b)})`; }

  sayFirst() {
    const places = new Set(this.hinges.map((_, k) => this.kink(k)).filter((x) => this.inside(x)).map(number)).size;
    return `${amount(this.hinges.length, "hinge")}, kinks at ${amount(places, "place")}. Move a disc: there the sum bends. Turn an arm by its ring.`;
  }

  sayStraight() {
    const slope = this.hinges.reduce((sum, [w, , v]) => sum + v * w, 0), rest = this.hinges.reduce((sum, [, b, v]) => sum + v * b, this.c);
    return `Without the bend every hinge is a straight line, and so is their sum: y\u00a0=\u00a0${lineOf(tidy(slope), tidy(rest))}.`;
  }

  // The slope of the sum just left or just right of a place.
  slope(x, side) {
    const active = ([w, b]) => { const n = w * x + b; return Math.abs(n) < 1e-9 * (Math.abs(b) + Math.abs(w * x)) || !n ? w * side > 0 : n > 0; };
    return this.hinges.reduce((sum, hinge) => sum + (active(hinge) ? hinge[2] * hinge[0] : 0), 0);
  }
}

// What a handle moves: what it is, where it may go, and how a place becomes a number.

function kinkOf(bends, k) {
  const hinge = () => bends.hinges[k];
  return {
    kind: "kink", radius: bends.many ? 6 : 10, least: bends.xs[0], most: bends.xs[1], step: bends.steps.kink,
    get: () => bends.kink(k) ?? 0,
    set: (x) => { if (hinge()[0]) hinge()[1] = tidy(-hinge()[0] * x); },
    away: ([x]) => [x - bends.x(Math.min(Math.max(bends.kink(k), bends.xs[0]), bends.xs[1])), 0],
    from: ([x]) => bends.xs[0] + (x / bends.wide) * (bends.xs[1] - bends.xs[0]),
    says: () => {
      const x = bends.kink(k), [w, b, v] = hinge(), name = `Hinge ${k + 1}, ${bends.term(hinge())}`;
      if (x === null) return `${name}: its weight is 0, and it has no kink.`;
      const [before, after] = [-1, 1].map((side) => number(bends.slope(x, side)));
      const change = !bends.on ? "" : before === after ? ` The sum has the slope ${before} on both sides of it.` : ` There the slope of the sum goes from ${before} to ${after}.`;
      return `${name}: its kink is at −b/w = ${number(x)}${bends.inside(x) ? "" : ", outside of the picture"}.${change}`;
    },
  };
}

function armOf(bends, k) {
  const hinge = () => bends.hinges[k];
  return {
    kind: "arm", radius: 6, least: -bends.steepest, most: bends.steepest, step: bends.steps.slope,
    get: () => hinge()[2] * hinge()[0],
    set: (slope) => { if (hinge()[0]) hinge()[2] = tidy(slope / hinge()[0]); },
    away: ([x, y]) => { const [right, up] = bends.reach(k); return [x - bends.x(bends.kink(k)) - right, y - (bends.tops[1] + bends.y(0, 1) - up)]; },
    from: ([x, y]) => {
      const way = Math.sign(hinge()[0]), [across, upward] = bends.scales();
      const right = Math.max(way * (x - bends.x(bends.kink(k))), NEAR), up = bends.tops[1] + bends.y(0, 1) - y;
      return (way * (up / upward)) / (right / across);
    },
    says: () => `Hinge ${k + 1}, ${bends.term(hinge())}: ${hinge()[0] < 0 ? "left" : "right"} of its kink it has the slope v·w = ${number(hinge()[2] * hinge()[0])}.`,
  };
}

function liftOf(bends) {
  return {
    kind: "lift", radius: 6, least: bends.home[0], most: bends.home[1], step: bends.steps.c,
    get: () => bends.c,
    set: (c) => { bends.c = c; },
    away: ([, y]) => [0, y - bends.tops[0] - bends.y(Math.min(Math.max(bends.c, bends.ys[0][0]), bends.ys[0][1]), 0)],
    from: ([, y]) => bends.ys[0][1] - ((y - bends.tops[0]) / bends.highs[0]) * (bends.ys[0][1] - bends.ys[0][0]),
    says: () => `To the sum of all hinges c = ${number(bends.c)} is added.`,
  };
}

function put(element, x, y, seen) {
  element.setAttribute("transform", `translate(${short(x)} ${short(y)})`);
  element.toggleAttribute("hidden", !seen);
}

function short(pixels) { return Math.round(pixels * 10) / 10; }

function trace(points) { return `M${points.map((point) => point.map(short)).join("L")}`; }
