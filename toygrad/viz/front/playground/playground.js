// The playground: it asks for one frame at a time, and draws what came.
import { make, say } from "../dom.js";
import { number } from "../numbers.js";
import { Loss } from "./loss.js";
import { Lens } from "./lens.js";
import { Network } from "./network.js";
import { FIRST, Output } from "./output.js";
import { Settings } from "./settings.js";
import { Top } from "./top.js";
import { Transport } from "../transport.js";
import { Recorded, complete } from "../hosts.js";
import { palette } from "./inks.js";
import { Radios, worded } from "../parts.js";
import { differences, nameOf, tableOf, whatWasDone, whereWeAre, whyStopped } from "./words.js";

const TURN = 80; // milliseconds that Python trains before it draws
const SECOND = 1000;
const ONE_EDGE = "One edge more of this example's backward pass.";
const SIZES = {
  epoch: "All examples once", batch: "One update", example: "The next example: its graph opens", edge: "The next edge of this example's backward pass",
};
const MODES = { weights: "data of the edges", gradients: "gradients of the last batch", updates: "what the last step added" };
const RECORDED = "A recorded run. Change anything to train it live.";
const STARTING = "Python is starting …", CHANGED = "Python is starting for this change …", BACK = "Back to the state before";

// `live()` makes the host that trains; null where there is none, and `alone` says why.
export class Playground {
  constructor(element, data, { live, alone, mount, pages }) {
    element.playground = this; // for the page's own scripts
    Object.assign(this, { element, data, live, alone, mount, pages, mode: "weights", playing: false, wanted: {} });
    this.limits = data.limits;
    this.host = this.recorded = data.recorded ? new Recorded(data.recorded) : null;
    const changed = (change) => { if ("problem" in change) this.leave(); this.change(this.filled(change)); };
    this.output = new Output({ set: (points, told) => { this.change({ points }); this.tell(told); }, told: (text) => this.tell(text) });
    this.loss = new Loss({ seek: (step) => this.goTo(step) });
    this.network = new Network({ limits: this.limits, changed, looked: (node) => this.look(node), chosen: (edge) => this.lens.choose(edge), compare: (edge) => this.compare(edge) });
    this.settings = new Settings({ limits: this.limits, changed, hand: this.output });
    this.top = new Top({
      presets: data.presets, pages, chosen: (preset) => this.choose(preset), speak: () => this.speak(), link: pages && (() => this.copyLink()),
      program: () => this.want({ do: "program" }), fill: () => this.fillWindow(),
    });
    this.transport = new Transport(SIZES, {
      play: () => this.play(!this.playing), again: () => this.again(), step: (size) => this.step(size),
      seek: (state) => { this.play(false); this.want({ do: "seek", state }); },
    });
    this.build(pages);
    this.resize();
    this.listen();
    this.begin();
  }

  build(pages) {
    this.said = make("p", { class: "tgp-said", role: "status" });
    this.heard = make("p", { class: "tgp-heard", role: "status" });
    this.back = worded(BACK, () => this.goBack());
    this.switch = new Radios("What the edges show", Object.entries(MODES).map(([mode, why]) => [mode, mode, why]), (mode) => this.show(mode));
    this.switch.show(this.mode);
    const sample = (sign, text) => make("span", {}, make("svg", { class: "tgp-sample", width: 26, height: 10 }, make("path", { class: `tgp-edge tgp-${sign}`, d: "M0 5h26" })), text);
    this.sizes = make("span", { class: "tgp-widths" });
    this.signs = make("p", { class: "tgp-key", "aria-hidden": "true" }, sample("plus", "+"), sample("minus", "−"), sample("none", "0"), this.sizes);
    this.lens = new Lens({ mount: this.mount, pages, step: (size) => this.step(size), asked: (edge) => { this.wanted.shares = { do: "shares", edge }; this.run(); }, picked: (edge) => this.network.pick(edge), closed: () => this.leaveLens() });
    this.table = make("details", { class: "tgp-table" }, make("summary", {}, "All numbers as a table"));
    this.table.addEventListener("toggle", () => this.fillTable());
    const net = make("div", { class: "tgp-middle" }, make("div", { class: "tgp-top" }, this.network.layers.element, this.switch.element), this.network.element, this.signs);
    this.root = make("div", { class: "tgp", role: "group", "aria-label": "Playground", "data-lm-suppress-shortcuts": "true" },
      this.top.element, this.transport.element, this.network.tip.element,
      make("div", { class: "tgp-state" }, this.said, this.back, this.heard), this.settings.data, net,
      make("div", { class: "tgp-right" }, this.output.element, this.loss.element), this.settings.training, this.lens.element, this.table);
    this.element.replaceChildren(this.root);
  }

  // Own points begin with a few.
  filled(change) {
    const { points } = this.draft ?? this.frame.setting;
    return change.problem === "own" && !points.length ? { ...change, points: FIRST } : change;
  }

  choose(preset) {
    this.play(false);
    this.loss.forget();
    this.lens.close();
    this.change(preset.setting, this.data.defaults);
    if (!this.closed()) this.start(preset);
  }

  // A preset may say what its edges show first, how many steps are taken at once, and
  // how many a second at most, so that one can follow them.
  start({ mode = "weights", first, pace }) {
    this.show(mode);
    this.tempo = pace;
    if (first) this.want({ do: "train", steps: first });
  }

  // Who comes by a link sees the question of its preset, or what its setting is.
  introduce(setting, linked) {
    const { presets, defaults } = this.data, preset = presets.find((one) => !differences({ ...defaults, ...one.setting }, setting).length);
    if (preset) this.top.ask(preset);
    else if (linked) this.top.ask({ question: `This link sets: ${differences(setting, defaults).join("; ")}.` });
    if (preset && linked) this.start({ ...preset, first: 0 }); // the steps are taken by whoever came
  }

  // Other data, and the question is no longer about them.
  leave() {
    this.tempo = null;
    this.top.ask();
  }

  // Where it begins: at a link, or at a telling frame of the recorded run.
  begin() {
    const link = this.data.link;
    if (this.recorded) this.take(this.recorded.frame, true);
    if (this.frame) this.introduce(this.frame.setting);
    if (link && this.live) this.want({ do: "set", link });
    else if (!this.recorded && this.live) this.want({ do: "set", setting: this.data.setting ?? {} });
    else this.tellState();
  }

  // What is wanted, and asking for it: one request at a time, the latest change wins.

  change(change, before = this.draft ?? this.frame.setting) {
    if (this.closed()) return;
    this.draft = { ...before, ...change };
    this.propose({ ...this.frame.setting, ...this.draft });
    this.want({ do: "set", setting: this.draft });
  }

  // With the recorded run alone nothing but that run can be shown.
  closed() {
    if (this.live || this.host !== this.recorded) return false;
    this.restore();
    this.complain(this.alone);
    return true;
  }

  restore() {
    if (!this.frame) return;
    this.propose(this.frame.setting, true);
  }

  // A setting is seen before its numbers are there; `anew` also where it is the same.
  propose(setting, anew) {
    this.settings.show(setting, anew);
    this.network.propose(setting);
  }

  want(request) {
    if (!(request.do === "seek" && this.host === this.recorded) && this.closed()) return;
    this.wanted[request.do] = request;
    if (request.do === "step") this.play(false);
    this.problem = this.notice = null;
    this.tell("");
    this.run();
  }

  again() {
    if (this.host !== this.recorded) return this.change({});
    this.play(false);
    this.want({ do: "seek", state: 0 });
  }

  // An edge more of the example that lies there, or the next example.
  step(size) {
    this.tell("");
    if (size === "edge" && this.lens.next()) return this.play(false), this.note(ONE_EDGE);
    this.want({ do: "step", size });
  }

  note(sentence) {
    this.notice = sentence;
    this.tellState();
  }

  play(plays) {
    if (this.playing === plays) return;
    this.playing = plays;
    this.problem = this.notice = null;
    this.began = null;
    if (plays) this.tell("");
    this.transport.playing(plays);
    this.tellState();
    if (plays && this.host === this.recorded && this.recorded?.over && this.closed()) return this.play(false);
    this.run();
  }

  // The next request, or none.
  next() {
    for (const name of ["set", "seek", "step", "program", "shares", "train"]) {
      const request = this.wanted[name];
      delete this.wanted[name];
      if (request) return request;
    }
    if (!this.playing || document.hidden) return null;
    return this.tempo ? { do: "train", steps: 1 } : { do: "train", ms: TURN };
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let request = this.next(); request; request = this.next()) {
      try {
        await this.ask(request);
      } catch (error) {
        this.fail(error, request);
      }
      if (this.playing && this.tempo) await new Promise((go) => setTimeout(go, SECOND / this.tempo));
    }
    this.running = false;
    this.fillTable();
    this.lens.fillEach();
    this.tellState();
  }

  async ask(request) {
    const plays = this.host === this.recorded && (request.do === "seek" || (request.do === "train" && !this.recorded.over));
    const telling = !plays && this.host === this.recorded && setInterval(() => this.tellState(), SECOND);
    let reply;
    try {
      if (telling) await this.wake(request);
      reply = await this.host.ask(plays || this.has === undefined ? request : { ...request, has: this.has }, () => this.playing);
    } finally {
      clearInterval(telling);
      this.waking = null;
    }
    if (this.gone) return;
    if (!plays) this.has = reply.data?.version ?? this.has; // points that this host has sent
    this.hear(reply, request);
  }

  // Python starts, and goes on from the very state that is seen.
  async wake(request) {
    this.waking = Date.now();
    this.tellState();
    const host = this.started ??= await this.live(), { frame } = this;
    if (request.do !== "set" && frame) {
      await host.ask({ do: "set", setting: frame.setting });
      if (frame.step) await host.ask({ do: "train", steps: frame.step });
    }
    this.host = host;
    this.has = undefined;
  }

  hear(reply, request) {
    if (reply.kind === "problem") {
      if (this.has === undefined) this.host = this.recorded; // it has not come to the state that is seen
      const formula = request.setting?.problem === "formula" && request.setting.formula !== this.frame?.setting.formula;
      this.draft = null;
      this.restore();
      this.play(false);
      if (formula) this.settings.refuse(request.setting.formula, reply.says);
      return this.complain(reply.says);
    }
    if (reply.kind === "program") return this.lens.showProgram(reply.text);
    if (reply.kind === "shares") return this.lens.showEach(reply, !this.playing);
    this.count(reply, request);
    if (request.do === "set") this.network.forget();
    if (request.do === "set" && this.frame) this.loss.begin(reply.setting, this.frame.setting);
    if (request.link && !this.wanted.set) this.introduce(reply.setting, true);
    const before = this.frame;
    this.take(complete(before, reply), request.do === "set");
    if (request.size && !reply.stopped) this.notice = whatWasDone(request.size, this.frame, before);
    if (request.do === "set" && this.pages) this.address();
    if (reply.microscope) this.magnify(reply.microscope, request.size);
    else if (this.lens.open) this.lens.goOn(this.frame, request.do === "set");
    else if (request.do === "set") this.lens.close();
    if (reply.stopped) this.play(false), this.tell("");
  }

  // The microscope opens on the gradients, which are those of the examples so far.
  magnify(seen, size) {
    if (!this.lens.open) this.magnified = this.mode, this.show("gradients"), this.tell(`${this.notice ?? ""} The microscope is open below.`.trim());
    this.lens.show(seen, this.frame);
    if (size === "edge" && this.lens.next()) this.note(ONE_EDGE);
  }

  // The shares of an edge, without an example.
  compare(edge) {
    if (!this.closed()) this.lens.compare(edge, this.frame);
  }

  // The view is what it was before, if it is still that of the microscope.
  leaveLens() {
    this.output.ring([]);
    this.network.pick(null);
    if (this.magnified && this.mode === "gradients") this.show(this.magnified);
    this.magnified = null;
  }

  fail(error, request) {
    this.playing = false;
    this.transport.playing(false);
    this.host?.close?.();
    this.host = this.recorded;
    this.started = this.draft = null;
    this.complain(`Python could not ${request.do === "train" ? "go on" : "answer"} (${error.message}). The next change starts it again.`);
  }

  // Drawing what came.

  take(frame, jumps) {
    const other = frame.data !== this.frame?.data;
    this.frame = frame;
    if (!this.wanted.set) this.draft = null, this.propose(frame.setting);
    this.transport.show(frame, this.host === this.recorded ? this.recorded.frames.map(({ step }) => step) : null);
    this.jumps ||= jumps || other;
    if (!this.drawing) this.drawing = requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.drawing = 0;
    const { frame, mode, jumps } = this, still = jumps || this.still.matches;
    this.jumps = false;
    this.network.show(frame, mode, still);
    this.output.show(frame, still);
    this.loss.show(frame);
    this.legend();
    this.fillTable();
    if (this.lens.open) this.output.ring(frame.pass?.batch.slice(0, frame.pass.count) ?? []);
    this.tellState();
    this.glide();
  }

  // The maps go over into those that came, for as many frames as that takes.
  glide() {
    this.colours ??= palette(this.root);
    this.ink ??= getComputedStyle(this.root).getPropertyValue("--tg-ink").trim();
    const moved = [this.network.paint(this.colours, this.ink), this.output.paint(this.colours)];
    cancelAnimationFrame(this.gliding);
    if (moved.some(Boolean)) this.gliding = requestAnimationFrame(() => this.glide());
  }

  show(mode) {
    this.mode = mode;
    this.switch.show(mode);
    if (!this.frame) return;
    this.network.show(this.frame, mode);
    this.legend();
  }

  // What the looks of the edges mean: three of their widths, with numbers.
  legend() {
    const samples = this.network.samples(), written = `${samples}${this.network.unknown}`;
    this.signs.dataset.mode = this.mode;
    if (written === this.written) return;
    this.written = written;
    const stroke = (width) => make("svg", { width: 16, height: 10 }, make("path", { class: "tgp-edge tgp-plus", d: "M0 5h16", "stroke-width": width }));
    this.sizes.replaceChildren(...(samples.length ? samples.map(([text, width]) => make("span", {}, stroke(width), text)) : [this.network.unknown ? "no gradient yet: take a step" : "all are 0"]));
  }

  look(node) {
    this.output.look(node, node && nameOf(this.frame, node.layer, node.place));
    this.glide();
  }

  // For reading at rest: while it trains the table stays as it is.
  fillTable() {
    if (!this.table.open || !this.frame || this.running) return;
    this.table.querySelector("table")?.remove();
    this.table.append(tableOf(this.frame));
  }

  // What is said.

  tellState() {
    const { waking, playing, frame, problem } = this, seconds = waking && Math.round((Date.now() - waking) / SECOND);
    const said = problem ?? (waking ? (this.draft ? CHANGED : STARTING) : this.notice ?? (frame?.stopped ? whyStopped(frame) : this.pace()));
    this.root.dataset.state = problem ? "problem" : waking ? (this.draft ? "changing" : "starting") : frame?.stopped ? "stopped" : playing ? "playing" : "resting";
    seconds ? this.said.dataset.seconds = seconds : delete this.said.dataset.seconds;
    this.said.setAttribute("aria-live", playing && !problem && !waking ? "off" : "polite"); // the pace is for the eye
    say(this.said, said);
    this.back.hidden = !frame?.stopped || Boolean(waking);
    this.root.setAttribute("aria-busy", Boolean(waking));
  }

  pace() {
    if (this.host === this.recorded) return this.live ? RECORDED : this.alone ?? "";
    if (this.playing) return this.rate ? `Training in Python: ${this.rate} steps a second.` : "Training in Python.";
    return this.frame ? "Paused. Press play, take a step, or change a setting." : "";
  }

  // Steps a second, over the last second or so.
  count({ step }, { do: what }) {
    if (what !== "train") this.began = null;
    if (what !== "train") return;
    const now = performance.now();
    this.began ??= [now, step];
    const [since, from] = this.began;
    if (now - since < SECOND) return;
    this.rate = Math.round(((step - from) / (now - since)) * SECOND);
    this.began = [now, step];
  }

  complain(sentence) {
    this.tell("");
    this.problem = sentence;
    this.tellState();
  }

  tell(text) { say(this.heard, text); }

  speak() {
    this.heard.textContent = ""; // the same sentence is heard again, too
    setTimeout(() => this.tell(whereWeAre(this.frame, this.mode)), 50);
  }

  // To a step of this run, or of the recording the one that is nearest.
  goTo(step) {
    const { states: [first, last] } = this.frame, away = (k) => Math.abs(this.recorded.frames[k].step - step);
    const state = this.host === this.recorded ? [...this.recorded.frames.keys()].reduce((best, k) => (away(k) < away(best) ? k : best)) : Math.min(Math.max(step, first), last);
    this.play(false);
    this.want({ do: "seek", state });
  }

  goBack() {
    const { state, states: [first] } = this.frame;
    this.want({ do: "seek", state: Math.max(first, state - 1) });
  }

  // The address of the page carries the setting.
  address() {
    const link = this.frame.link ? `#${this.frame.link}` : "";
    history.replaceState(null, "", location.href.split("#")[0] + link);
  }

  async copyLink() {
    this.address();
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    this.note(copied ? "The link is copied." : "The link is in the address bar.");
  }

  fillWindow() {
    const large = this.root.classList.toggle("tgp-large");
    this.top.fills(large);
    this.resize();
    if (this.lens.open) this.lens.element.scrollIntoView(); // its bar alone would be seen
  }

  // Its room, its colours, its keys.

  resize() {
    const { element: network } = this.network;
    if (!network.isConnected) return;
    this.network.fit();
    const { clientWidth, clientHeight } = this.output.element;
    this.output.fit(clientWidth, clientHeight);
    this.loss.fit();
    if (this.colours) this.glide();
  }

  listen() {
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.over = new AbortController();
    const { signal } = this.over, recolour = () => { this.colours = this.ink = null; if (this.frame) this.glide(); };
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.root);
    this.watcher.observe(this.network.element);
    this.themes = new MutationObserver(recolour);
    for (const place of [document.documentElement, document.body]) this.themes.observe(place, { attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour, { signal });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.run(); }, { signal });
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const typing = event.target.matches("input, select, button, summary, [role=application]");
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === " " && !typing) this.play(!this.playing);
    else if (event.key === "Escape" && this.network.at) this.network.pin(this.network.at);
    else if (event.key === "Escape" && this.root.classList.contains("tgp-large")) this.fillWindow();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  destroy() {
    this.gone = true;
    this.playing = false;
    this.watcher.disconnect();
    this.themes.disconnect();
    this.over.abort();
    cancelAnimationFrame(this.drawing);
    cancelAnimationFrame(this.gliding);
    this.host?.close?.();
  }
}
