// The loss on the way: of the training, and of the points held out.
import { make, say } from "../dom.js";
import { Chart } from "./chart.js";

const LEAST = 1e-6; // on a logarithmic axis nothing is below it

export class Loss {
  constructor() {
    this.chart = new Chart("Loss over the steps", ["step", ""], ["loss-held", "loss-train", "loss-now"]);
    this.train = make("b");
    this.held = make("b");
    this.right = make("b");
    this.heldPart = make("span", { class: "tgp-held-number" }, "held-out loss ", this.held);
    this.rightPart = make("span", { class: "tgp-right-number" }, this.right, " of training points right");
    this.log = make("button", { type: "button", class: "tgp-worded", "aria-pressed": "false", title: "Logarithmic axis" }, "log");
    this.log.addEventListener("click", () => this.turn());
    this.numbers = make("p", { class: "tgp-numbers" }, make("span", { class: "tgp-train-number" }, "loss ", this.train), this.heldPart, this.rightPart);
    this.room = make("div", { class: "tgp-loss-room" }, this.chart.element);
    this.element = make("div", { class: "tgp-loss" }, this.numbers, this.log, this.room);
  }

  turn() {
    this.logs = !this.logs;
    this.log.setAttribute("aria-pressed", Boolean(this.logs));
    this.draw();
  }

  show(frame) {
    this.frame = frame;
    const { loss: [train, held], answers } = frame, accuracy = [answers?.accuracy].flat()[0];
    say(this.train, short(train));
    this.heldPart.hidden = held === null;
    say(this.held, short(held));
    this.rightPart.hidden = !Number.isFinite(accuracy);
    if (!this.rightPart.hidden) say(this.right, `${Math.round(100 * accuracy)} %`);
    this.draw();
  }

  draw() {
    if (!this.frame || !this.chart.width) return;
    const { history: { step, train, held }, step: now } = this.frame, { chart } = this;
    const seen = [...train, ...held].filter(Number.isFinite), highest = Math.max(...seen, LEAST), lowest = Math.max(Math.min(...seen), LEAST);
    chart.logs = this.logs ? [false, true] : null;
    chart.between([0, this.logs ? lowest * 0.8 : 0], [Math.max(step.at(-1) ?? 0, 10), highest * (this.logs ? 1.25 : 1.06)], this.drawn !== this.logs);
    this.drawn = this.logs;
    const above = (ys) => (this.logs ? ys.map((y) => (y === null ? y : Math.max(y, LEAST))) : ys);
    chart.line("loss-train", step, above(train));
    chart.line("loss-held", step, above(held));
    const [x] = chart.place(now, chart.low[1]);
    chart.paths["loss-now"].setAttribute("d", now < (step.at(-1) ?? 0) ? `M${x} 0V${chart.high}` : "");
  }

  fit() {
    this.chart.fit(this.room.clientWidth, this.room.clientHeight);
    this.draw();
  }
}

// Always as wide, so that nothing moves beside it.
function short(value) {
  if (value === null) return "–";
  return value >= 1e-3 && value < 1000 ? value.toFixed(value < 10 ? 3 : value < 100 ? 2 : 0) : value ? value.toExponential(0).replace("e+", "e").replaceAll("-", "−") : "0";
}
