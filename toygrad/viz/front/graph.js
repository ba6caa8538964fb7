// A compute graph on the stage: boxes, edges, and the numbers that run along them.
import { button } from "./controls.js";
import { make, say } from "./dom.js";
import { between, eased } from "./motion.js";
import { Legend, dress, frame, sides } from "./through.js";
import { table } from "./words.js";

const PAD = 14; // pixels around a drawing
const MARGIN = 7, LINE = 18, SLOT_ROW = 22, SLOT_GAP = 4, IN_A_ROW = 4, BAR_ROW = 24, BAR = 8; // as pictures.py has them
const SMALLEST = 0.7; // of its size: a drawing that would be smaller is panned
const SNUG = 0.85; // of its size, beside others
const LARGEST = 1.2, LARGEST_FILLING = 1.8; // on a phone its own size
const TALLEST = 560; // pixels of a drawing, before it is panned
const GIVES = 1.15; // so much taller, or smaller, it may be, where it is whole then
const LANE = 6; // pixels from one edge to the next, in rows
const WIDEST = 5.5; // pixels, the edge of the largest share; its square goes with the share
const LIFT = 24; // pixels, above its label every second of the numbers that leave a box at once
const GLIDE = 0.15; // of the way that is left, from one paint to the next
const ZOOMS = [0.35, 0.5, 0.66, 0.8, 1, 1.25, 1.6, 2.2, 3];

// When a number that goes back is where, as shares of the motion: it leaves,
// is multiplied at the edge's label, lands in its slot; then the slots are added.
const AT_LABEL = 0.22, MULTIPLIED = 0.4, FROM_LABEL = 0.54, LANDS = 0.78, ADDED = 0.98;
const MOTION = { forward: 900, nudge: 2400, backward: 2800 }; // milliseconds
// When the sentences of a share are said, and the numbers of its formula.
const SAID = [0, AT_LABEL, FROM_LABEL, LANDS];
const WRITTEN = { "": 0, arriving: 0, local: AT_LABEL, share: MULTIPLIED };

export class Graph {
  constructor(picture, { jump }) {
    const { title, words, says, boxes, edges, plans, insides, lit, through } = picture;
    Object.assign(this, { title, words, says, boxes, edges, plans, insides, lit, through, jump });
    this.states = unfolded(picture);
    this.inRows = Boolean(plans.LR.texts);
    this.views = new Map(through?.map(({ at }, k) => [at, k + 1])); // the step in which a box has the bracket
    this.canvas = make("div", { class: "tg-canvas", tabindex: 0, role: "group", "aria-label": "Drawing" });
    this.tip = make("div", { class: "tg-tip", hidden: "" });
    this.zoomed = null; // by the reader; else the drawing fits
    this.zooms = this.zoomBar();
    this.element = make("div", { class: "tg-graph" }, this.canvas, this.tip, this.zooms);
    if (through) this.element.append((this.legend = new Legend()).element);
    this.panAndZoom();
    document.fonts?.ready.then(() => this.hold());
  }

  phase(k) {
    return this.states[k].frame.phase;
  }

  // Has this sentence of a step its turn yet, and this part of its formula?
  hasSaid(k, sentence, share, words) {
    return this.phase(k) !== "backward" || share >= (words.includes(".grad ") ? LANDS : SAID[sentence] ?? ADDED);
  }

  hasWritten(k, role, share) {
    return this.phase(k) !== "backward" || share >= (WRITTEN[role] ?? 0);
  }

  moving(k) {
    const frame = this.states[k].frame;
    return !frame.moves ? 0 : this.isNothing(k) ? MOTION.forward : MOTION[frame.phase];
  }

  // Is what goes back in this step 0, which is soon seen and read?
  isNothing(k) {
    const { phase, moves } = this.states[k].frame;
    return phase === "backward" && Boolean(moves?.every(([, , share]) => share === "0"));
  }

  // Layout: across, or down where that is narrower and across would not fit.
  // In a room of a given height, whichever gets larger.

  fit(width, height, way = this.wayIn(width, height), tallest = TALLEST) {
    if (height && this.legend) height -= this.legend.element.offsetHeight;
    const changed = way !== this.way;
    if (changed) this.draw(way);
    const narrow = !height && width < 400;
    Object.assign(this, { width, tallest: height ?? tallest, given: Boolean(height), largest: height ? LARGEST_FILLING : narrow ? 1 : LARGEST });
    this.zooms.classList.toggle("tg-apart", !height);
    this.scale();
    return changed;
  }

  // The room in which it is still nearly as large as it was laid out.
  get narrowest() {
    return SNUG * (Math.min(...Object.values(this.plans).map(({ size }) => size[0])) + 2 * PAD);
  }

  wayIn(width, height) {
    const [across, down] = ["LR", "TB"].map((way) => this.plans[way].size.map((size) => size + 2 * PAD));
    const scale = ([w, h]) => Math.min(width / w, height / h);
    const goesAcross = height ? scale(across) >= scale(down) : across[0] * 0.8 <= width || across[0] <= down[0];
    return goesAcross ? "LR" : "TB";
  }

  get area() {
    return this.plans[this.way].size.map((size) => size + 2 * PAD);
  }

  scale() {
    const [w, h] = this.area, whole = this.wholeScale();
    this.fits = whole * (this.given ? GIVES : 1) >= SMALLEST;
    const scale = (this.zoomed === "whole" ? whole : this.zoomed) ?? (this.fits ? whole : SMALLEST);
    this.svg.setAttribute("width", Math.floor(w * scale));
    this.svg.setAttribute("height", Math.floor(h * scale));
    this.canvas.style.maxHeight = `${Math.max(this.tallest, Math.floor(h * whole))}px`;
    this.zooms.hidden = this.fits && this.zoomed === null && this.boxes.length < 12;
    this.shown = scale;
  }

  // In which all of it is seen; where the room may give way, as large as can be read.
  wholeScale() {
    const [w, h] = this.area, high = this.tallest / h;
    const gives = !this.given && high * GIVES >= SMALLEST;
    return Math.min(this.largest, this.width / w, gives ? Math.max(high, SMALLEST) : high);
  }

  draw(way) {
    const held = this.opened?.contains(document.activeElement) ? +this.opened.dataset.box
      : this.places?.findIndex(({ group }) => group === document.activeElement) ?? -1;
    this.close();
    this.pointedBox = null;
    this.tip.hidden = true;
    this.way = way;
    const plan = this.plans[way];
    const [w, h] = plan.size;
    this.ways = this.edges.map((edge, k) => this.drawEdge(edge, k, plan));
    this.places = this.boxes.map((box, k) => this.drawBox(box, k, plan.boxes[k]));
    this.tokens = make("g", { class: "tg-tokens" });
    this.hull = make("g", { class: "tg-hull" });
    this.svg = make("svg", { viewBox: `${-PAD} ${-PAD} ${w + 2 * PAD} ${h + 2 * PAD}`, role: "group", "aria-label": this.words },
      this.hull,
      make("g", { class: "tg-aside" }, ...(plan.texts ?? []).map(([x, y, words]) => make("text", { x, y: y + 5 }, words))),
      make("g", {}, ...this.ways.map((way) => way.line)),
      make("g", {}, ...this.ways.map((way) => way.label ?? "")),
      make("g", {}, ...this.places.map((place) => place.group)), this.tokens);
    this.canvas.replaceChildren(this.svg);
    this.places[Math.max(held, 0)]?.group.setAttribute("tabindex", 0);
    if (held >= 0) this.places[held].group.focus({ preventScroll: true });
  }

  drawEdge({ tail, head, lines, size, share }, k, plan) {
    const path = make("path", { d: plan.edges[k], class: "tg-line" });
    const length = path.getTotalLength();
    const line = make("g", { class: "tg-edge" }, make("path", { d: plan.edges[k], class: "tg-hit", style: share !== undefined && `stroke-width:${LANE}px` }), path,
      arrow(path, length - 8, length, "tg-head-arrow"), arrow(path, 8, 0, "tg-tail-arrow", 1 + (share ?? 0) / 2));
    if (share !== undefined) line.style.setProperty("--share", `${Math.max(1, WIDEST * Math.sqrt(share))}px`);
    line.classList.toggle("tg-none", share === 0);
    const way = { line, path, length, tail, head };
    if (lines.length) {
      const [x, y] = plan.labels[k], [w, h] = size;
      way.texts = lines.map((_, i) => make("text", { y: (i - (lines.length - 1) / 2) * LINE + 5 }));
      way.label = make("g", { class: "tg-label", transform: `translate(${x} ${y})` },
        make("rect", { x: -w / 2, y: -h / 2, width: w, height: h }), ...way.texts);
      way.at = [x, y];
      way.half = nearest(path, length, x, y);
    } else {
      way.half = length / 2;
    }
    for (const part of [line, way.label]) {
      part?.addEventListener("click", () => { if (!this.dragged) this.goTo(k); });
      part?.addEventListener("pointerenter", () => this.pointAtEdge(k));
      part?.addEventListener("pointerleave", () => this.pointAt(null));
    }
    return way;
  }

  drawBox(box, k, [x, y]) {
    const [w, h] = box.size, top = -h / 2 + MARGIN;
    const group = make("g", { class: "tg-box", transform: `translate(${x} ${y})`, tabindex: -1, role: this.insides?.[k] || this.views.has(k) ? "button" : "img" });
    group.append(make("rect", { class: "tg-frame", x: -w / 2, y: -h / 2, width: w, height: h, rx: 10 }));
    if (box.parameter) group.append(make("rect", { class: "tg-inner", x: -w / 2 + 3, y: -h / 2 + 3, width: w - 6, height: h - 6, rx: 7.5 }));
    // A space after each line keeps its words apart for those who hear them.
    const row = (name, at) => {
      const line = make("text", { class: name, y: at + 13.5 });
      group.append(line, " ");
      return line;
    };
    const place = { group, w, k, title: row("tg-title", top), data: row("tg-data", top + LINE) };
    say(place.title, box.title);
    let at = top + 2 * LINE;
    if (box.weights) {
      group.append(...bars(box.weights, at + BAR_ROW / 2));
      at += BAR_ROW;
    }
    place.note = row("tg-note", at);
    place.slots = Array.from({ length: box.uses ?? 0 }, (_, i) => slot(group, box, i, at + LINE));
    group.addEventListener("pointerenter", () => this.pointAt(k));
    group.addEventListener("pointerleave", () => this.pointAt(null));
    group.addEventListener("focus", () => this.pointAt(k));
    group.addEventListener("blur", () => this.pointAt(null));
    group.addEventListener("click", () => { if (!this.dragged) this.act(k); });
    group.addEventListener("keydown", (event) => this.boxKey(event, k));
    return place;
  }

  // Painting: step k (from 0), with a share of its motion done.

  paint(k, share) {
    const { frame } = this.states[k];
    if (this.at !== k || share === 1 || !this.svg.isConnected) this.settle(k);
    const other = this.at !== k;
    this.at = k;
    if (this.through && (other || !this.hull.hasChildNodes())) this.takeSides(this.through[k]);
    if (other && !this.through && (this.pointedBox ?? null) === null) this.light(false, new Set(), new Set()); // what a click has left
    if (other) this.tell(this.pointedBox ?? null);
    const landed = !frame.moves || share >= LANDS;
    const added = share >= ADDED, adding = landed && !added;
    if (frame.moves) this.land(k, landed, added);
    this.run(frame, share);
    this.follow(frame, share);
    if (share === 1 || adding !== this.adding) this.hold();
    this.adding = adding;
  }

  // A face that is wider than ours would push a text out of its box.
  hold() {
    if (!this.svg?.clientWidth) return;
    const texts = this.places.flatMap(({ k, w, title, data, note, slots }) => [
      ...[title, data, note].map((text) => ({ text, room: w - 8 })),
      ...slots.map(({ text }) => ({ text, room: this.boxes[k].slot - 4 })),
    ]);
    for (const { text } of texts) text.removeAttribute("textLength");
    const wide = texts.filter(({ text, room }) => text.getComputedTextLength() > room); // all are measured before one is held
    for (const { text, room } of wide) {
      text.setAttribute("textLength", room);
      text.setAttribute("lengthAdjust", "spacingAndGlyphs");
    }
  }

  settle(k) {
    const { frame, titles, data, lines } = this.states[k];
    const phase = frame.phase;
    this.element.dataset.phase = phase;
    const [receives, sends] = this.atWork(frame);
    this.places.forEach((place, i) => {
      const here = i < frame.stage;
      place.group.classList.toggle("tg-ghost", !here);
      place.group.classList.toggle("tg-active", receives.has(i) || Boolean(this.lit?.includes(i)));
      place.group.classList.toggle("tg-sends", sends.has(i));
      say(place.title, titles[i]);
      say(place.data, here ? data[i] : "");
      this.dress(i, k);
    });
    const used = new Set(this.states.slice(0, k).flatMap(({ frame }) => (frame.phase === phase ? frame.edges : [])));
    this.ways.forEach((way, i) => {
      const here = way.head < frame.stage;
      way.line.classList.toggle("tg-ghost", !here);
      way.line.classList.toggle("tg-active", frame.edges.includes(i));
      way.line.classList.toggle("tg-used", used.has(i));
      way.label?.classList.remove("tg-covered");
      way.label?.classList.toggle("tg-ghost", !here);
      way.label?.classList.toggle("tg-active", frame.edges.includes(i));
      way.texts?.forEach((text, line) => say(text, lines[i][line]));
    });
  }

  // The bracket of step k: its frame, and the side of each box and each edge.
  takeSides(view) {
    const { box, edge } = sides(this.edges, view);
    this.places.forEach(({ group }, i) => {
      dress(group, box(i));
      group.classList.toggle("tg-through", i === view.at);
      if (this.views.has(i)) group.setAttribute("aria-pressed", i === view.at);
    });
    this.ways.forEach(({ line, label }, i) => { dress(line, edge(i)); dress(label, edge(i)); });
    this.hull.replaceChildren(...frame(this, this.plans[this.way], view));
    this.legend.show(this.edges, edge);
  }

  // The boxes in which something arrives, and those that send it back.
  atWork({ phase, edges, active }) {
    if (phase !== "backward" || !edges.length) return [new Set([active]), new Set()];
    return ["tail", "head"].map((end) => new Set(edges.map((edge) => this.edges[edge][end])));
  }

  // The words and slots of a box as they are in step k.
  dress(i, k) {
    const { frame, notes, slots } = this.states[k];
    const place = this.places[i], [kind, text] = notes[i];
    const here = i < frame.stage;
    place.group.dataset.note = here ? kind : "none";
    say(place.note, here ? text : "");
    place.slots.forEach(({ group, text }, count) => {
      const shareHere = here ? slots[i][count] : undefined;
      group.classList.toggle("tg-full", shareHere !== undefined);
      group.classList.toggle("tg-new", false);
      say(text, shareHere ?? "");
    });
    const words = [this.states[k].titles[i], here ? this.states[k].data[i] : "not computed yet", here ? text : "",
      kind === "complete" ? this.boxes[i].tip : ""];
    place.group.setAttribute("aria-label", words.filter(Boolean).join(". "));
  }

  // What a moving number brings is there when it has landed; then it is added.
  land(k, landed, added) {
    const { frame, changed } = this.states[k];
    for (const edge of frame.edges) this.ways[edge].line.classList.toggle("tg-used", landed);
    for (const i of changed) {
      this.dress(i, landed || k === 0 ? k : k - 1);
      const place = this.places[i];
      if (landed && !added && frame.sums[i]) say(place.note, frame.sums[i]);
      place.slots.forEach(({ group }, count) => group.classList.toggle("tg-new", landed && count >= (this.states[k - 1]?.slots[i].length ?? 0) && count < this.states[k].slots[i].length));
    }
    if (frame.phase === "forward" && frame.active !== null) {
      const place = this.places[frame.active];
      place.group.classList.toggle("tg-ghost", !landed);
      say(place.data, landed ? this.states[k].data[frame.active] : "");
      say(place.note, landed ? this.states[k].notes[frame.active][1] : "");
      for (const edge of frame.edges) this.ways[edge].label?.classList.toggle("tg-ghost", !landed);
    }
  }

  // The numbers under way.  Shares that a box sends at once begin at the labels: at the
  // box they would lie on each other.
  run(frame, share) {
    const together = frame.phase === "backward" && frame.edges.length > 1;
    this.carried = null; // where a number is
    if (!frame.moves || share >= LANDS || (together && share < AT_LABEL)) {
      if (this.tokens.hasChildNodes()) this.tokens.replaceChildren();
      return;
    }
    if (this.tokens.childElementCount !== frame.edges.length) {
      this.tokens.replaceChildren(...frame.edges.map(() => make("g", { class: "tg-token" }, make("rect", { rx: 11, y: -11, height: 22 }), make("text", { y: 5 }))));
    }
    const there = frame.moves.some(([, half]) => half) && share >= AT_LABEL && share < FROM_LABEL;
    frame.edges.forEach((edge, i) => {
      this.ways[edge].label?.classList.toggle("tg-covered", there);
      const [leaves, half, arrives] = frame.moves[i], lift = together && this.inRows && i % 2 ? LIFT : 0;
      const [text, x, y] = this.whereabouts(this.ways[edge], frame, [leaves, half && together ? arrives : half, arrives], share, lift);
      const token = this.tokens.children[i], [rect, written] = token.children;
      if (written.textContent !== text) {
        written.textContent = text;
        const width = Math.max(written.getComputedTextLength() + (together ? 8 : 14), 26);
        rect.setAttribute("x", -width / 2);
        rect.setAttribute("width", width);
      }
      token.setAttribute("transform", `translate(${x} ${y})`);
      this.carried ??= [x, y];
    });
  }

  // The text of a number under way, and where it is.
  whereabouts(way, frame, [leaves, half, arrives], share, lift) {
    const back = frame.phase === "backward";
    const on = (distance) => { const { x, y } = way.path.getPointAtLength(distance); return [x, y]; };
    const start = back ? way.length : 0, end = way.length - start;
    if (!half) return [leaves, ...on(between(start, end, eased(share / LANDS)))];
    // It leaves its way for the label, and comes back to it.
    const aside = (distance, away) => on(distance).map((at, axis) => between(at, (way.at ?? on(way.half))[axis] - axis * lift, away));
    if (share < AT_LABEL) return [leaves, ...aside(between(start, way.half, eased(share / AT_LABEL)), Math.max(0, 4 * share / AT_LABEL - 3))];
    if (share < FROM_LABEL) return [share < MULTIPLIED ? half : arrives, ...aside(way.half, 1)];
    const rest = eased((share - FROM_LABEL) / (LANDS - FROM_LABEL));
    const slot = back ? this.slotOf(way, frame) : null;
    if (!slot || rest < 0.7) return [arrives, ...aside(between(way.half, end, slot ? rest / 0.7 : rest), Math.max(0, 1 - 4 * rest))];
    const [x, y] = on(end), last = (rest - 0.7) / 0.3;
    return [arrives, between(x, slot[0], last), between(y, slot[1], last)];
  }

  // The middle of the slot in which the share of this frame lands.
  slotOf(way, frame) {
    const before = this.states[this.at - 1]?.slots[way.tail].length ?? 0;
    const twins = frame.edges.filter((edge) => this.ways[edge].tail === way.tail);
    const place = this.places[way.tail], slot = place.slots[before + twins.indexOf(this.ways.indexOf(way))];
    if (!slot) return null;
    const [x, y] = this.plans[this.way].boxes[way.tail];
    return [x + slot.x, y + slot.y];
  }

  // A drawing that is not whole shows the boxes at work, and where that is too much
  // goes with the number from one to the other.
  follow({ active, edges }, share) {
    if (active === null || this.shown <= this.wholeScale()) return;
    const { boxes } = this.plans[this.way], ends = [active, ...edges.flatMap((k) => [this.edges[k].tail, this.edges[k].head])];
    const [left, top] = ["clientWidth", "clientHeight"].map((side, axis) => {
      const low = Math.min(...ends.map((k) => boxes[k][axis] - this.boxes[k].size[axis] / 2));
      const high = Math.max(...ends.map((k) => boxes[k][axis] + this.boxes[k].size[axis] / 2));
      const middle = (high - low) * this.shown <= this.canvas[side] ? (low + high) / 2 : (this.carried ?? boxes[active])[axis];
      return (middle + PAD) * this.shown - this.canvas[side] / 2;
    });
    const { scrollLeft, scrollTop } = this.canvas, glide = share === 1 ? 1 : GLIDE;
    this.canvas.scrollTo(between(scrollLeft, left, glide), between(scrollTop, top, glide));
  }

  // Pointing: what lies between a box and the result lights up.

  pointAt(k) {
    if (this.through) { // here products and edges are pointed at
      if (k === null) this.lightRole(this.role);
      return;
    }
    this.pointedBox = k;
    const boxes = new Set([k]), edges = new Set();
    if (k !== null) {
      this.edges.forEach(({ tail, head }, i) => {
        if (boxes.has(tail)) boxes.add(head), edges.add(i);
      });
    }
    this.light(k !== null && edges.size > 0, boxes, edges);
    this.tell(k);
  }

  pointAtEdge(k) {
    const paths = this.through?.[this.at].paths ?? [], over = paths.map((path, i) => (path.includes(k) ? i : -1)).filter((i) => i >= 0);
    this.lightEdges(over.length ? over.flatMap((i) => paths[i]) : [k]);
    this.pointed?.(this.through ? over.map((i) => `path${i}`) : this.roleOf(k));
  }

  lightEdges(edges) {
    this.light(edges.length > 0, new Set(edges.flatMap((k) => [this.edges[k].tail, this.edges[k].head])), new Set(edges));
  }

  light(on, boxes, edges) {
    this.svg.classList.toggle("tg-tracing", on);
    this.places.forEach(({ group }, i) => group.classList.toggle("tg-lit", boxes.has(i)));
    this.ways.forEach((way, i) => {
      way.line.classList.toggle("tg-lit", edges.has(i));
      way.label?.classList.toggle("tg-lit", edges.has(i));
    });
    if (!on) this.pointed?.(null);
  }

  // One sentence: what a nudge of this box does.
  tell(k) {
    const tip = k !== null && this.boxes[k].tip;
    const { frame: { phase }, notes } = this.states[this.at];
    const known = phase === "still" || (tip && notes[k][0] === "complete");
    this.tip.hidden = !tip || k >= this.states[this.at].frame.stage;
    if (this.tip.hidden) return;
    say(this.tip, known ? tip : "Its gradient is not known yet at this step.");
    this.placeBeside(this.tip, k);
  }

  // Beside a box, on the side where it hides the fewest lit boxes and numbers.
  placeBeside(card, k) {
    const outer = this.element.getBoundingClientRect(), box = this.places[k].group.getBoundingClientRect();
    const scale = outer.width / this.element.offsetWidth; // of the page, as on a slide
    const [wide, tall] = [card.offsetWidth * scale, card.offsetHeight * scale];
    const within = (at, size, room) => Math.min(Math.max(at, 4), Math.max(room - size - 4, 4));
    const across = within(box.left + box.width / 2 - wide / 2 - outer.left, wide, outer.width);
    const down = within(box.top + box.height / 2 - tall / 2 - outer.top, tall, outer.height);
    const sides = [
      [across, box.bottom - outer.top + 6], [across, box.top - outer.top - tall - 6],
      [box.right - outer.left + 6, down], [box.left - outer.left - wide - 6, down],
    ].map(([left, top]) => ({ left: within(left, wide, outer.width), top: within(top, tall, outer.height) }));
    const kept = [...this.element.querySelectorAll(".tg-lit, .tg-active, .tg-sends")].map((element) => element.getBoundingClientRect());
    kept.push(box, box); // the box itself counts twice
    const hidden = ({ left, top }) => kept.filter((one) => one.left - outer.left < left + wide && one.right - outer.left > left
      && one.top - outer.top < top + tall && one.bottom - outer.top > top).length;
    const best = sides.reduce((best, side) => (hidden(side) < hidden(best) ? side : best));
    card.style.left = `${best.left / scale}px`;
    card.style.top = `${best.top / scale}px`;
  }

  // The part of the formula that an edge of this step stands for, and back.
  roleOf(edge) {
    const { frame } = this.states[this.at], place = frame.edges.indexOf(edge);
    if (place < 0) return null;
    return frame.phase === "backward" ? "local" : `local${place}`;
  }

  lightRole(role) {
    if (this.through) {
      this.role = role;
      this.lightEdges(role ? this.through[this.at].paths[+role.slice("path".length)] : []);
      return;
    }
    const { frame } = this.states[this.at];
    this.svg.querySelectorAll(".tg-named").forEach((element) => element.classList.remove("tg-named"));
    if (!role) return;
    const edge = frame.edges[+role.slice("local".length) || 0], way = this.ways[edge];
    if (!way) return;
    const found = { arriving: [this.places[way.head].note], share: [this.places[way.tail].note, ...this.places[way.tail].slots.filter(({ group }) => group.classList.contains("tg-full")).slice(-1).map(({ group }) => group)] };
    for (const element of found[role] ?? [way.line, way.label]) element?.classList.add("tg-named");
  }

  // A click on an edge goes to the step that uses it: backward, if there is one.
  goTo(edge) {
    const uses = this.states.map(({ frame }, k) => (frame.edges.includes(edge) ? k : -1)).filter((k) => k >= 0);
    const back = uses.filter((k) => this.states[k].frame.phase === "backward");
    const [k] = back.length ? back : uses;
    if (k !== undefined) this.jump(k + 1);
  }

  // A click on a box brings the bracket there, or opens it.
  act(k) {
    const step = this.views.get(k);
    step ? this.jump(step) : this.open(k);
  }

  // A folded box opens in place.

  open(k) {
    if (!this.insides?.[k]) return;
    const again = this.opened?.dataset.box === String(k);
    this.close();
    if (again) return;
    const shut = make("button", { type: "button", "aria-label": "Close", class: "tg-shut" }, "×");
    shut.addEventListener("click", () => { this.close(); this.places[k].group.focus(); });
    this.opened = make("div", { class: "tg-inside", role: "group", "aria-label": `Inside ${this.boxes[k].title}` },
      make("b", {}, this.boxes[k].title), shut, ...table(...this.insides[k]));
    this.opened.dataset.box = k;
    this.opened.addEventListener("keydown", (event) => {
      if (event.key === "Escape") shut.click(), event.stopPropagation();
    });
    this.places[k].group.setAttribute("aria-expanded", true);
    this.element.append(this.opened);
    this.placeBeside(this.opened, k);
    this.tip.hidden = true;
    shut.focus();
  }

  close() {
    if (!this.opened) return;
    this.places[this.opened.dataset.box].group.setAttribute("aria-expanded", false);
    this.opened.remove();
    this.opened = null;
  }

  boxKey(event, k) {
    if ((event.key === "Enter" || event.key === " ") && (this.insides?.[k] || this.views.has(k))) this.act(k);
    else if (this.inRows ? event.key.startsWith("Arrow") : event.key === "ArrowDown" || event.key === "ArrowUp") {
      const to = this.inRows ? this.beside(k, event.key) : (k + (event.key === "ArrowDown" ? 1 : -1) + this.places.length) % this.places.length;
      this.places.forEach(({ group }, i) => group.setAttribute("tabindex", i === to ? 0 : -1));
      this.places[to].group.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // The next box of a row, or the one of the next row that is nearest.
  beside(k, key) {
    const { boxes } = this.plans[this.way], across = /Left|Right/.test(key) ? 0 : 1, way = /Right|Down/.test(key) ? 1 : -1;
    const away = (i, axis) => boxes[i][axis] - boxes[k][axis], cost = (i) => Math.abs(away(i, 1)) * 1e4 + Math.abs(away(i, 0));
    const there = boxes.map((_, i) => i).filter((i) => away(i, across) * way > 0 && (across || !away(i, 1)));
    return there.reduce((best, i) => (cost(i) < cost(best) ? i : best), there[0] ?? k);
  }

  // A wide drawing is moved and made larger: mouse, two fingers, + and −.

  zoomBar() {
    return make("div", { class: "tg-zooms" }, button("Smaller", () => this.zoom(-1)),
      button("Larger", () => this.zoom(1)), button("Whole drawing", () => this.showWhole()),
      ...(document.fullscreenEnabled ? [button("Full screen", () => this.fillScreen())] : []));
  }

  // The stage on the whole screen, or back on its page.
  fillScreen() {
    this.zoomed = null;
    document.fullscreenElement ? document.exitFullscreen() : this.element.closest(".tg").parentElement.requestFullscreen().catch(() => {});
  }

  showWhole() {
    this.zoomTo(this.wholeScale());
    this.zoomed = "whole";
  }

  zoom(by) {
    const next = by > 0 ? ZOOMS.find((zoom) => zoom > this.shown * 1.05) : ZOOMS.findLast((zoom) => zoom < this.shown * 0.95);
    if (next) this.zoomTo(next);
  }

  zoomTo(scale, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const { scrollLeft, scrollTop } = this.canvas, ratio = scale / this.shown;
    this.zoomed = scale;
    this.scale();
    this.canvas.scrollTo((scrollLeft + x) * ratio - x, (scrollTop + y) * ratio - y);
  }

  panAndZoom() {
    const canvas = this.canvas, fingers = new Map();
    const spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY); };
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      this.zoomTo(Math.min(Math.max(this.shown * Math.exp(-event.deltaY / 300), ZOOMS[0]), ZOOMS.at(-1)), event.clientX - left, event.clientY - top);
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, event);
      this.dragged = false;
      this.pressed = event;
      if (fingers.size === 2) this.pinch = { spread: spread(), scale: this.shown };
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      fingers.set(event.pointerId, event);
      if (fingers.size === 2) {
        this.zoomTo(Math.min(Math.max((this.pinch.scale * spread()) / this.pinch.spread, ZOOMS[0]), ZOOMS.at(-1)));
      } else if (event.pointerType === "mouse") {
        const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
        if (Math.hypot(event.clientX - this.pressed.clientX, event.clientY - this.pressed.clientY) > 4) this.dragged = true;
        canvas.scrollBy(-dx, -dy);
      }
    });
    for (const over of ["pointerup", "pointercancel", "pointerleave"]) {
      canvas.addEventListener(over, (event) => fingers.delete(event.pointerId));
    }
  }

  key(event) {
    const act = { "+": () => this.zoom(1), "=": () => this.zoom(1), "-": () => this.zoom(-1), "0": () => { this.zoomed = null; this.scale(); } }[event.key];
    act?.();
    return Boolean(act);
  }
}

// The frames as whole states: what stands in every box and beside every edge.
function unfolded({ boxes, edges, frames }) {
  let notes = boxes.map(() => ["none", ""]), slots = boxes.map(() => []);
  let titles = boxes.map((box) => box.title), data = boxes.map((box) => box.data), lines = edges.map((edge) => edge.lines);
  const next = (now, changes = {}) => now.map((one, k) => changes[k] ?? one);
  return frames.map((frame) => {
    const whole = { stage: boxes.length, active: null, edges: [], sums: {}, ...frame };
    const changed = [...new Set([...Object.keys(frame.notes ?? {}), ...Object.keys(frame.slots ?? {})].map(Number))];
    [notes, slots, data, lines] = [next(notes, frame.notes), next(slots, frame.slots), next(data, frame.data), next(lines, frame.lines)];
    titles = next(titles, frame.titles);
    return { frame: whole, changed, notes, slots, titles, data, lines };
  });
}

function arrow(path, from, to, name, size = 1) {
  const tip = path.getPointAtLength(to), before = path.getPointAtLength(from);
  const angle = (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI;
  return make("path", { d: "M-9-4.5L0 0L-9 4.5Z", class: name, transform: `translate(${tip.x} ${tip.y}) rotate(${angle}) scale(${size})` });
}

// How far along a path the place nearest to (x, y) is.
function nearest(path, length, x, y) {
  const places = Array.from({ length: 41 }, (_, k) => (length * k) / 40);
  const away = places.map((distance) => { const at = path.getPointAtLength(distance); return Math.hypot(at.x - x, at.y - y); });
  return places[away.indexOf(Math.min(...away))];
}

function slot(group, { uses, slot: w }, k, top) {
  const row = Math.floor(k / IN_A_ROW), inRow = Math.min(uses - row * IN_A_ROW, IN_A_ROW);
  const x = ((k % IN_A_ROW) - (inRow - 1) / 2) * (w + SLOT_GAP), y = top + row * SLOT_ROW + SLOT_ROW / 2;
  const text = make("text", { y: 5 });
  const element = make("g", { class: "tg-slot", transform: `translate(${x} ${y})` },
    make("rect", { x: -w / 2, y: -9, width: w, height: 18, rx: 5 }), text);
  group.append(element);
  return { group: element, text, x, y };
}

// Signed bars: up for a positive weight, down for a negative one.
function bars(weights, middle) {
  const largest = Math.max(...weights.map(Math.abs)) || 1;
  return weights.map((weight, k) => {
    const height = Math.max(1, (Math.abs(weight) / largest) * (BAR_ROW / 2 - 2));
    return make("rect", { class: "tg-weight", x: (k - weights.length / 2) * (BAR + 1), width: BAR, height, y: weight >= 0 ? middle - height : middle });
  });
}
