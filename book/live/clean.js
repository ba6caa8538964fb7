// From HTML that a cell has made to elements of the page. What a reader typed
// may be anywhere in it, so only what is known here becomes an element, an
// attribute or a rule; scripts, links and addresses are not known.
const HTML = "b br code details div em figure i li ol p pre small span strong style sub summary sup table tbody td th thead tr u ul";
const SVG = "circle defs ellipse g line path polygon polyline rect svg text tspan";
const MATHML = "math mfrac mi mn mo mrow mtext";
const ELEMENTS = {
  "http://www.w3.org/1999/xhtml": new Set(HTML.split(" ")),
  "http://www.w3.org/2000/svg": new Set(SVG.split(" ")),
  "http://www.w3.org/1998/Math/MathML": new Set(MATHML.split(" ")),
};
const ATTRIBUTES = new Set((
  "class role tabindex title style media open colspan rowspan displaystyle xmlns " +
  "width height viewBox x y dx dy x1 y1 x2 y2 cx cy r rx ry d points transform overflow opacity " +
  "fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity " +
  "font-family font-size font-style font-weight text-anchor dominant-baseline"
).split(" "));
// Rules that ask for something elsewhere, hide behind an escape, or cover the page.
const FORBIDDEN_RULE = /url|image|\bsrc\b|\\|<|@(?!media|keyframes)|fixed|sticky/i;

export function clean(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copyInto(fragment, parsed.head);
  copyInto(fragment, parsed.body);
  return fragment;
}

function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      target.append(node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE && ELEMENTS[node.namespaceURI]?.has(node.localName)) {
      if (node.localName === "style" && FORBIDDEN_RULE.test(node.textContent)) continue;
      target.append(copied(node));
    }
  }
}

function copied(node) {
  const copy = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    const known = ATTRIBUTES.has(name) || name.startsWith("aria-") || name.startsWith("data-");
    if (known && !FORBIDDEN_RULE.test(name === "style" ? value : "")) copy.setAttribute(name, value);
  }
  copyInto(copy, node);
  return copy;
}
