// A stage: pictures on one clock, the words of a step, and the bar that turns it.
import { check } from "./check.js";
import { Clock } from "./clock.js";
import { Bars, Digits } from "./bars.js";
import { Bends } from "./bends.js";
import { Bar, Sliders, frameAt } from "./controls.js";
import { make } from "./dom.js";
import { Code, Text } from "./code.js";
import { Graph } from "./graph.js";
import { Pad } from "./pad.js";
import { Plot } from "./plot.js";
import { Tables } from "./tables.js";
import { lines, list, opens } from "./words.js";

const KINDS = { graph: Graph, code: Code, text: Text, plot: Plot, bars: Bars, digits: Digits, bends: Bends, pad: Pad, tables: Tables };
const NARROWEST = 280; // pixels, of one of several pictures side by side, unless its drawing is narrower
const PHONE = 520, TALLEST = 420; // pixels: there a drawing, its words and the bar are on one screen
const SHARES = [0.46, 0.86]; // of a phone's width one picture of several: the next one looks in
const FILLING = new Set(["graph", "plot"]); // these get larger with their room
const UNSEEN = 699.5; // pixels, the width of what is not shown yet: no element has it
const READING = { least: 900, letter: 26, most: 4500 }; // milliseconds

// Draws `data` in `element`, in place of what stands there: where that is `before`,
// a stage with the same plan, its clock goes on.  Data that cannot be drawn become
// a sentence that says why.
export function mount(element, data, before) {
  before?.destroy();
  try {
    const stage = new Stage(element, check(data));
    if (before) stage.goOn(before);
    return stage;
  } catch (error) {
    element.replaceChildren(make("p", { class: "tg-problem", role: "alert" }, `This picture cannot be shown: ${error.message}.`));
    return null;
  }
}

class Stage {
  constructor(element, data) {
    Object.assign(this, { element, data, listeners: [] });
    element.stage = this; // for the page's own scripts
    this.pictures = data.pictures.map((picture) => new KINDS[picture.kind](picture, { jump: (step) => this.jump(step), playing: () => this.clock.playing }));
    this.pictures.forEach((picture, k) => Object.assign(picture, { kind: data.pictures[k].kind, pointed: (role) => this.lightPart(role) }));
    const { word = "Step", start = 1, turn = null, names, pace } = data.clock ?? {};
    this.clock = new Clock({
      count: data.frames.length || 1,
      start: data.sliders ? frameAt(data.sliders, data.sliders.map((slider) => slider.start)) + 1 : start,
      pace,
      paint: (step, share) => this.paint(step - 1, share),
      moving: (step) => Math.max(0, ...this.pictures.map((picture) => picture.moving(step - 1))),
      reading: (step) => this.pictures.every((picture) => picture.isNothing?.(step - 1)) ? READING.least : Math.min(READING.least + READING.letter * this.caption(step - 1).length, READING.most),
      changed: () => this.changed(),
    });
    if (data.clock) this.controls = new Bar(this.clock, { word, turn, names, said: (step) => this.caption(step - 1) });
    if (data.sliders) this.controls = new Sliders(this.clock, data.sliders);
    this.speaks = this.controls || data.frames.length > 0;
    this.said = make("div", { class: "tg-say", "aria-live": "polite" });
    this.build();
    this.resize();
    this.clock.go(this.clock.step);
    this.listen();
  }

  build() {
    const { words, note, text } = this.data;
    this.says = this.pictures.map(({ says }) => says && make("div", { class: "tg-say", "aria-live": "polite" }));
    const columns = this.pictures.map((picture, k) => make("div", { class: `tg-picture tg-${picture.kind}-picture` },
      ...(picture.title ? [make("p", { class: "tg-name" }, picture.title)] : []), picture.element, ...(this.says[k] ? [this.says[k]] : [])));
    this.root = make("div", { class: "tg", role: "group", "aria-label": words, "data-lm-suppress-shortcuts": "true" });
    if (note) this.root.append(make("p", { class: "tg-remark" }, note));
    const reads = columns.filter((_, k) => this.pictures[k].kind === "text"); // below the bar
    this.room = this.root.appendChild(make("div", { class: "tg-pictures" }, ...columns.filter((column) => !reads.includes(column))));
    if (this.speaks) this.root.append(this.said);
    if (this.controls) this.root.append(this.controls.element);
    this.root.append(...reads);
    const below = [];
    if (this.data.clock) below.push(this.allSteps());
    if (text) below.push(opens(text[0], make("pre", {}, text[1])));
    this.element.replaceChildren(this.root, ...below);
  }

  allSteps() {
    const told = this.pictures.filter(({ says }) => says).flatMap(({ title, says }) => [make("p", {}, title), list(says)]);
    return opens("All steps as text", ...(told.length ? told : [list(this.data.frames.map(([, caption]) => caption))]));
  }

  caption(k) {
    const own = this.pictures.map(({ says }) => says?.[k]).filter(Boolean);
    return [this.data.frames[k]?.[1], ...own].filter(Boolean).join(" ");
  }

  // Painting.

  paint(k, share) {
    for (const picture of this.pictures) picture.paint(k, share);
    if (this.painted !== k) this.sayAll(k);
    this.reveal(k, share);
  }

  sayAll(k) {
    this.painted = k;
    this.root.dataset.phase = this.pictures[0].phase?.(k) ?? "";
    if (!this.speaks) return;
    for (const picture of this.pictures) picture.lightRole?.(null);
    this.said.replaceChildren(...lines(this.data.frames[k], (role) => this.pictures.forEach((picture) => picture.lightRole?.(role))));
    this.says.forEach((element, i) => element?.replaceChildren(make("p", { class: "tg-caption" }, this.pictures[i].says[k])));
  }

  // Words and numbers are seen when the drawing has come to them; screen readers
  // hear them at once.
  reveal(k, share) {
    const [first] = this.pictures;
    if (!first.hasSaid) return;
    this.said.querySelectorAll(".tg-sentence").forEach((sentence, place) => {
      sentence.classList.toggle("tg-later", !first.hasSaid(k, place, share, sentence.textContent));
    });
    let later = false; // an operator comes with the number after it
    for (const part of [...this.said.querySelectorAll(".tg-formula mrow > *")].reverse()) {
      const { role } = part.dataset;
      if (role || part.localName === "mfrac") later = part.localName !== "mfrac" && !first.hasWritten(k, role, share);
      part.classList.toggle("tg-later", later);
    }
  }

  lightPart(role) {
    for (const part of this.said.querySelectorAll("[data-role]")) part.classList.toggle("tg-named", [role].flat().includes(part.dataset.role));
  }

  changed() {
    this.said.setAttribute("aria-live", this.clock.playing && this.clock.pace ? "off" : "polite");
    this.controls?.show();
    for (const listener of this.listeners) listener(this.clock);
  }

  jump(step) {
    this.clock.pause();
    this.clock.go(step);
  }

  // Where it stands, and in which size.

  resize() {
    const fills = this.element.closest(".tg-fills") !== null;
    const width = this.root.clientWidth || UNSEEN, height = fills ? this.root.clientHeight : 0;
    if (width === this.wide && height === this.tall) return;
    Object.assign(this, { wide: width, tall: height });
    const changed = height ? this.fill() : this.arrange(width);
    if (changed && this.painted !== undefined) this.clock.go(this.clock.step);
  }

  // Side by side as many as there is room for; on a phone graphs in one row, which is
  // pushed sideways, so that the words and the bar stay on the screen.
  arrange(width) {
    const drawn = this.pictures.filter(({ fit }) => fit), most = this.data.columns ?? drawn.length;
    const row = width <= PHONE && Math.min(most, drawn.length) > 1 && drawn.every(({ kind }) => kind === "graph");
    const least = Math.max(...drawn.map((picture) => Math.min(picture.narrowest ?? NARROWEST, NARROWEST)));
    const share = SHARES.find((share) => share * width >= least) ?? SHARES[1];
    const columns = row ? 1 / share : Math.max(1, Math.min(most, drawn.length, Math.floor(width / least)));
    this.room.classList.toggle("tg-row", row);
    row ? this.room.setAttribute("tabindex", 0) : this.room.removeAttribute("tabindex");
    this.room.style.setProperty("--columns", row ? drawn.length : columns);
    this.room.style.setProperty("--share", `${100 * share}%`);
    this.reserve();
    const room = width / columns - 2;
    const ways = drawn.map((picture) => picture.wayIn?.(room)); // all graphs run the same way
    const way = ways.includes("TB") ? "TB" : "LR";
    return drawn.map((picture) => picture.fit(room, undefined, way, row || (width <= PHONE && this.data.clock) ? TALLEST : undefined)).some(Boolean);
  }

  // In a room of a given height, as on a slide: the words below or beside, the
  // pictures in so many columns, as the drawing gets largest.
  fill() {
    const filling = this.pictures.filter(({ kind }) => FILLING.has(kind)).length || 1;
    const columns = Array.from({ length: filling }, (_, k) => k + 1);
    const ways = [false, true].flatMap((beside) => columns.map((count) => [beside, count, filling / count]));
    const sizes = ways.map((way) => this.tryWay(...way));
    this.tryWay(...ways[sizes.indexOf(Math.max(...sizes))]);
    return true;
  }

  tryWay(beside, columns, rows) {
    this.root.classList.toggle("tg-beside", beside);
    this.room.style.setProperty("--columns", columns);
    this.room.style.setProperty("--rows", Math.ceil(rows));
    const fits = this.reserve();
    for (const picture of this.pictures) picture.fit?.(picture.element.clientWidth, picture.element.clientHeight);
    return fits ? Math.min(...this.pictures.map(({ shown = Infinity }) => shown)) : 0;
  }

  // Room for the longest words, so that nothing moves when they change; whether no
  // formula is too wide.
  reserve() {
    if (!this.speaks) return true;
    this.says.forEach((element, i) => element && hold(element, longest(this.pictures[i].says, (said) => said).map((said) => [make("p", {}, said)])));
    const { frames } = this.data, caption = (frame) => frame[1], formula = (frame) => frame[2]?.flat().join("") ?? "";
    const tried = [...longest(frames, caption), ...longest(frames, formula), ...longest(frames, (frame) => formula(frame) && caption(frame))];
    return hold(this.said, tried.map((frame) => lines(frame)));
  }

  listen() {
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.root);
    this.root.addEventListener("keydown", (event) => this.key(event));
    // Paper gets the last step, and afterwards the reader the one that was there.
    this.over = new AbortController();
    document.addEventListener("fullscreenchange", () => this.element.classList.toggle("tg-fills", document.fullscreenElement === this.element), { signal: this.over.signal });
    const paper = matchMedia("print");
    paper.addEventListener("change", () => {
      if (!this.data.clock) return;
      if (paper.matches) this.before = this.clock.step, this.clock.pause();
      this.clock.go(paper.matches ? this.clock.count : this.before);
    }, { signal: this.over.signal });
  }

  key(event) {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const { clock } = this, slides = event.target.matches("input, .tg-row");
    const steps = {
      ArrowRight: () => clock.next(), ArrowLeft: () => clock.go(clock.step - 1),
      Home: () => clock.go(1), End: () => clock.go(clock.count),
    };
    if (event.key === "Escape" && clock.playing) clock.pause();
    else if (event.key === " " && this.data.clock && !event.target.matches("button, input, summary")) clock.playing ? clock.pause() : clock.play();
    else if (this.data.clock && steps[event.key] && !slides && !event.shiftKey) { clock.pause(); steps[event.key](); }
    else if (!this.pictures.some((picture) => event.target === picture.canvas && picture.key?.(event))) return;
    event.preventDefault();
    event.stopPropagation();
  }

  // From a stage with other numbers in the same boxes: its step, speed and zoom.
  goOn({ data, clock, pictures, playing }) {
    const titles = ({ pictures: [{ boxes }] }) => boxes?.map(({ title }) => title).join();
    if (!this.data.clock || data.frames.length !== clock.count || titles(data) !== titles(this.data)) return;
    this.pictures.forEach((picture, k) => { picture.zoomed = pictures[k]?.zoomed; picture.scale?.(); });
    this.clock.speed = clock.speed;
    this.clock.go(clock.step);
    if (playing) this.clock.play();
  }

  destroy() {
    this.playing = this.clock.playing;
    this.clock.pause();
    cancelAnimationFrame(this.clock.frame);
    this.watcher.disconnect();
    this.over.abort();
  }
}

// A few whose text is the longest: the tallest is among them.
function longest(all, text) {
  return all.toSorted((a, b) => text(b).length - text(a).length).slice(0, 4);
}

// Make an element as tall as the tallest of what it will hold: all of it at once in
// one place, unseen.  Is it wide enough, too?
function hold(element, contents) {
  const twin = make("div", { class: "tg-say tg-unseen", "aria-hidden": "true" }, ...contents.map((inside) => make("div", {}, ...inside)));
  twin.style.width = `${element.clientWidth}px`;
  element.after(twin);
  element.style.minHeight = `${twin.offsetHeight}px`;
  const fits = [...twin.querySelectorAll("math")].every((formula) => formula.scrollWidth <= formula.clientWidth);
  twin.remove();
  return fits;
}
