// The loss on the way, beside what counting has without any training.
import { Chart } from "../chart.js";
import { make, say } from "../dom.js";

const ROOM = 0.2; // nats, above and below what is seen
const BESIDE = 46; // pixels at the right, for the names of the dotted lines
const MIDDLE = 4; // pixels from a line to the foot of its name

export class Loss {
  // `marks` are [name, loss] of what does not train.
  constructor(marks, perEpoch) {
    Object.assign(this, { marks, perEpoch });
    this.chart = new Chart("Loss over the epochs", ["epoch", "nats"], ["loss-marks", "loss-before", "loss-later", "loss-held", "loss-train", "loss-now"]);
    this.texts = marks.map(([name]) => make("text", { class: "tgi-mark" }, name.split(" ").at(-1)));
    this.chart.room.append(...this.texts);
    this.train = make("b");
    this.held = make("b");
    this.alike = make("b");
    this.before = make("span", { class: "tgi-before-number", hidden: "" });
    this.room = make("div", { class: "tgi-loss-room" }, this.chart.element);
    this.element = make("div", { class: "tgi-loss" },
      make("p", { class: "tgi-numbers" }, make("span", { class: "tgp-train-number" }, "loss ", this.train), make("span", { class: "tgp-held-number" }, "held out ", this.held),
        make("span", {}, "as unsure as among ", this.alike, " letters"), make("span", { class: "tgi-marks-number" }, "without training"), this.before), this.room);
  }

  // A run begins.  Of one with another setting, told in `words`, the curve stays, in grey.
  begin(words) {
    if (words && this.whole.step.at(-1)) this.ghost = { ...this.whole, words };
    this.whole = null;
    this.farthest = 0;
    this.before.hidden = !this.ghost;
    say(this.before, `before, with ${this.ghost?.words}`);
  }

  // What lies beyond the step is paler, as far as it has been seen; the axis goes no
  // farther, so that the first epoch, in which most happens, is wide.
  show({ history, step, loss }) {
    if (!this.whole || history.step.at(-1) >= this.whole.step.at(-1)) this.whole = history;
    const { whole } = this, at = Math.max(whole.step.findLastIndex((one) => one <= step), 0);
    Object.assign(this, { step, loss, at, farthest: Math.max(this.farthest, step) });
    say(this.train, loss.toFixed(2));
    say(this.held, whole.held[at].toFixed(2));
    say(this.alike, Math.exp(whole.held[at]).toFixed(1));
    this.draw();
  }

  draw() {
    const { chart, whole, ghost, marks, at } = this;
    if (!whole || !chart.width) return;
    const epoch = (step) => step / this.perEpoch, seen = [...whole.train, ...whole.held, this.loss, ...(ghost?.train ?? []), ...marks.map(([, loss]) => loss)].filter(Number.isFinite);
    chart.between([0, Math.min(...seen) - ROOM], [Math.max(...[this.farthest, ghost?.step.at(-1) ?? 0].map(epoch), 1), Math.max(...seen) + ROOM]);
    const line = (name, { step, ...of }, what, from, to) => chart.line(`loss-${name}`, step.slice(from, to).map(epoch), of[what].slice(from, to));
    line("later", whole, "train", at, whole.step.findLastIndex((one) => one <= this.farthest) + 1);
    line("held", whole, "held", 0, at + 1);
    line("before", ghost ?? { step: [], train: [] }, "train");
    const until = whole.step.slice(0, at + 1), past = whole.train.slice(0, at + 1), between = this.step > until.at(-1);
    chart.line("loss-train", [...until, ...(between ? [this.step] : [])].map(epoch), [...past, ...(between ? [this.loss] : [])]);
    chart.paths["loss-now"].setAttribute("d", this.step < this.farthest ? `M${chart.place(epoch(this.step), 0)[0]} 0V${chart.high}` : "");
    const heights = marks.map(([, loss]) => chart.place(0, loss)[1]);
    chart.paths["loss-marks"].setAttribute("d", heights.map((y) => `M0 ${y}H${chart.wide}`).join(""));
    heights.forEach((y, k) => { this.texts[k].setAttribute("x", chart.wide + 5); this.texts[k].setAttribute("y", y + MIDDLE); });
  }

  fit() {
    this.chart.fit(this.room.clientWidth - BESIDE, this.room.clientHeight);
    this.draw();
  }
}
