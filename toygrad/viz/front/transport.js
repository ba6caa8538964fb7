// The bar: play, one step of some size, the way back, and where the training stands.
import { make, say } from "./dom.js";
import { number } from "./numbers.js";
import { icon, rename, worded } from "./parts.js";

const PLAY = "M8 4.6l11.5 7.4L8 19.4z", PAUSE = "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z";
const AGAIN = "M12 5a7 7 0 1 1-6.7 5h2.1A5 5 0 1 0 12 7v3.5L7 6.2 12 2z";
// `sizes`: what each size of a step does, by its name.
export class Transport {
  constructor(sizes, { play, again, step, seek }) {
    this.play = icon("Play", PLAY, play);
    this.play.classList.add("tgp-play");
    this.again = icon("Start again", AGAIN, again);
    this.sizes = make("div", { class: "tgp-sizes", role: "group", "aria-label": "One step" },
      make("span", { "aria-hidden": "true" }, "step by"), ...Object.entries(sizes).map(([size, why]) => worded(size, () => step(size), why)));
    for (const button of this.sizes.querySelectorAll("button")) button.setAttribute("aria-label", `One ${button.textContent}`);
    this.scrubber = make("input", { type: "range", min: 0, step: 1, "aria-label": "Back in time" });
    this.scrubber.addEventListener("input", () => { this.fill(); seek(+this.scrubber.value); });
    this.epoch = make("b");
    this.step = make("b");
    this.count = make("p", { class: "tgp-count" }, make("span", {}, "epoch ", this.epoch), make("span", {}, "step ", this.step));
    this.holds = make("span");
    this.element = make("div", { class: "tgp-bar" }, this.play, this.again, this.sizes, make("div", { class: "tgp-back" }, this.scrubber, this.holds), this.count);
  }

  // It holds every step of a run; of a recorded one, some: `stops` are these.
  show({ state, states: [first, last], step, epoch }, stops) {
    this.scrubber.min = first;
    this.scrubber.max = Math.max(last, first + 1);
    this.scrubber.value = state;
    this.scrubber.setAttribute("aria-valuetext", `step ${step}, epoch ${number(epoch)}`);
    this.fill();
    say(this.holds, stops ? `${stops.length} of the steps 0 to ${stops.at(-1)}` : last > first ? `steps ${first} to ${last}, each one` : "no step to go back to");
    say(this.epoch, Number.isInteger(epoch) ? `${epoch}` : epoch.toFixed(epoch < 100 ? 1 : 0));
    say(this.step, `${step}`);
  }

  fill() {
    const { min, max, value } = this.scrubber;
    this.scrubber.style.setProperty("--at", (value - min) / (max - min));
  }

  playing(plays) { rename(this.play, plays ? "Pause" : "Play", plays ? PAUSE : PLAY); }
}
