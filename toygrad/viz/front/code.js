// Lines of code beside a graph: the one at work is lit.
import { make } from "./dom.js";

// Words of their own below a title.
export class Text {
  constructor({ title, text, says }) {
    Object.assign(this, { title, says });
    this.element = make("pre", { class: "tg-code", tabindex: 0, role: "group", "aria-label": title }, make("span", {}, text));
  }

  moving() { return 0; }

  paint() {}
}

export class Code {
  constructor({ title, lines, lit, says }) {
    Object.assign(this, { title, lit, says });
    this.rows = lines.map((line) => make("span", {}, line || " "));
    this.element = make("pre", { class: "tg-code", tabindex: 0, role: "group", "aria-label": "Code" }, ...this.rows);
  }

  moving() { return 0; }

  paint(k) {
    this.rows.forEach((row, i) => row.classList.toggle("tg-at-work", i === this.lit[k]));
  }
}
