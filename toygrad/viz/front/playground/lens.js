// The microscope: one example, edge by edge, and the shares that make a gradient.
import { make, say } from "../dom.js";
import { number } from "../numbers.js";
import { icon, SHUT, worded } from "../parts.js";
import { Strip } from "./strip.js";
import { exact, largest, nameOf, parameterOf } from "./words.js";

export class Lens {
  // `mount` draws a stage: that of the page, or of the notebook.  With `pages` the program
  // opens in the live cell of the page beside.
  constructor({ mount, pages, step, asked, picked, closed }) {
    Object.assign(this, { mount, pages, asked, picked, closed, strip: new Strip() });
    this.title = make("p", { class: "tgp-lens-title" });
    this.steps = ["edge", "example"].map((size) => worded(`one ${size}`, () => step(size)));
    this.copy = worded("Copy", () => this.copyProgram());
    this.live = make("a", { class: "tgp-open", hidden: "" }, "Open in a live cell");
    this.tools = make("div", { class: "tgp-lens-tools" }, ...this.steps, this.live, this.copy, icon("Close", SHUT, () => this.close()));
    this.place = make("div", { class: "tgp-stage tg-fills" });
    this.list = make("select", { "aria-label": "Edge" });
    this.list.addEventListener("change", () => this.choose(this.list.value.split(",").map(Number)));
    this.rows = make("tbody");
    this.caption = make("caption");
    this.parts = make("table", {}, this.caption, this.rows);
    this.each = make("details", { class: "tgp-each" }, make("summary", {}, "every example"));
    this.each.addEventListener("toggle", () => this.fillEach());
    this.shares = make("div", { class: "tgp-shares" }, make("p", {}, "The shares of ", this.list), this.strip.element, this.parts, this.each);
    this.program = make("pre", { tabindex: 0, "aria-label": "Program" });
    this.element = make("section", { class: "tgp-lens", "aria-label": "Microscope", hidden: "" }, this.title, this.tools, this.place, this.shares, this.program);
  }

  // It stays open for what the training does next.
  get open() { return !this.element.hidden && !this.shares.hidden; }

  close() {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.stage?.destroy();
    this.stage = null;
    this.strip.forget();
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

  // Every example of the batch, and none of them edge by edge.
  compare(edge, frame) {
    this.begin("", true);
    this.edge = undefined;
    this.goOn(frame, true);
    if (edge) this.choose(edge);
  }

  // The next step of the example that lies there; whether there was one.
  next() {
    const { clock, data } = this.stage ?? {};
    if (!this.open || this.past || !clock || clock.step >= clock.count) return false;
    clock.pause();
    if (clock.step < data.clock.turn) clock.go(data.clock.turn); // forward there are no shares
    clock.next();
    return true;
  }

  show({ example, point, stage, says, shares, count }, frame) {
    const at = point.map((part) => number(+part.toPrecision(3)));
    const where = frame.data.kind === "curve" ? `x = ${at[0]}, y = ${at[1]}` : `x = ${at[0]}, y = ${at[1]}, class ${at[2]}`;
    Object.assign(this, { given: shares, frame });
    say(this.caption, `Each alone, divided by ${count}`);
    this.begin(count > 1 ? `Example ${example}, one of a batch of ${count}: ${where}` : `Example ${example}: ${where}`, true);
    this.setStage(stage, says);
    this.fillList();
    this.choose(this.knows(this.edge) ? this.edge : largest(this.frame, "grad"));
  }

  // The whole drawing at first, however small: it can be made larger.
  setStage(stage, says = "") {
    this.stage?.destroy();
    this.past = false;
    this.element.classList.remove("tgp-past");
    this.stage = stage && this.mount ? this.mount(this.place, stage) : null;
    if (!stage || !this.mount) this.place.replaceChildren(...(says ? [make("p", {}, says)] : []));
    for (const picture of this.stage?.pictures ?? []) if (!picture.fits) picture.showWhole?.();
  }

  // The training has gone on: the shares are those of the last batch, and the example
  // that lies there is past; in a training that begins `anew` there is none.
  goOn(frame, anew) {
    const before = this.frame;
    Object.assign(this, { frame, given: null });
    if (anew) this.setStage(null), this.strip.clear(), this.fillList(), say(this.title, "The shares of a batch");
    else if (!this.past && this.stage) say(this.title, `${this.title.textContent}, at step ${before.step}`);
    this.past = true;
    this.element.classList.toggle("tgp-past", !anew);
    this.parts.hidden = true;
    const edge = this.knows(this.edge) ? this.edge : largest(this.frame, "grad");
    if (`${edge}` !== `${this.edge}`) this.strip.forget(), this.picked(this.edge = edge);
    this.list.value = edge;
    this.asked(edge);
  }

  // The edges by the names in the graph; the last one of a neuron is its bias.
  fillList() {
    const { frame } = this;
    this.list.replaceChildren(...frame.net.edges.flatMap((layer, k) => layer.flatMap((row, j) => [...row.keys(), -1].map((i) => (
      make("option", { value: [k, j, i] }, `${i < 0 ? "bias" : nameOf(frame, k, i)} → ${nameOf(frame, k + 1, j)} (${parameterOf(frame, k, j, i)})`))))));
  }

  // Is it an edge of this network, too?
  knows([k, j, i] = []) { return i < this.frame.net.edges[k]?.[j]?.length; }

  // The shares of one edge, as bars that add up to the gradient which is shown.
  choose(edge) {
    if (!this.open) return;
    if (`${edge}` !== `${this.edge}`) this.strip.forget();
    this.edge = edge;
    this.list.value = edge;
    this.picked(edge);
    this.parts.hidden = !this.given;
    if (this.given) this.showRows(this.sharesOf(this.given));
    this.asked(edge);
  }

  sharesOf(parts) {
    const [k, j, i] = this.edge;
    return parts.map((part) => [part.says, i < 0 ? part.biases[k][j] : part.edges[k][j][i]]);
  }

  // Every example of the batch by itself.
  showEach(reply, rests) {
    if (`${reply.edge}` !== `${this.edge}`) return; // another one was chosen meanwhile
    this.last = reply;
    this.strip.show(reply);
    if (rests) this.fillEach();
  }

  // For reading at rest.
  fillEach() {
    if (!this.each.open || !this.last) return;
    this.each.querySelector("table")?.remove();
    const { alone, mean } = this.last, row = (words, value) => make("tr", {}, make("th", { scope: "row" }, words), make("td", {}, exact(value)));
    this.each.append(make("table", {}, make("tbody", {}, ...alone.map(([example, gradient]) => row(`example ${example}`, gradient)), row("mean", mean))));
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
