// Buttons, sliders and lists: what a reader turns.  Each says what was chosen, and can
// be shown another choice.
import { make, say } from "./dom.js";

export const SHUT = "M6 4l6 6 6-6 2 2-6 6 6 6-2 2-6-6-6 6-2-2 6-6-6-6z";

export function icon(name, path, act) {
  const shape = make("path", { d: path });
  const element = make("button", { type: "button" }, make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, shape));
  element.addEventListener("click", act);
  rename(element, name, path);
  return element;
}

export function rename(element, name, path) {
  if (element.title === name) return;
  element.title = name;
  element.setAttribute("aria-label", name);
  element.querySelector("path")?.setAttribute("d", path);
}

export function worded(name, act, title) {
  const element = make("button", { type: "button", class: "tgp-worded", title }, name);
  element.addEventListener("click", act);
  return element;
}

// A slider over a list of values, which need not be at even distances.
export class Slider {
  constructor(name, values, chosen, { text = String, tip, size = Number } = {}) {
    Object.assign(this, { values, text, size });
    this.input = make("input", { type: "range", min: 0, step: 1, "aria-label": name });
    this.output = make("output");
    this.element = make("label", { class: "tgp-slider", title: tip }, make("span", {}, name), this.input, this.output);
    this.input.addEventListener("input", () => { this.write(); chosen(this.known[+this.input.value]); });
  }

  // A value that is not in the list gets a place in it.
  show(value) {
    this.known = this.values.includes(value) ? this.values : [...this.values, value].sort((a, b) => this.size(a) - this.size(b));
    this.input.max = this.known.length - 1;
    this.input.value = this.known.indexOf(value);
    this.write();
  }

  write() {
    const place = +this.input.value, text = this.text(this.known[place]);
    say(this.output, text);
    this.input.setAttribute("aria-valuetext", text);
    this.input.style.setProperty("--at", place / Math.max(this.known.length - 1, 1));
  }
}

export class Choice {
  constructor(name, options, chosen, { tip, hidden } = {}) {
    this.input = make("select", hidden ? { "aria-label": name } : {}, ...options.map(([value, text]) => make("option", { value }, text)));
    this.element = hidden ? this.input : make("label", { class: "tgp-choice", title: tip }, make("span", {}, name), this.input);
    this.input.addEventListener("change", () => chosen(this.input.value));
  }

  show(value) { this.input.value = value; }
}

// One of a few that are all seen: real radio buttons under their looks.
export class Radios {
  static count = 0;

  constructor(name, options, chosen, kind = "tgp-switch") {
    const group = `tgp-${Radios.count++}`;
    this.inputs = options.map(([value]) => make("input", { type: "radio", name: group, value }));
    this.element = make("div", { class: kind, role: "radiogroup", "aria-label": name },
      ...options.map(([, text, title], k) => make("label", { title }, this.inputs[k], make("span", {}, ...[text].flat()))));
    this.element.addEventListener("change", ({ target }) => chosen(target.value));
  }

  show(value) { for (const input of this.inputs) input.checked = input.value === String(value); }
}

// A number that goes up and down by one, between two ends.
export class Count {
  constructor(name, [least, most], changed) {
    Object.assign(this, { least, most });
    this.number = make("output");
    this.fewer = icon(`Fewer ${name}`, "M6 11h12v2H6z", () => this.go(-1));
    this.more = icon(`More ${name}`, "M11 6h2v5h5v2h-5v5h-2v-5H6v-2h5z", () => this.go(1));
    this.element = make("span", { class: "tgp-counter" }, this.fewer, this.number, this.more);
    this.changed = changed;
  }

  go(by) {
    const to = this.value + by;
    if (to >= this.least && to <= this.most) this.changed(to);
  }

  show(value, text = `${value}`) {
    this.value = value;
    say(this.number, text);
    this.fewer.setAttribute("aria-disabled", value <= this.least);
    this.more.setAttribute("aria-disabled", value >= this.most);
  }
}
