// A curve and the hinges whose sum it is: their kinks are moved, their arms turned.
import { make, say } from "./dom.js";
import { between, eased } from "./motion.js";
import { amount, lineOf, number, round, signed, snap, ticks, tidy } from "./numbers.js";
import { BOTTOM, MARGINS, RIGHT, SHAPES, SHORTEST, SLIDES, TOP, axes } from "./plot.js";

const BROAD = 1.5; // times its height: such a room has the words beside the drawing
const ASIDE = 620, WORDS = 272; // pixels: so wide a page has them there too, and their width; as in stage.css
const NARROW = 0.7; // of its height, where the words are below
const GAP = 34; // pixels, between the sum and its hinges
const TICK = 36; // pixels, from tick to tick; as in bends.py
const ARMS = [34, 58, 0.1]; // pixels from a kink to the ring that turns its arm, and of the width
const NEAR = 6; // pixels, beside its kink an arm is turned no further
const REACH = 24; // pixels: a pointer so near takes a handle
const HUES = 5; // of theme.py; of more hinges the hue tells the side, and only the chosen one has its ring
const FULL = 4; // as many hinges are written out as a formula
const STEPS = 80; // about so many from one end of an axis to the other
const STICKS = 2.4; // steps: an arm that is dragged stays at whole slopes
const STEEP = 4; // an arm is as steep as this many diagonals of its picture, at most
const FLATTEST = 2; // times the height of both pictures, in a room of a given height
const WIDEST = 1.65; // times its size, where there is room
const AIR = 0.1; // of the sum, above and below it where it has left its axis
const LEFT = 44; // pixels beside the axes, at least: their numbers change
const FIRST = 0.85; // of the width: there the heights are added at first
const BARS = [7, 56]; // pixels from one height to the next, and of all of them at most
const LETTER = 8.5; // pixels, about as wide as one of a slope that is written on its piece
const BESIDE = 30; // pixels, from there to where the heights are added
const WHOLE = 10000;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Bends {
  constructor({ title, words, says, xs, ys, hinges, c, plots }) {
    Object.assign(this, { title, words, says, xs, ys, plots, given: { hinges, c } });
    const [width, tall, flat] = [xs[1] - xs[0], ...ys.map(([low, high]) => high - low)];
    this.home = ys[0];
    this.steps = { x: round(width / STEPS), slope: round(flat / width / STEPS * 2), c: round(tall / STEPS) };
    this.steepest = snap(STEEP * flat / width, this.steps.slope);
    this.left = Math.max(plots[0].left, LEFT);
    this.many = hinges.length > HUES;
    this.on = true;
    this.bend = 1; // a share: 0 where relu lets everything through
    this.spot = snap(xs[0] + FIRST * width, this.steps.x); // where the heights are added
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
    const mark = (name) => make("path", { class: `tg-mark ${name}` });
    const each = (name) => this.given.hinges.map((_, k) => mark(`${name} ${this.hue(k)}`));
    this.lines = each("tg-hinge");
    this.shut = each("tg-hinge tg-shut-side"); // where relu lets nothing through
    this.plumbs = each("tg-plumb");
    this.dots = each("tg-bend-dot");
    this.heights = each("tg-height tg-own");
    this.stack = each("tg-height"); // the same heights end to end
    [this.sum, this.bent, this.level, this.zero, this.here] = ["tg-sum", "tg-bent", "tg-level", "tg-zero", "tg-here"].map(mark);
    this.kinks = this.given.hinges.map((_, k) => this.handle(`Kink of hinge ${k + 1}`, kinkOf(this, k), this.many ? "" : `${k + 1}`));
    this.arms = this.given.hinges.map((_, k) => this.handle(`Slope of hinge ${k + 1}`, armOf(this, k)));
    this.lift = this.handle("Added to all hinges, c", liftOf(this), "c");
    this.probe = this.handle("Where the heights are added, x", probeOf(this));
    this.handles = [this.probe, this.lift, ...this.kinks.flatMap((kink, k) => [this.arms[k], kink])];
    [this.slopes, this.tallies, this.above] = ["tg-slopes", "tg-tallies", ""].map((name) => make("g", { class: name }));
    this.grips = make("g", {}, ...this.handles.map(({ element }) => element));
    this.drawing = make("svg", { role: "group", "aria-label": this.words });
    this.drawing.addEventListener("pointerdown", (event) => this.grab(event));
    this.drawing.addEventListener("pointermove", (event) => this.drag(this.at(event)));
    this.drawing.addEventListener("lostpointercapture", () => this.release());
    [this.formula, this.adds, this.caption] = ["tg-hinges", "tg-hinges tg-adds", "tg-caption"].map((name) => make("p", { class: name }));
    this.said = make("div", { class: "tg-say" }, this.formula, this.adds, this.caption);
    this.switch = make("button", { type: "button", class: "tg-switch", role: "switch" }, make("span", { class: "tg-rail" }), "bend");
    this.switch.addEventListener("click", () => this.turn());
    this.again = make("button", { type: "button", class: "tg-again" }, "start again");
    this.again.addEventListener("click", () => { this.restart(); this.turn(true); });
    this.bar = make("div", { class: "tg-bar" }, this.switch, this.again);
    this.element = make("div", { class: `tg-plot tg-bends${this.many ? " tg-many" : ""}` }, this.drawing, this.said, this.bar);
  }

  hue(k) { return `tg-hue-${this.many ? +(this.given.hinges[k][0] < 0) : k}`; }

  handle(name, what, text = "") {
    const { kind, k } = what;
    const element = make("g", { class: `tg-handle tg-${kind}${k === undefined ? "" : ` ${this.hue(k)}`}`, tabindex: 0, role: "slider", "aria-label": name },
      make("circle", { class: "tg-hit", r: 20 }), make("circle", { class: "tg-disc", r: what.radius }), ...(text ? [make("text", kind === "lift" ? { x: 14, y: -8 } : { y: 5 }, text)] : []));
    const one = { element, what, place: null };
    element.addEventListener("focus", () => this.choose(one));
    element.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      const to = { Home: what.least, End: what.most }[event.key] ?? (by && what.get() + by * what.step);
      if (to === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      this.element.classList.remove("tg-by-hand");
      this.set(what, to);
      this.glide();
      event.preventDefault();
      event.stopPropagation();
    });
    return one;
  }

  choose({ what }) {
    this.chosen = what.k ?? this.chosen;
    this.told = what === this.probe.what ? null : what; // what it says stands there anyway
    this.show();
  }

  // A pointer: it takes the nearest handle, and where there is none it looks at the heights.

  grab(event) {
    const place = this.at(event), one = this.nearest(place);
    if (event.button) return;
    if (!one) return this.drag(place);
    one.element.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.element.classList.add("tg-by-hand"); // no ring around what has the keys
    Object.assign(this, { held: one, grip: one.what.away(place), gripped: this.ys[0] });
    one.element.focus({ preventScroll: true });
    one.element.before(...this.handles.filter((other) => other !== one).map(({ element }) => element)); // it is drawn last
    this.choose(one);
  }

  drag([x, y]) {
    if (!this.held) return this.set(this.probe.what, this.probe.what.from([x]));
    const { what } = this.held, value = what.from([x - this.grip[0], y - this.grip[1]]), near = Math.round(value);
    this.set(what, Math.abs(value - near) < (what.sticks ?? 0) ? near : value);
  }

  release() {
    if (!this.held) return;
    this.held.element.after(...this.handles.slice(this.handles.indexOf(this.held) + 1).map(({ element }) => element));
    this.held = null;
    this.glide();
  }

  nearest([x, y]) {
    const far = ({ place, what }) => (place ? Math.hypot(x - place[0], y - place[1]) - (what.k !== undefined && what.k === this.chosen) : Infinity);
    const least = Math.min(...this.handles.map(far));
    return least <= REACH ? this.handles.findLast((one) => far(one) === least) : null;
  }

  // The place of a pointer in the drawing, however that is scaled.
  at({ clientX, clientY }) {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(this.drawing.getScreenCTM().inverse());
    return [x - this.left, y];
  }

  // The axis of the sum grows as soon as the sum would leave it, and shrinks when it is let go.
  set(what, value) {
    what.set(snap(Math.min(Math.max(value, what.least), what.most), what.step));
    if (what !== this.probe.what) {
      cancelAnimationFrame(this.frame);
      const [low, high] = this.room(), [least, most] = this.ys[0];
      Object.assign(this, { bend: +this.on, ys: [[Math.min(low, least), Math.max(high, most)], this.ys[1]] });
      this.count(this.ys[0]);
      this.drawAbove();
    }
    this.show();
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
    this.count(to.slice(1));
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

  count(span) { this.ticks = ticks(span, this.highs[0] / TICK); }

  // From where to where the axis of the sum goes; without the bend the bent sum stays in sight.
  room() {
    const places = [...this.xs, ...this.hinges.map((_, k) => this.kink(k)).filter((x) => this.inside(x))], [low, high] = this.home;
    const heights = (this.on ? [1] : [0, 1]).flatMap((bend) => places.map((x) => this.total(x, bend)));
    const [least, most] = [Math.min(...heights), Math.max(...heights)], air = AIR * Math.max(most - least, high - low);
    return [least < low ? least - air : low, most > high ? most + air : high];
  }

  // How large.

  fit(width, height) {
    if (height) return this.fill(width, height);
    const aside = this.setAside(width > ASIDE), across = Math.floor(width) - aside - this.around() - MARGINS;
    const wide = Math.max(Math.min(across, this.plots[0].size[0] * WIDEST), 100);
    if (wide !== this.wide) this.draw(wide, this.plots.map(({ size }) => size[1] * (aside ? 1 : NARROW)), 1);
    return false;
  }

  around() { return this.left + RIGHT; }

  // How many pixels the words take beside the drawing.
  setAside(aside) {
    this.element.classList.toggle("tg-aside", aside);
    return aside ? WORDS : 0;
  }

  // In a room of a given height, as on a slide: the words below, or beside where it is wide.
  fill(width, height) {
    const right = this.setAside(width > BROAD * height), highs = this.plots.map(({ size }) => size[1]), all = highs[0] + highs[1];
    const below = right ? 0 : this.said.offsetHeight + this.bar.offsetHeight;
    const [across, tall] = [width - right - MARGINS, height - below - MARGINS], more = TOP + GAP + BOTTOM;
    this.shown = Math.min(across / (this.plots[0].size[0] + this.around()), tall / (all + more));
    const scale = Math.max(this.shown, 1), room = Math.max(tall / scale - more, 2 * SHORTEST);
    const wide = Math.max(Math.min(across / scale - this.around(), FLATTEST * room), SHORTEST);
    this.draw(Math.floor(wide), highs.map((high) => (high * room) / all), scale);
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
    this.drawing.replaceChildren(make("g", { transform: `translate(${this.left} 0)` }, shifted(0, [this.above]), shifted(1, below), this.here, ...this.plumbs,
      inside(0, this.level, ...this.behind.flatMap(({ elements }) => elements), ...this.stack, this.bent, this.sum, this.slopes),
      inside(1, this.zero, ...this.shut, ...this.lines, ...this.heights), ...this.dots, this.tallies, this.grips));
    this.count(this.ys[0]);
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

  // What lies outside of the picture is drawn at its end.
  within(x) { return x === null ? 0 : Math.min(Math.max(this.x(x), 0), this.wide); }

  y(y, k) { return ((this.ys[k][1] - y) / (this.ys[k][1] - this.ys[k][0])) * this.highs[k]; }

  kink(k) {
    const [w, b] = this.hinges[k];
    return w ? 0 - b / w : null;
  }

  inside(x) { return x !== null && x >= this.xs[0] && x <= this.xs[1]; }

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
    const bends = [low, ...places.filter((x) => x > low && x < high && x !== null).sort((a, b) => a - b), high];
    const pieces = this.on ? bends : this.xs;
    this.sum.setAttribute("d", trace(bends.map((x) => [this.x(x), this.y(this.total(x), 0)])));
    this.bent.setAttribute("d", this.bend < 1 ? trace(bends.map((x) => [this.x(x), this.y(this.total(x, 1), 0)])) : "");
    this.hinges.forEach((_, k) => [this.lines[k], this.shut[k]].forEach((line, shut) => {
      const part = this.part(k, places[k], !shut);
      line.setAttribute("d", part ? trace(part.map((x) => [this.x(x), this.y(this.hinge(k, x), 1)])) : "");
    }));
    const zero = this.y(0, 1), level = this.y(this.c, 0);
    const lifts = this.given.c !== 0; // where nothing is added, nothing is said of it
    this.zero.setAttribute("d", `M0,${zero}H${this.wide}`);
    this.level.setAttribute("d", lifts ? `M0,${level}H${this.wide}` : "");
    put(this.lift, 0, this.tops[0] + Math.min(Math.max(level, 0), this.highs[0]), lifts);
    const heaps = this.heaps(places);
    places.forEach((x, k) => this.showHinge(k, x, zero, heaps.find((heap) => heap.includes(k))));
    this.tallies.replaceChildren(...heaps.filter(({ length }) => length > 1).map((heap) => make("text", { x: this.within(places[heap[0]]), y: this.tops[1] + zero + 26, "text-anchor": "middle" }, `×${heap.length}`)));
    this.slopes.replaceChildren(...(this.many || this.bend !== +this.on ? [] : pieces.slice(1).flatMap((to, k) => this.slopeOn(pieces[k], to))));
    this.showHeights();
    this.sayAll();
    for (const { element, what } of this.handles) {
      for (const [name, value] of Object.entries({ valuemin: what.least, valuemax: what.most, valuenow: Math.min(Math.max(what.get(), what.least), what.most), valuetext: what.says() })) {
        element.setAttribute(`aria-${name}`, value);
      }
    }
    this.element.classList.toggle("tg-straight", !this.on);
    this.switch.setAttribute("aria-checked", `${this.on}`);
  }

  showHinge(k, x, zero, heap) {
    const at = this.within(x), bends = this.inside(x), chosen = this.chosen === k;
    const height = bends ? this.y(this.total(x), 0) : -1, seen = bends && height >= 0 && height <= this.highs[0];
    const base = this.tops[1] + zero, top = this.tops[0] + Math.min(Math.max(height, 0), this.highs[0]);
    this.plumbs[k].setAttribute("d", bends ? `M${at},${top}V${base}` : "");
    this.dots[k].setAttribute("d", seen ? `M${at},${top}h0` : "");
    put(this.kinks[k], at, base, x !== null);
    this.kinks[k].element.classList.toggle("tg-outside", !bends);
    this.kinks[k].element.classList.toggle("tg-under", !!heap && heap.at(-1) !== k);
    const [right, up] = this.reach(k), end = at + right, holds = this.held === this.arms[k];
    put(this.arms[k], end, base - up, bends && (holds || end >= 0 && end <= this.wide) && (chosen || !this.many));
    for (const one of [this.kinks[k].element, this.arms[k].element, this.lines[k], this.shut[k], this.plumbs[k], this.dots[k]]) one.classList.toggle("tg-chosen", chosen);
  }

  // The hinges whose kinks lie at one place: one disc stands for all of them, that of the last one.
  heaps(places) {
    const heaps = [];
    const order = [...places.keys()].sort((a, b) => (a === this.chosen) - (b === this.chosen));
    for (const k of order.filter((k) => places[k] !== null)) {
      const heap = heaps.find(([first]) => Math.abs(this.within(places[first]) - this.within(places[k])) < 1);
      heap ? heap.push(k) : heaps.push([k]);
    }
    return heaps;
  }

  // On a piece of the sum its slope, where there is room.
  slopeOn(from, to) {
    const slope = this.slope((from + to) / 2, 1), [across, up] = [this.wide / (this.xs[1] - this.xs[0]), this.highs[0] / (this.ys[0][1] - this.ys[0][0])];
    const near = BESIDE / across, middle = (from + to) / 2, away = middle - this.spot;
    const at = Math.abs(away) < near ? this.spot + (away < 0 ? -near : near) : middle;
    const room = 2 * across * Math.min(at - from, to - at), words = number(+slope.toPrecision(3)), named = `slope ${words}`;
    if (room < LETTER * words.length) return [];
    const rise = Math.min(Math.abs(slope) * up / across, 2);
    return [make("text", { x: this.x(at), y: this.y(this.total(at), 0) - 9 - 12 * rise, "text-anchor": "middle" }, from === this.xs[0] && room > LETTER * named.length ? named : words)];
  }

  // At one x: the height of each hinge, and above, the same heights end to end up to the sum.
  showHeights() {
    const heights = this.hinges.map((_, k) => this.hinge(k, this.spot)), seen = heights.map((height) => Math.abs(height) * this.scales()[1] > 0.5);
    const count = seen.filter(Boolean).length, far = Math.min(BARS[0], BARS[1] / count), at = this.x(this.spot);
    let sum = this.c, x = at - ((count - 1) / 2) * far;
    heights.forEach((height, k) => {
      const before = sum;
      sum += height;
      for (const [path, panel, from, to] of [[this.heights[k], 1, 0, height], [this.stack[k], 0, before, sum]]) {
        path.setAttribute("d", seen[k] ? `M${short(x)},${short(this.y(from, panel))}V${short(this.y(to, panel))}` : "");
        path.setAttribute("stroke-width", far * 0.7);
      }
      if (seen[k]) x += far;
    });
    this.here.setAttribute("d", `M${at},${this.tops[0]}v${this.highs[0]}M${at},${this.tops[1]}v${this.highs[1]}`);
    put(this.probe, at, this.tops[1] + this.highs[1], true);
  }

  // From the kink of a hinge to its ring, in pixels right and up; the ring stays within the picture.
  reach(k) {
    const [w, , v] = this.hinges[k], way = Math.sign(w), [across, up] = this.scales();
    const rise = (v * w * up) / across, zero = this.y(0, 1), room = way * rise > 0 ? zero : this.highs[1] - zero;
    const [least, most, share] = ARMS, long = Math.min(Math.max(share * this.wide, least), most);
    const arm = Math.min(long / Math.hypot(1, rise), room / Math.max(Math.abs(rise), 1e-9));
    return [way * arm, way * rise * arm];
  }

  // Pixels of 1 along x, and along the ys of the hinges.
  scales() { return [this.wide / (this.xs[1] - this.xs[0]), this.highs[1] / (this.ys[1][1] - this.ys[1][0])]; }

  // The words.

  sayAll() {
    const told = !this.on ? this.sayStraight() : this.told ? this.told.says() : this.sayFirst();
    this.caption.setAttribute("aria-live", this.told ? "off" : "polite"); // a slider speaks for itself
    say(this.caption, told);
    const sum = this.hinges.length > FULL ? [] : this.hinges.flatMap((hinge, k) => this.inHue(k, k ? signed(hinge[2], this.term(hinge)) : this.first(hinge)));
    this.formula.toggleAttribute("hidden", !sum.length);
    this.formula.replaceChildren("y =", ...sum, this.c ? ` ${signed(this.c)}` : "");
    this.adds.replaceChildren(...this.added());
  }

  // What is added at the place that is looked at.
  added() {
    const heights = this.hinges.map((_, k) => tidy(this.hinge(k, this.spot, +this.on))), start = `At x\u00a0=\u00a0${number(this.spot)}:`;
    const sum = number(this.total(this.spot, +this.on)), all = (side) => number(heights.reduce((all, height) => all + Math.max(side * height, 0), 0));
    if (this.many) return [`${start} from ${number(this.c)} up by ${all(1)} and down by ${all(-1)}, to ${sum}.`];
    return [start, ...heights.flatMap((height, k) => this.inHue(k, k ? signed(height) : number(height))), this.c ? ` ${signed(this.c)}` : "", ` =\u00a0${sum}`];
  }

  inHue(k, words) { return [" ", make("span", { class: this.hue(k) }, words)]; }

  // A hinge without its sign, and as a sum begins with it.
  term([w, b, v]) {
    const line = lineOf(w, b), bent = this.on ? `relu(${line})` : /^[\w.]+$/.test(line) ? line : `(${line})`;
    return Math.abs(v) === 1 ? bent : `${number(Math.abs(v))}·${bent}`;
  }

  first(hinge) { return `${hinge[2] < 0 ? "−" : ""}${this.term(hinge)}`; }

  sayFirst() {
    const places = new Set(this.hinges.map((_, k) => this.kink(k)).filter((x) => this.inside(x)).map(number)).size;
    const sides = this.many ? " Blue ones open to the right, orange ones to the left." : "", lift = this.given.c ? " The ring c lifts all of it." : "";
    return `${amount(this.hinges.length, "hinge")}, kinks at ${amount(places, "place")}.${sides} Move a disc: there the sum bends. Turn an arm by its ring: that is its slope, v·w.${lift}`;
  }

  sayStraight() {
    const slope = this.slope(0, 1), rest = this.hinges.reduce((sum, [, b, v]) => sum + v * b, this.c);
    return `Without the bend every hinge is a straight line, and so is their sum: y\u00a0=\u00a0${lineOf(tidy(slope), tidy(rest))}.`;
  }

  // The slope of the sum just left or just right of a place.
  slope(x, side) {
    const active = ([w, b]) => { const n = w * x + b; return !this.on || (Math.abs(n) < 1e-9 * (Math.abs(b) + Math.abs(w * x)) || !n ? w * side > 0 : n > 0); };
    return this.hinges.reduce((sum, hinge) => sum + (active(hinge) ? hinge[2] * hinge[0] : 0), 0);
  }
}

// What a handle moves: what it is, where it may go, and how a place becomes a number.

function kinkOf(bends, k) {
  const hinge = () => bends.hinges[k];
  return {
    kind: "kink", k, radius: bends.many ? 6 : 10, least: bends.xs[0], most: bends.xs[1], step: bends.steps.x,
    get: () => bends.kink(k) ?? 0,
    set: (x) => { if (hinge()[0]) hinge()[1] = tidy(-hinge()[0] * x); },
    away: ([x]) => [x - bends.x(Math.min(Math.max(bends.kink(k), bends.xs[0]), bends.xs[1])), 0],
    from: ([x]) => bends.xs[0] + (x / bends.wide) * (bends.xs[1] - bends.xs[0]),
    says: () => {
      const x = bends.kink(k), [w, b, v] = hinge(), name = `Hinge ${k + 1}, ${bends.first(hinge())}`;
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
    kind: "arm", k, radius: 6, sticks: STICKS * bends.steps.slope, least: -bends.steepest, most: bends.steepest, step: bends.steps.slope,
    get: () => hinge()[2] * hinge()[0],
    set: (slope) => { if (hinge()[0]) hinge()[2] = tidy(slope / hinge()[0]); },
    away: ([x, y]) => { const [right, up] = bends.reach(k); return [x - bends.x(bends.kink(k)) - right, y - (bends.tops[1] + bends.y(0, 1) - up)]; },
    from: ([x, y]) => {
      const way = Math.sign(hinge()[0]), [across, upward] = bends.scales();
      const right = Math.max(way * (x - bends.x(bends.kink(k))), NEAR), up = bends.tops[1] + bends.y(0, 1) - y;
      return (way * (up / upward)) / (right / across);
    },
    says: () => `Hinge ${k + 1}, ${bends.first(hinge())}: ${hinge()[0] < 0 ? "left" : "right"} of its kink it has the slope v·w = ${number(hinge()[2] * hinge()[0])}.`,
  };
}

function liftOf(bends) {
  return {
    kind: "lift", radius: 6, least: bends.home[0], most: bends.home[1], step: bends.steps.c,
    get: () => bends.c,
    set: (c) => { bends.c = c; },
    away: ([, y]) => [0, y - bends.tops[0] - bends.y(Math.min(Math.max(bends.c, bends.ys[0][0]), bends.ys[0][1]), 0)],
    from: ([, y]) => { const [low, high] = bends.gripped; return high - ((y - bends.tops[0]) / bends.highs[0]) * (high - low); }, // while the axis grows
    says: () => `To the sum of all hinges c = ${number(bends.c)} is added.`,
  };
}

function probeOf(bends) {
  return {
    kind: "probe", radius: 6, least: bends.xs[0], most: bends.xs[1], step: bends.steps.x,
    get: () => bends.spot,
    set: (x) => { bends.spot = x; },
    away: ([x]) => [x - bends.x(bends.spot), 0],
    from: ([x]) => bends.xs[0] + (x / bends.wide) * (bends.xs[1] - bends.xs[0]),
    says: () => bends.adds.textContent,
  };
}

function put(one, x, y, seen) {
  const { element } = one;
  one.place = seen ? [x, y] : null;
  element.setAttribute("transform", `translate(${short(x)} ${short(y)})`);
  element.toggleAttribute("hidden", !seen);
}

function short(pixels) { return Math.round(pixels * 10) / 10; }

function trace(points) { return `M${points.map((point) => point.map(short)).join("L")}`; }
