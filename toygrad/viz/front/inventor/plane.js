// The letters at their two numbers. Vowels are filled, so that one sees where they gather.
import { Chart, EDGES } from "../chart.js";
import { make, say } from "../dom.js";
import { number } from "../numbers.js";
import { roving } from "./roving.js";

const BESIDE = 0.5; // a number, around the letters
const INSIDE = 8; // pixels, of a letter that stands farther out
const BEYOND = 1; // letters at each end of an axis that may stand farther out than it goes
const APART = 19, ENOUGH = 0.5, TURNS = 30; // pixels from disc to disc, what may be missing, and how often they make room
const SEEN = 3; // pixels from which on a line leads to the true place
const NEAR = 0.05; // of a trail's points, in numbers
const VOWELS = "aeiouy";

export class Plane {
  // `known` are places that will come: the axes have room for them from the start.
  constructor(letters, { chosen, known }) {
    Object.assign(this, { letters, known });
    this.vowels = [...VOWELS].map((letter) => letters.indexOf(letter));
    this.chart = new Chart("Where the letters stand", ["first number", ""], ["plane-zero", "plane-trails", "plane-starts", "plane-offs", "plane-homes"]);
    this.discs = [...letters].map((letter) => {
      const kind = VOWELS.includes(letter) ? "tgi-vowel" : letter === "." ? "tgi-dot" : "";
      return make("button", { type: "button", class: `tgi-letter ${kind}` }, make("span", {}, letter));
    });
    roving(this.discs, chosen);
    this.group = make("div", { class: "tgi-letters", role: "group", "aria-label": "Letters", style: `left: ${EDGES.left}px; top: ${EDGES.top}px` }, ...this.discs);
    this.beyond = make("span");
    this.room = make("div", { class: "tgi-plane-room" }, this.chart.element, this.group);
    const sample = (kind, text) => make("span", { class: `tgi-sample ${kind}` }, text);
    this.element = make("div", { class: "tgi-plane" }, make("p", { class: "tgi-name" }, "second number"), this.room,
      make("p", { class: "tgi-legend" }, sample("tgi-vowel", "vowel"), sample("", "consonant"), sample("tgi-dot", "begin, end"), this.beyond));
    this.begin();
  }

  // A run that begins has no trail, and axes for what is known.
  begin() {
    this.trail = [];
    this.ends = [[0, 0], [0, 0]];
    this.known.forEach((places) => this.widen(places));
  }

  // Lines behind the vowels are as long as the way to this step; `moving` says that the
  // discs are still on their way from the place before.
  show(places, step, moving) {
    const last = this.trail.at(-1), far = () => this.vowels.some((k) => Math.hypot(...places[k].map((at, axis) => at - last.places[k][axis])) > NEAR);
    if (!last || (step > last.step && far())) this.trail.push({ step, places });
    Object.assign(this, { places, step, moving });
    this.widen(places);
    this.draw();
  }

  // The axes only grow, on each side as far as all letters but the last few stand out.
  widen(places) {
    const now = [0, 1].map((axis) => {
      const sorted = places.map((place) => place[axis]).sort((a, b) => a - b);
      return [sorted[BEYOND], sorted.at(-1 - BEYOND)];
    });
    this.ends = now.map(([low, high], axis) => [Math.min(low, this.ends[axis][0]), Math.max(high, this.ends[axis][1])]);
  }

  // Both axes are as long, so that what looks near is near.
  frame() {
    const half = Math.max(...this.ends.map(([low, high]) => high - low)) / 2 + BESIDE;
    return [-1, 1].map((way) => this.ends.map(([low, high]) => Math.round(((low + high) / 2 + way * half) * 2) / 2));
  }

  draw() {
    const { chart, places } = this;
    if (!places || !chart.width) return;
    chart.between(...this.frame());
    const [x, y] = chart.place(0, 0), most = [chart.wide, chart.high];
    chart.paths["plane-zero"].setAttribute("d", `M${x} 0V${chart.high}M0 ${y}H${chart.wide}`);
    const true_ = places.map((place) => chart.place(...place)), edge = (at, axis) => (at < 0 ? INSIDE : at > most[axis] ? most[axis] - INSIDE : at);
    const homes = true_.map((place) => place.map(edge)), outside = homes.map((home, k) => home.some((at, axis) => at !== true_[k][axis]));
    const shown = spread(homes, most);
    shown.forEach((at, k) => this.put(k, at, outside[k]));
    const away = homes.flatMap((home, k) => (this.moving || outside[k] || Math.hypot(home[0] - shown[k][0], home[1] - shown[k][1]) < SEEN ? [] : [[home, shown[k]]]));
    chart.paths["plane-offs"].setAttribute("d", away.map(([home, at]) => `M${home}L${at}`).join(""));
    chart.paths["plane-homes"].setAttribute("d", away.map(([home]) => `M${home}h0`).join(""));
    this.drawTrails();
    const names = [...this.letters].filter((_, k) => outside[k]).map((letter) => (letter === "." ? "the dot" : letter));
    say(this.beyond, names.length ? `farther out than the edge: ${names.join(", ")}` : "");
  }

  put(k, [x, y], outside) {
    const disc = this.discs[k];
    disc.style.transform = `translate(${x}px, ${y}px)`;
    disc.classList.toggle("tgi-beyond", outside);
    disc.setAttribute("aria-label", `${this.nameOf(k)} at ${this.places[k].map((one) => number(one)).join(", ")}`);
  }

  drawTrails() {
    const past = this.trail.filter(({ step }) => step < this.step).map(({ places }) => places);
    const way = this.moving ? past : [...past, this.places], vowels = way.length > 1 ? this.vowels : [];
    this.chart.paths["plane-trails"].setAttribute("d", vowels.map((k) => `M${way.map((places) => this.chart.place(...places[k])).join("L")}`).join(""));
    this.chart.dots("plane-starts", vowels.map((k) => way[0][k]));
  }

  nameOf(k) { return k ? this.letters[k] : "the dot, where names begin and end,"; }

  // The letters that the model reads, the last one of which was chosen.
  choose(read) {
    this.discs.forEach((disc, k) => {
      disc.setAttribute("aria-pressed", k === read.at(-1));
      disc.classList.toggle("tgi-read", read.includes(k));
    });
  }

  fit() {
    this.chart.fit(this.room.clientWidth, this.room.clientHeight);
    this.draw();
  }
}

// Discs that would lie on each other give way by half each, within an area.
function spread(homes, most) {
  const places = homes.map((home) => [...home]);
  for (let turn = 0, pushed = true; pushed && turn < TURNS; turn++) {
    pushed = false;
    for (let j = 1; j < places.length; j++) for (let k = 0; k < j; k++) pushed = push(places[j], places[k], most, j) || pushed;
  }
  return places;
}

// Push two places apart; `turn` is a direction where they are the same.
function push(one, other, most, turn) {
  const [x, y] = [one[0] - other[0], one[1] - other[1]], far = Math.hypot(x, y);
  if (far > APART - ENOUGH) return false;
  const way = far ? [x / far, y / far] : [Math.cos(turn), Math.sin(turn)];
  way.forEach((by, axis) => {
    one[axis] = within(one[axis] + (by * (APART - far)) / 2, most[axis]);
    other[axis] = within(other[axis] - (by * (APART - far)) / 2, most[axis]);
  });
  return true;
}

function within(at, most) { return Math.min(Math.max(at, 0), most); }
