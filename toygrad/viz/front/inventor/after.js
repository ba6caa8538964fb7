// What may come after a beginning: a bar for each letter, and the names that go on from it.
import { make, say } from "../dom.js";
import { Slider, worded } from "../parts.js";
import { KNOWN } from "./album.js";
import { chances, dice, goOn, read } from "./model.js";
import { roving } from "./roving.js";

const TEMPERATURES = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.4, 2, 3];
const LONGEST = 11; // letters
const NAMES = 6; // at a time
const TOLD = 0.045; // a share whose number stands above its bar
const FULL = 0.5; // the share of a bar of full height; a larger one is broken
const END = "end", PERCENT = `in percent (bars end at ${100 * FULL}):`;
const ONLY = " It knows a to z only.";
const HINT = "Press “Let it go on”, and it invents; press a bar, and you choose its next letter.";

export class After {
  constructor(letters, { changed, known }) {
    Object.assign(this, { letters, changed, known, temperature: 1, beginning: [], only: "" });
    this.order = [...Array(letters.length).keys()].slice(1).concat(0); // the dot comes last
    this.input = make("input", { type: "text", maxlength: LONGEST, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-label": "A beginning", placeholder: "type a beginning" });
    this.input.addEventListener("input", () => this.type(this.input.value));
    this.input.addEventListener("keydown", (event) => { if (event.key === "Enter") this.invent(), event.preventDefault(); event.stopPropagation(); });
    this.slider = new Slider("temperature", TEMPERATURES, (chosen) => { this.temperature = chosen; this.draw(); this.tell(); });
    this.slider.show(1);
    this.slider.input.before(make("i", {}, "safe"));
    this.slider.input.after(make("i", {}, "wild"));
    this.go = worded("Let it go on", () => this.invent());
    this.bars = this.order.map((token) => make("button", { type: "button", class: "tgi-bar" }, make("span", { class: "tgi-up" }, make("i")), make("span", { class: "tgi-of" }, token ? letters[token] : END)));
    roving(this.bars, (k) => this.take(this.order[k]));
    this.question = make("p", { class: "tgi-name" });
    this.heard = make("p", { class: "tgp-unseen", role: "status" });
    this.made = make("p", { class: "tgi-made" });
    this.element = make("div", { class: "tgi-after" },
      make("div", { class: "tgi-ask" }, this.input, this.go, this.slider.element), this.question,
      make("div", { class: "tgi-bars", role: "group", "aria-label": "What may come next, in percent" }, ...this.bars), this.made, this.heard);
  }

  // Only what stands in the alphabet, in small letters without accents; what else was
  // typed is told.
  type(text) {
    const tokens = [...text.normalize("NFD").toLowerCase().replace(/\p{M}/gu, "")].map((letter) => this.letters.indexOf(letter)), known = tokens.filter((token) => token > 0);
    this.begin(known.slice(0, LONGEST), known.length < tokens.length ? ONLY : "");
  }

  begin(tokens, only = "") {
    Object.assign(this, { beginning: tokens, done: false, only });
    const text = this.word(tokens);
    if (this.input.value !== text) this.input.value = text;
    this.draw();
    this.tell();
    this.changed(read(tokens, this.net.context));
  }

  // A bar is pressed: its letter comes next, or the name is done.
  take(token) {
    if (token && this.beginning.length < LONGEST) return this.begin([...this.beginning, token]);
    this.tellNames(true);
  }

  // Other dice; with these the names are drawn again whenever something else changes.
  invent() { this.tellNames(false, Math.floor(Math.random() * 1e6)); }

  tellNames(done, seed) {
    Object.assign(this, { done, seed });
    this.drawNames();
    say(this.heard, this.made.textContent);
  }

  drawNames() {
    const { beginning, seed } = this, given = beginning.length, one = (_, k) => goOn(this.net, beginning, this.temperature, LONGEST, dice(seed + k));
    const names = this.done ? [beginning] : seed === undefined ? [] : Array.from({ length: NAMES }, one);
    this.made.replaceChildren(...names.flatMap((name) => [this.nameOf(name, given), " "]));
    if (!names.length) this.made.append(make("i", {}, HINT));
  }

  // A name, the part that was given apart from what the model has added.
  nameOf(name, given) {
    const known = this.known.has(this.word(name)), rest = this.word(name.slice(given));
    return make("span", known ? { class: "tgi-known", title: KNOWN } : {}, make("b", {}, this.word(name.slice(0, given))), rest || (given ? "" : "–"));
  }

  word(tokens) { return tokens.map((token) => this.letters[token]).join(""); }

  show(net) {
    this.net = net;
    this.draw();
  }

  draw() {
    if (!this.net) return;
    this.shares = chances(this.net, this.beginning, this.temperature);
    this.order.forEach((token, k) => {
      const share = this.shares[token], bar = this.bars[k], percent = Math.round(100 * share);
      bar.style.setProperty("--share", Math.min(share / FULL, 1));
      bar.classList.toggle("tgi-over", share > FULL);
      bar.firstChild.dataset.share = share >= TOLD ? percent : "";
      bar.setAttribute("aria-label", `${token ? this.letters[token] : END}, ${share < 0.005 ? "under 1" : percent} percent`);
    });
    this.ask();
    this.drawNames();
  }

  // The question, and what of the beginning the model does not see any more.
  ask() {
    const { net: { context }, only } = this, text = this.word(this.beginning);
    if (text + only === this.asked) return;
    this.asked = text + only;
    const lost = text.slice(0, -context), forgotten = lost && ` It reads ${context} letters; the grey ones are forgotten.`;
    this.question.replaceChildren(...(text ? ["What comes after “", lost, make("b", {}, text.slice(-context)), `”, ${PERCENT}${forgotten}${only}`] : [`What a name begins with, ${PERCENT}${only}`]));
  }

  // The likeliest, for those who hear it.
  tell() {
    if (!this.net) return;
    const best = [...this.shares.keys()].sort((a, b) => this.shares[b] - this.shares[a]).slice(0, 3);
    say(this.heard, best.map((token) => `${token ? this.letters[token] : END} ${Math.round(100 * this.shares[token])} percent`).join(", ") + this.only);
  }
}
