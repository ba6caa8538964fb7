// The bar below every stage: buttons, a scrubber, a count, the speed.
import { make, say } from "./dom.js";

const ICONS = {
  First: "M6 5h2.4v14H6zM20 5v14L9.5 12z",
  Back: "M17.5 5v14L6.5 12z",
  Play: "M7 4.2l13 7.8-13 7.8z",
  Pause: "M7 4.5h3.6v15H7zM13.4 4.5H17v15h-3.6z",
  Next: "M6.5 5v14l11-7z",
  Smaller: "M5 11h14v2.2H5z",
  Larger: "M5 11h6V5h2.2v6h6v2.2h-6v6H11v-6H5z",
  "Whole drawing": "M2 4h20v16H2zM4 6v12h16V6zM8 9.5h8v5H8z",
  "Full screen": "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
};
const SPEEDS = [1, 2, 0.5];

export class Bar {
  constructor(clock, { word, turn, names, said }) {
    Object.assign(this, { clock, word, names, said });
    const act = (step, moves) => () => { clock.pause(); clock.go(step(), { moves }); };
    this.first = button("First", act(() => 1));
    this.back = button("Back", act(() => clock.step - 1));
    this.play = button("Play", () => (clock.playing ? clock.pause() : clock.play()));
    this.play.classList.add("tg-play");
    this.following = button("Next", () => { clock.pause(); clock.next(); });
    this.scrubber = make("input", { type: "range", min: 1, max: clock.count, step: 1, "aria-label": word });
    this.scrubber.style.setProperty("--turn", share(turn ? turn - 0.5 : clock.count, clock.count));
    this.scrubber.addEventListener("input", act(() => +this.scrubber.value));
    this.count = make("span", { class: "tg-count", "aria-hidden": "true" });
    if (names) this.count.style.minWidth = `${word.length + Math.max(...names.map((name) => name.length))}ch`;
    this.speed = make("button", { type: "button", class: "tg-speed" });
    this.speed.addEventListener("click", () => {
      clock.speed = SPEEDS[(SPEEDS.indexOf(clock.speed) + 1) % SPEEDS.length];
      clock.changed();
    });
    this.element = make("div", { class: `tg-bar${names ? " tg-film" : ""}` }, this.first, this.back, this.play,
      this.following, this.scrubber, this.count, this.speed);
  }

  show() {
    const { step, count, playing, speed } = this.clock;
    this.scrubber.value = step;
    this.scrubber.setAttribute("aria-valuetext", `${this.word} ${this.names?.[step - 1] ?? `${step} of ${count}`}. ${this.said(step)}`);
    this.scrubber.style.setProperty("--at", share(step, count));
    say(this.count, this.names ? `${this.word.toLowerCase()} ${this.names[step - 1]}` : `${step} / ${count}`);
    name(this.play, playing ? "Pause" : "Play");
    // A button that cannot act stays where the keyboard is, and says so.
    for (const [one, off] of [[this.first, step === 1], [this.back, step === 1], [this.following, step === count]]) {
      one.setAttribute("aria-disabled", off);
    }
    say(this.speed, `${speed}×`);
    this.speed.setAttribute("aria-label", `Speed ${speed}×`);
  }
}

function share(step, count) {
  return count > 1 ? (step - 1) / (count - 1) : 1;
}

export function button(word, act) {
  const element = make("button", { type: "button" }, make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path")));
  element.addEventListener("click", act);
  name(element, word);
  return element;
}

function name(button, word) {
  if (button.title === word) return;
  button.title = word;
  button.setAttribute("aria-label", word);
  button.querySelector("path").setAttribute("d", ICONS[word]);
}

// A slider for each number that a reader may turn.  All their places together
// are a step of the clock; the last slider turns fastest.
export class Sliders {
  constructor(clock, sliders) {
    Object.assign(this, { clock, sliders });
    this.start = frameAt(sliders, sliders.map(({ start }) => start)) + 1;
    this.inputs = sliders.map(({ name, texts }) => {
      const input = make("input", { type: "range", min: 0, max: texts.length - 1, step: 1, "aria-label": name });
      input.addEventListener("input", () => clock.go(frameAt(sliders, this.inputs.map(({ value }) => +value)) + 1));
      return input;
    });
    this.outputs = sliders.map(() => make("output"));
    this.element = make("div", { class: "tg-bar tg-sliders" }, ...sliders.map(({ name }, k) =>
      make("label", {}, make("span", {}, name), this.inputs[k], this.outputs[k])));
  }

  // Where Python listens, a field in place of each text takes any number.
  takeAny(heard) {
    if (this.sliders.some(({ exact }) => exact === undefined)) return;
    this.fields = this.sliders.map(({ name }) => make("input", { type: "number", step: "any", "aria-label": `exact ${name}` }));
    this.fields.forEach((field, k) => {
      this.outputs[k].replaceWith(field);
      const ask = () => {
        const place = this.fields.map((one) => one.valueAsNumber);
        if (place.every(Number.isFinite)) heard(place);
      };
      field.addEventListener("change", ask);
      field.addEventListener("keydown", ({ key }) => { if (key === "Enter") ask(); }); // Lab keeps its own Enter
    });
    this.show();
  }

  show() {
    let frame = this.clock.step - 1;
    [...this.sliders.keys()].reverse().forEach((k) => {
      const { texts, exact } = this.sliders[k], place = frame % texts.length;
      frame = Math.floor(frame / texts.length);
      this.inputs[k].value = place;
      this.inputs[k].setAttribute("aria-valuetext", texts[place]);
      this.inputs[k].style.setProperty("--at", place / Math.max(texts.length - 1, 1));
      say(this.outputs[k], texts[place]);
      if (this.fields) this.fields[k].value = this.clock.step === this.start ? exact : texts[place].replace("−", "-");
    });
  }
}

export function frameAt(sliders, places) {
  return places.reduce((sum, place, k) => sum * sliders[k].texts.length + place, 0);
}
