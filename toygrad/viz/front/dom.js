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

// A text that is written again only when it changes.  Its node stays: a node that comes
// or goes lets the browser look at the whole page anew, for every rule with :has().
export function say(element, text) {
  const { firstChild: node } = element;
  if (element.textContent === text) return;
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) node.data = text;
  else element.textContent = text;
}
