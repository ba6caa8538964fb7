// The microscope: one example, edge by edge, and the shares that make a gradient.
import { make, say } from "../dom.js";
import { number } from "../numbers.js";
import { icon, worded } from "./parts.js";
import { exact } from "./words.js";

const SHUT = "M6.4 5L12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4L12 13.4 6.4 19 5 17.6 10.6 12 5 6.4z";

export class Lens {
  // `mount` draws a stage: that of the page, or of the notebook.  With `pages` the program
  // opens in the live cell of the page beside.
  constructor({ mount, pages, step, asked, picked, closed }) {
    Object.assign(this, { mount, pages, picked, closed });
    this.title = make("p", { class: "tgp-lens-title" });
    this.steps = ["edge", "example"].map((size) => worded(`one ${size}`, () => step(size)));
    this.copy = worded("Copy", () => this.copyProgram());
    this.live = make("a", { class: "tgp-open", hidden: "" }, "Open in a live cell");
    this.tools = make("div", { class: "tgp-lens-tools" }, ...this.steps, this.live, this.copy, icon("Close", SHUT, () => this.close()));
    this.place = make("div", { class: "tgp-stage tg-fills" });
    this.list = make("select", { "aria-label": "Edge" });
    this.list.addEventListener("change", () => this.choose(this.list.value.split(",").map(Number)));
    this.each = worded("every example", () => asked(this.edge), "The share of each example of the batch");
    this.rows = make("tbody");
    this.shares = make("div", { class: "tgp-shares" }, make("p", {}, "The shares of ", this.list, this.each), make("table", {}, make("caption", { class: "tgp-unseen" }, "Shares of this gradient"), this.rows));
    this.program = make("pre", { tabindex: 0, "aria-label": "Program" });
    this.element = make("section", { class: "tgp-lens", "aria-label": "Microscope", hidden: "" }, this.title, this.tools, this.place, this.shares, this.program);
  }

  get open() { return !this.element.hidden && !this.shares.hidden; }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.stage?.destroy();
    this.stage = null;
    this.closed();
  }

  // What opens is an example with its shares, or a program.
  begin(title, example) {
    const shut = this.element.hidden;
    this.element.hidden = false;
    say(this.title, title);
    for (const part of [this.place, this.shares, ...this.steps]) part.hidden = !example;
    for (const part of [this.program, this.copy]) part.hidden = example;
    this.live.hidden = example || !this.pages;
    if (shut) requestAnimationFrame(() => this.element.scrollIntoView({ block: "nearest" }));
  }

  // The next step of the example that lies there; whether there was one.
  next() {
    const { clock } = this.stage ?? {};
    if (!this.open || !clock || clock.step >= clock.count) return false;
    clock.pause();
    clock.next();
    return true;
  }

  show({ example, point, stage, says, shares, count }, frame) {
    const at = point.map((part) => number(+part.toPrecision(3)));
    const where = frame.data.kind === "curve" ? `x = ${at[0]}, y = ${at[1]}` : `x = ${at[0]}, y = ${at[1]}, class ${at[2]}`;
    Object.assign(this, { parts: shares, frame });
    this.begin(count > 1 ? `Example ${example}, one of a batch of ${count}: ${where}` : `Example ${example}: ${where}`, true);
    this.stage?.destroy();
    this.stage = null;
    if (stage && this.mount) this.stage = this.mount(this.place, stage);
    else this.place.replaceChildren(make("p", {}, says));
    this.fillList();
    this.choose(this.knows(this.edge) ? this.edge : this.largest());
  }

  // The edges by the names in the graph; the last one of a neuron is its bias.
  fillList() {
    const { nodes, edges } = this.frame.net;
    this.list.replaceChildren(...edges.flatMap((layer, k) => layer.flatMap((row, j) => [...row.keys(), -1].map((i) => (
      make("option", { value: [k, j, i] }, `${i < 0 ? "bias" : nodes[k][i].label} → ${nodes[k + 1][j].label}`))))));
  }

  largest() {
    const { edges } = this.frame.net;
    const all = edges.flatMap((layer, k) => layer.flatMap((row, j) => row.map(({ grad }, i) => [Math.abs(grad), [k, j, i]])));
    return all.reduce((best, one) => (one[0] > best[0] ? one : best))[1];
  }

  // Is it an edge of this network, too?
  knows([k, j, i] = []) { return i < this.frame.net.edges[k]?.[j]?.length; }

  // The shares of one edge, as bars that add up to the gradient which is shown.
  choose(edge) {
    if (!this.open) return;
    this.edge = edge;
    this.list.value = edge;
    this.picked(edge);
    this.showRows(this.sharesOf(this.parts));
  }

  sharesOf(parts) {
    const [k, j, i] = this.edge;
    return parts.map((part) => [part.says, i < 0 ? part.biases[k][j] : part.edges[k][j][i]]);
  }

  // Every example of the batch by itself, in place of one and of all others.
  showEach({ list: given }) {
    const rest = this.parts.slice(given.length > 1 ? 2 : 1);
    this.showRows([...given.map(([example, share]) => [`example ${example}`, share]), ...this.sharesOf(rest)]);
  }

  showRows(rows) {
    const [k, j, i] = this.edge, { nodes, edges } = this.frame.net;
    const whole = i < 0 ? nodes[k + 1][j].bias_grad : edges[k][j][i].grad;
    const most = Math.max(...rows.map(([, share]) => Math.abs(share)), Math.abs(whole)) || 1;
    this.rows.replaceChildren(...[...rows, ["gradient", whole]].map((row, at) => line(...row, most, at === rows.length)));
  }

  showProgram(text) {
    this.close();
    this.begin("The same training, in Python", false);
    say(this.copy, "Copy");
    say(this.program, text);
    this.live.href = `sandbox.html#code=${encodeURIComponent(text)}`;
  }

  async copyProgram() {
    await navigator.clipboard.writeText(this.program.textContent);
    say(this.copy, "Copied");
  }
}

// A part, its number, and its bar to the left or the right of 0.
function line(words, share, most, whole) {
  const wide = (50 * Math.abs(share)) / most;
  const bar = make("span", { class: share < 0 ? "tgp-left" : null, style: `width:${wide.toFixed(2)}%;${share < 0 ? `left:${(50 - wide).toFixed(2)}%` : "left:50%"}` });
  return make("tr", { class: whole ? "tgp-whole" : null }, make("th", { scope: "row" }, words), make("td", {}, exact(+share.toPrecision(6))), make("td", { "aria-hidden": "true" }, make("span", { class: "tgp-rail" }, bar)));
}
