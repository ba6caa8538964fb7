// Above it all: the presets, each with its question, and four tools.
import { make } from "../dom.js";
import { icon, rename } from "../parts.js";

const SAY = "M4 9v6h4l5 4V5L8 9zm11.5 3a3.5 3.5 0 0 0-2-3.2v6.4a3.5 3.5 0 0 0 2-3.2zm-2-7.2v2.1a5.3 5.3 0 0 1 0 10.2v2.1a7.3 7.3 0 0 0 0-14.4z";
const LINK = "M10.6 13.4a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.4 1.4 1.4 1.3-1.3a2 2 0 0 1 2.9 2.8l-3 3a2 2 0 0 1-2.8 0zm2.8-2.8a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.3-1.4-1.4-1.4L9 17.8A2 2 0 0 1 6.1 15l3-3a2 2 0 0 1 2.8 0z";
const CODE = "M8.7 6.7L3.4 12l5.3 5.3 1.4-1.4L6.2 12l3.9-3.9zm6.6 0l-1.4 1.4 3.9 3.9-3.9 3.9 1.4 1.4 5.3-5.3z";
const LARGE = "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z";
const SMALL = "M8 4h2v6H4V8h4zM14 4h2v4h4v2h-6zM4 14h6v6H8v-4H4zM14 14h6v2h-4v4h-2z";

export class Top {
  // With `pages` a question names the chapter that it belongs to, and there is a link to copy.
  constructor({ presets, pages, chosen, speak, link, program, fill }) {
    Object.assign(this, { presets, pages });
    this.question = make("p", { class: "tgp-question" });
    this.list = make("select", { "aria-label": "A question to try" }, make("option", { value: "" }, "A question to try …"), ...presets.map(({ name }, k) => make("option", { value: k }, name)));
    this.list.addEventListener("change", () => { const preset = presets[this.list.value]; this.ask(preset); if (preset) chosen(preset); });
    this.large = icon("Fill the window", LARGE, fill);
    this.element = make("div", { class: "tgp-ask" }, this.list, this.question,
      make("div", { class: "tgp-tools" }, icon("Describe this state", SAY, speak), ...(link ? [icon("Copy the link", LINK, link)] : []), icon("Show the Python", CODE, program), this.large));
  }

  // The question of a preset, or only a sentence.
  ask(preset = {}) {
    const { question = "", chapter } = preset;
    this.list.value = this.presets.includes(preset) ? this.presets.indexOf(preset) : "";
    const place = this.pages && chapter ? [" ", make("a", { href: `${chapter}.html` }, `chapter ${+chapter.split("_")[0]}`)] : [];
    this.question.replaceChildren(question, ...place);
  }

  fills(large) { rename(this.large, large ? "Back to the page" : "Fill the window", large ? SMALL : LARGE); }
}
