// What a stage says: the line of a step, its formula, the list of all steps.
import { make, say } from "./dom.js";

// Head, caption and formula of a frame as elements.
export function lines([head, caption, formula], pointed) {
  const sentences = caption.split(/(?<=[.!?] )(?=[\p{Lu}\d]|\S+\.grad )/u).map((text) => make("span", { class: "tg-sentence" }, text));
  const first = make("p", { class: "tg-head" }, head);
  const said = [first, make("p", { class: "tg-caption" }, ...sentences)];
  if (formula?.some(([role]) => role.startsWith("path"))) said.push(products(formula, (role, words) => {
    first.style.minHeight = `${first.offsetHeight}px`; // nothing below it moves
    say(first, words ?? head);
    pointed(role);
  }));
  else if (formula?.length) said.push(mathematics(formula, pointed));
  return said;
}

// A sum of products, each with the path in the drawing that it belongs to: pointed at, or
// chosen by key or finger, it says its path.
function products(parts, pointed) {
  let chosen = [null];
  return make("p", { class: "tg-formula" }, ...parts.map(([role, text, words]) => {
    if (!role) return text;
    const part = make("button", { type: "button", class: "tg-path", "aria-label": words }, text);
    part.dataset.role = role;
    const choose = () => pointed(...(chosen = [role, words]));
    part.addEventListener("pointerenter", () => pointed(role, words));
    part.addEventListener("pointerleave", ({ pointerType }) => { if (pointerType === "mouse") pointed(...chosen); });
    part.addEventListener("focus", choose);
    part.addEventListener("click", choose);
    part.addEventListener("blur", () => pointed(...(chosen = [null])));
    return part;
  }));
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
export function table(lead, rows, columns = COLUMNS) {
  const cells = (kind, texts) => make("tr", {}, ...texts.map((text) => make(kind, {}, text)));
  return [
    make("p", {}, lead),
    make("table", {}, make("thead", {}, cells("th", columns)), make("tbody", {}, ...rows.map((row) => cells("td", row)))),
  ];
}
