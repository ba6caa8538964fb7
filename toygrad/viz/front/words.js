// What a stage says: the line of a step, its formula, the list of all steps.
import { make } from "./dom.js";

// Head, caption and formula of a frame as elements.
export function lines([head, caption, formula], pointed) {
  const sentences = caption.split(/(?<=[.!?] )(?=[\p{Lu}\d])/u).map((text) => make("span", { class: "tg-sentence" }, text));
  const said = [make("p", { class: "tg-head" }, head), make("p", { class: "tg-caption" }, ...sentences)];
  if (formula?.length) said.push(mathematics(formula, pointed));
  return said;
}

// A formula of parts; one that stands for a number of the drawing says its role.
function mathematics(parts, pointed) {
  const row = make("mrow");
  for (const [role, ...texts] of parts) {
    const part = texts.length === 2
      ? make("mfrac", {}, ...texts.map((text) => make("mi", {}, `∂${text}`)))
      : make("mtext", {}, texts[0].replaceAll(" ", "\u00a0"));
    if (role) {
      part.setAttribute("class", `tg-${role.replace(/\d+$/, "")}`);
      part.dataset.role = role;
      part.addEventListener("pointerenter", () => pointed(role));
      part.addEventListener("pointerleave", () => pointed(null));
    }
    row.append(part);
  }
  return make("math", { class: "tg-formula", displaystyle: "true" }, row);
}

// Something that opens with a click, and what it holds.
export function opens(title, ...inside) {
  return make("details", { class: "tg-text" }, make("summary", {}, title), ...inside);
}

export function list(captions) {
  return make("ol", {}, ...captions.map((caption) => make("li", {}, caption)));
}

const COLUMNS = ["parameter", "data", "multiplied by", "share"];

// What a folded box holds.
export function table(lead, rows) {
  const cells = (kind, texts) => make("tr", {}, ...texts.map((text) => make(kind, {}, text)));
  return [
    make("p", {}, lead),
    make("table", {}, make("thead", {}, cells("th", COLUMNS)), make("tbody", {}, ...rows.map((row) => cells("td", row)))),
  ];
}
