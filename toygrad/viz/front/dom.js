// Elements from plain data. Texts go in as text nodes, never as markup.

const SPACES = {
  svg: "http://www.w3.org/2000/svg",
  math: "http://www.w3.org/1998/Math/MathML",
};
const DRAWN = new Set("svg g path rect circle text".split(" "));
const FORMULA = new Set("math mrow mfrac mi mtext".split(" "));

export function make(name, attributes = {}, ...children) {
  const space = DRAWN.has(name) ? SPACES.svg : FORMULA.has(name) ? SPACES.math : "http://www.w3.org/1999/xhtml";
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// A text that is written again only when it changes.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
