// The bar of the inventor.  A recorded training has moments, one of Python every step.
import { say } from "../dom.js";
import { Transport } from "../transport.js";

const SIZES = { moment: "The next one that was recorded", epoch: "All letters of all names once", batch: "One update, from 32 letters" };

// Epochs as they are told everywhere here: with two digits, a whole one without.
export function epochs(number) {
  const said = number.toFixed(2);
  return said.endsWith(".00") ? said.slice(0, -3) : said;
}

export class Bar extends Transport {
  constructor(acts) {
    super(SIZES, acts);
    this.buttons = [...this.sizes.querySelectorAll("button")];
    say(this.buttons[0], "next moment");
    this.buttons[0].setAttribute("aria-label", "Next moment");
  }

  show(frame, moments) {
    super.show(frame);
    const at = epochs(frame.epoch);
    say(this.epoch, at);
    this.scrubber.setAttribute("aria-valuetext", `step ${frame.step}, epoch ${at}`);
    this.buttons.forEach((button, k) => { button.hidden = Boolean(moments) === k > 0; });
    if (moments) say(this.holds, `${moments.length} moments of ${epochs(moments.at(-1).epoch)} epochs`);
  }
}
