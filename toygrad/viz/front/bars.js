// The parameters of a layer as bars above and below zero, and the digits of a difference.
import { make, say } from "./dom.js";
import { between, eased } from "./motion.js";
import { SLIDES } from "./plot.js";

const STRIP = 66, LABELS = 104, GAP = 14, PITCH = 14, MARGIN = 20; // pixels; as in still_plots.py
const FULL = (STRIP / 2 - 6) / 100; // pixels for each hundredth of the highest bar

export class Bars {
  constructor(picture, { playing }) {
    const { title, words, says, parts, strips } = picture;
    Object.assign(this, { title, words, says, parts, strips, playing });
    this.element = make("div", { class: "tg-bars" });
    this.draw(340);
  }

  moving() { return SLIDES; }

  fit(width) {
    const least = LABELS + GAP * this.parts.length; // there the bars are hairs, but still bars
    const wide = Math.max(Math.min(Math.floor(width) - 2 * MARGIN, 480), least);
    if (wide === this.wide) return false;
    this.draw(wide);
    return true;
  }

  draw(wide) {
    this.wide = wide;
    const total = this.parts.reduce((sum, [, count]) => sum + count, 0);
    this.pitch = Math.min(PITCH, (wide - LABELS - GAP * (this.parts.length - 1)) / total);
    let start = LABELS;
    this.places = [];
    const names = this.parts.map(([name, count]) => {
      const middle = start + (this.pitch * count) / 2;
      for (let k = 0; k < count; k++) this.places.push(start + (k + 0.5) * this.pitch);
      start += this.pitch * count + GAP;
      return make("text", { x: middle, y: this.strips.length * STRIP + 6, "text-anchor": "middle" }, name);
    });
    this.rows = this.strips.map((strip, k) => this.row(strip, k));
    const height = this.strips.length * STRIP + 18;
    this.element.replaceChildren(make("svg", { viewBox: `0 0 ${wide} ${height}`, width: wide, height, role: "img", "aria-label": this.words },
      ...this.rows.map(({ group }) => group), ...names));
  }

  row({ word, ink }, k) {
    const size = make("text", { y: STRIP / 2 + 15 });
    const bars = make("path", { class: `tg-mark tg-ink-${ink}`, "stroke-width": 0.72 * this.pitch });
    const group = make("g", { transform: `translate(0 ${k * STRIP})` }, make("text", { y: STRIP / 2 - 3, class: `tg-text-${ink}` }, word), size,
      make("path", { class: "tg-axis", d: `M${LABELS - 6} ${STRIP / 2}H${this.places.at(-1) + this.pitch / 2 + 6}` }), bars);
    return { group, size, bars };
  }

  paint(k, share) {
    const done = this.playing() ? share : eased(share);
    this.strips.forEach(({ heights, sizes }, row) => {
      const { size, bars } = this.rows[row], before = heights[k - 1] ?? heights[k];
      say(size, sizes[k]);
      bars.setAttribute("d", this.places.map((x, i) => `M${x.toFixed(1)} ${STRIP / 2}v${(-FULL * between(before[i] ?? 0, heights[k][i] ?? 0, done)).toFixed(1)}`).join(""));
    });
  }
}

export class Digits {
  constructor({ names, rows }) {
    this.frames = rows;
    this.cells = names.map(() => make("td"));
    const lines = names.map((name, k) => make("tr", {}, make("th", { scope: "row" }, name), this.cells[k]));
    this.element = make("div", { class: "tg-digits", tabindex: 0, role: "group", "aria-label": "Digits" }, make("table", {}, ...lines));
  }

  moving() { return 0; }

  paint(k) {
    this.frames[k].forEach((row, i) => this.cells[i].replaceChildren(...row.map(([style, digits]) => make("span", { class: `tg-${style}` }, digits))));
  }
}
