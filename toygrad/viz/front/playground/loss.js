// The loss on the way: of the training, and of the points held out.
import { make, say } from "../dom.js";
import { Chart, EDGES } from "../chart.js";
import { amount } from "../numbers.js";
import { icon, SHUT } from "../parts.js";
import { differences } from "./words.js";

const LEAST = 1e-6; // on a logarithmic axis nothing is below it
const LONGER = 4, EARLY = 100; // as many times as far as this run, or as that many steps, one sees the run before

export class Loss {
  // Who points at a step is sent back to it.
  constructor({ seek }) {
    this.chart = new Chart("Loss over the steps", ["step", ""], ["loss-before", "loss-later", "loss-held", "loss-train", "loss-now"]);
    this.chart.element.addEventListener("click", ({ clientX }) => { if (this.frame) seek(Math.round(this.chart.valueAt(clientX - this.chart.element.getBoundingClientRect().left - EDGES.left, 0)[0])); });
    this.words = make("span");
    this.before = make("p", { class: "tgp-before", hidden: "" }, this.words, icon("Clear the curve before", SHUT, () => { this.ghost = null; this.tellBefore(); this.draw(); }));
    this.train = make("b");
    this.held = make("b");
    this.right = make("b");
    this.heldPart = make("span", { class: "tgp-held-number" }, "held-out loss ", this.held);
    this.rightPart = make("span", { class: "tgp-right-number" }, this.right, " of training points right");
    this.log = make("button", { type: "button", class: "tgp-worded", "aria-pressed": "false", title: "Logarithmic axis" }, "log");
    this.log.addEventListener("click", () => this.turn());
    this.numbers = make("p", { class: "tgp-numbers" }, make("span", { class: "tgp-train-number" }, "loss ", this.train), this.heldPart, this.rightPart);
    this.room = make("div", { class: "tgp-loss-room" }, this.chart.element);
    this.element = make("div", { class: "tgp-loss" }, this.numbers, this.log, this.before, this.room);
  }

  turn() {
    this.logs = !this.logs;
    this.log.setAttribute("aria-pressed", Boolean(this.logs));
    this.draw();
  }

  // Where a setting was changed the run before stays, to be compared with: as long as
  // both have the same data to learn, and none of them is another question.
  begin(setting, old) {
    if (this.whole?.step.at(-1) && differences(old, setting).length) this.ghost = { setting: old, history: this.whole };
    if (this.unlike || ["problem", "formula"].some((name) => old[name] !== setting[name])) this.ghost = null;
    if (this.ghost) this.ghost.differs = differences(this.ghost.setting, setting);
    this.unlike = false;
    this.whole = null;
    this.tellBefore();
  }

  // The run that comes has nothing to do with the one before.
  forget() { this.unlike = true; }

  // What differs, or where there is no room for it how much; all of it when one points there.
  tellBefore() {
    const { ghost, before, words } = this;
    before.hidden = !ghost;
    if (!ghost) return;
    const tell = (what) => say(words, `before: ${what} · ${short(ghost.history.train.at(-1))}`);
    tell(before.title = ghost.differs.join(", ").replace("learning ", "") || "the same");
    if (words.scrollWidth > words.clientWidth + 1) tell(amount(ghost.differs.length, "difference")); // 1 by rounding
  }

  show(frame) {
    this.frame = frame;
    if (!this.whole || !(frame.history.step.at(-1) < this.whole.step.at(-1))) this.whole = frame.history;
    const { loss: [train, held], answers } = frame, accuracy = [answers?.accuracy].flat()[0];
    say(this.train, short(train));
    this.heldPart.hidden = held === null;
    say(this.held, short(held));
    this.rightPart.hidden = !Number.isFinite(accuracy);
    if (!this.rightPart.hidden) say(this.right, `${Math.round(100 * accuracy)} %`);
    this.draw();
  }

  draw() {
    if (!this.whole || !this.chart.width) return;
    const { history: { step, train, held }, step: now } = this.frame, { chart, whole, ghost } = this;
    const seen = [whole.train, whole.held, ghost?.history.train ?? []].flat().filter(Number.isFinite), highest = Math.max(...seen, LEAST), lowest = Math.max(Math.min(...seen), LEAST);
    chart.logs = this.logs ? [false, true] : null;
    chart.between([0, this.logs ? lowest * 0.8 : 0], [this.farthest(), highest * (this.logs ? 1.25 : 1.06)], this.drawn !== this.logs);
    this.drawn = this.logs;
    const above = (ys) => (this.logs ? ys.map((y) => (y === null ? y : Math.max(y, LEAST))) : ys);
    chart.line("loss-train", step, above(train));
    chart.line("loss-held", step, above(held));
    const at = whole.step.findIndex((one) => one > now), later = at > 0 ? at - 1 : whole.step.length;
    chart.line("loss-later", whole.step.slice(later), above(whole.train.slice(later)));
    chart.line("loss-before", ghost?.history.step ?? [], above(ghost?.history.train ?? []));
    const [x] = chart.place(now, chart.low[1]);
    chart.paths["loss-now"].setAttribute("d", now < (whole.step.at(-1) ?? 0) ? `M${x} 0V${chart.high}` : "");
  }

  // The last step that is seen: of a run before that went much farther, a part.
  farthest() {
    const here = Math.max(this.whole.step.at(-1) ?? 0, 10), before = this.ghost?.history.step.at(-1) ?? 0;
    return Math.max(here, Math.min(before, LONGER * Math.max(here, EARLY)));
  }

  fit() {
    this.chart.fit(this.room.clientWidth, this.room.clientHeight);
    this.tellBefore();
    this.draw();
  }
}

// Always as wide, so that nothing moves beside it.
function short(value) {
  if (value === null) return "–";
  return value >= 1e-3 && value < 1000 ? value.toFixed(value < 10 ? 3 : value < 100 ? 2 : 0) : value ? value.toExponential(0).replace("e+", "e").replaceAll("-", "−") : "0";
}
