// All that can be set, and how it is shown: the data on one side, the training below.
import { make, say } from "../dom.js";
import { amount, number } from "../numbers.js";
import { Choice, Radios, Slider, icon, worded } from "../parts.js";
import { NAMES, PLANES, thumb } from "./thumbs.js";

const DICE = "M4 4h16v16H4zM6 6v12h12V6zM7 7h3v3H7zM10.5 10.5h3v3h-3zM14 14h3v3h-3z";
const RATES = [1, 2, 5], BATCHES = [1, 2, 5, 10, 20, 50, 100, 200, 0], PENALTIES = [0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

export class Settings {
  static count = 0;

  constructor({ limits, changed, hand }) {
    Object.assign(this, { changed, hand });
    const one = (name) => (value) => changed({ [name]: value });
    this.parts = {
      problem: new Radios("Data", limits.problem.map((name) => [name, [thumb(name), make("span", { class: "tgp-unseen" }, NAMES[name])], NAMES[name]]), one("problem"), "tgp-thumbs"),
      noise: new Slider("noise", steps(limits.noise, 0.05), one("noise"), { text: number }),
      n: new Slider("points", steps(limits.n, 20), one("n")),
      held: new Slider("held out", steps(limits.held, 10), one("held"), { text: (value) => `${value} %` }),
      lr: new Slider("learning rate", rates(limits.lr), one("lr"), { text: number }),
      batch: new Slider("batch", BATCHES, one("batch"), { text: (value) => (value ? `${value}` : "all"), size: (value) => value || Infinity }),
      l2: new Slider("L2", PENALTIES.filter((value) => value <= limits.l2.high), one("l2"), { text: number, tip: "A penalty on large weights" }),
      optimizer: new Choice("optimizer", limits.optimizer.map((name) => [name, name]), one("optimizer")),
      init: new Choice("initial weights", limits.init.map((name) => [name, name]), one("init"), { tip: "How the first weights are drawn" }),
    };
    this.data = this.dataPanel(limits);
    this.training = make("div", { class: "tgp-training", role: "group", "aria-label": "Training" },
      ...["lr", "batch", "optimizer", "l2", "init"].map((name) => this.parts[name].element), ...this.faultList(limits.faults));
  }

  dataPanel({ seed, formula }) {
    this.said = make("p", { class: "tgp-problem-name", "aria-hidden": "true" });
    this.seed = make("input", { type: "number", min: seed.low, max: seed.high, step: 1, "aria-label": "seed" });
    this.seed.addEventListener("change", () => { if (this.seed.value !== "") this.changed({ seed: this.seed.valueAsNumber }); });
    const dice = icon("Another seed", DICE, () => this.changed({ seed: Math.floor(Math.random() * (seed.high + 1)) }));
    this.seedRow = make("div", { class: "tgp-slider tgp-seed" }, make("span", {}, "seed"), this.seed, dice);
    this.formula = make("input", { type: "text", maxlength: formula, spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-label": "y as a formula in x" });
    this.formula.addEventListener("change", () => this.changed({ formula: this.formula.value }));
    this.formulaRow = make("label", { class: "tgp-formula" }, make("span", {}, "y ="), this.formula);
    this.refused = make("p", { class: "tgp-refused", id: `tgp-refused-${Settings.count++}`, "aria-hidden": "true" });
    this.formula.setAttribute("aria-describedby", this.refused.id);
    this.label = new Radios("Class of the next point", [["1", "blue disc"], ["0", "orange square"]], (value) => { this.hand.label = +value; });
    this.handRow = make("div", { class: "tgp-hand" }, make("p", {}, "Click into the picture, or use arrows and space."), this.label.element, worded("Clear", () => this.changed({ points: [] })));
    this.label.show(1);
    return make("div", { class: "tgp-data-panel", role: "group", "aria-label": "Data" },
      this.parts.problem.element, this.said, this.formulaRow, this.refused, this.handRow, ...["noise", "n", "held"].map((name) => this.parts[name].element), this.seedRow, this.keyOfPoints());
  }

  keyOfPoints() {
    const mark = (names, d = "M6 6h0") => make("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, ...names.map((name) => make("path", { class: `tgp-${name}`, d })));
    this.classes = ["discs", "squares"].map((name, k) => make("span", {}, mark([name]), `class ${1 - k}`));
    this.heldKey = make("span", {}, mark(["held-discs", "hole"]), "held out");
    this.kinks = make("span", {}, mark(["kinks"], "M6 1v11"), "kinks of layer 1");
    this.pointsKey = make("p", { class: "tgp-points-key tgp-output" }, ...this.classes, this.heldKey, this.kinks);
    return this.pointsKey;
  }

  // What chapter 9 breaks; the words are Python's.
  faultList(faults) {
    const named = Object.entries(faults);
    this.faults = named.map(([name, why]) => {
      const input = make("input", { type: "checkbox", value: name });
      input.addEventListener("change", () => this.changed({ faults: this.faults.map(([one]) => one).filter(({ checked }) => checked).map(({ value }) => value) }));
      return [input, make("label", { title: why }, input, make("span", {}, name))];
    });
    return named.length ? [make("div", { class: "tgp-faults", role: "group", "aria-label": "Break the loop" }, make("span", { "aria-hidden": "true" }, "break the loop"), ...this.faults.map(([, label]) => label))] : [];
  }

  // Why a formula is none, beside it; the reader's text stays, to be mended.
  refuse(text, sentence) {
    if (text !== null) this.formula.value = text;
    this.formula.setAttribute("aria-invalid", Boolean(sentence));
    say(this.refused, sentence);
  }

  // `anew` where the reader has turned something that stays as it was.
  show(setting, anew) {
    const written = JSON.stringify(setting);
    if (written === this.written && !anew) return;
    this.written = written;
    const { problem, points, formula, seed, faults, layers } = setting, own = problem === "own";
    for (const [name, part] of Object.entries(this.parts)) part.show(setting[name]);
    this.said.textContent = own ? amount(points.length, "point") : problem === "stopping" ? `${NAMES[problem]}: 50 cars, measured` : NAMES[problem];
    if (document.activeElement !== this.seed) this.seed.value = seed;
    if (document.activeElement !== this.formula) this.formula.value = formula ?? "";
    this.formulaRow.hidden = problem !== "formula";
    this.refuse(null, "");
    this.handRow.hidden = !own;
    const plane = PLANES.has(problem);
    for (const key of this.classes) key.hidden = !plane;
    this.pointsKey.classList.toggle("tgp-plane", plane);
    this.heldKey.hidden = !setting.held;
    this.kinks.hidden = plane || !layers[0]?.[1].includes("relu");
    for (const name of ["noise", "n"]) this.parts[name].element.hidden = own || problem === "stopping";
    for (const [input] of this.faults ?? []) input.checked = faults.includes(input.value);
  }
}

function steps({ low: least, high: most }, step) {
  return Array.from({ length: Math.round((most - least) / step) + 1 }, (_, k) => +(least + k * step).toPrecision(6));
}

function rates({ low: least, high: most }) {
  const first = Math.floor(Math.log10(least)), last = Math.ceil(Math.log10(most));
  return Array.from({ length: last - first + 1 }, (_, k) => RATES.map((part) => +(part * 10 ** (first + k)).toPrecision(3))).flat().filter((rate) => rate >= Math.max(least, 1e-4) && rate <= most);
}
