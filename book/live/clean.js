// From HTML that a cell has made to elements of the page. What a reader typed
// may be anywhere in it, so only what is known here becomes an element, an
// attribute, a class or a rule; scripts, links and addresses are not known.
const HTML = "b br code details div em figure i li ol p pre small span strong style sub summary sup table tbody td th thead tr u ul";
const SVG = "circle defs ellipse g line path polygon polyline rect svg text tspan";
const MATHML = "math mfrac mi mn mo mrow mtext";
const ELEMENTS = new Map([
  ["http://www.w3.org/1999/xhtml", new Set(HTML.split(" "))],
  ["http://www.w3.org/2000/svg", new Set(SVG.split(" "))],
  ["http://www.w3.org/1998/Math/MathML", new Set(MATHML.split(" "))],
]);
const ATTRIBUTES = new Set((
  "class role tabindex style media open colspan rowspan displaystyle xmlns data-at " +
  "width height viewBox x y dx dy x1 y1 x2 y2 cx cy r rx ry d points transform overflow opacity " +
  "fill fill-opacity fill-rule stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity " +
  "font-family font-size font-style font-weight text-anchor dominant-baseline textLength lengthAdjust"
).split(" "));
const WORDS = new Set(["title", "aria-label"]); // free text
// The classes of drawings and frames: ours, and those by which a frame finds its parts.
const CLASS = /^(toygrad-[a-z-]+|t[gr][0-9a-f]+-\d+(-code)?|[a-z]{1,2}\d+(-\d+)*|node|edge|graph|part|partial|run|slot|bar|forward|backward|nudge|head|tail)$/;
// What asks for something elsewhere, hides behind an escape, or leaves its place.
const FORBIDDEN = /url|image|\bsrc\b|\\|[<@]|\b(position|inset|z-index)\s*:/i;
const SCOPED = /^\.t[gr][0-9a-f]+-\d+(-code)?(?![\w-])/; // a rule of one drawing
const MOST_ELEMENTS = 50_000;

export function clean(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  if (parsed.getElementsByTagName("*").length > MOST_ELEMENTS) {
    return document.createTextNode(`More than ${MOST_ELEMENTS} elements are too many to show.`);
  }
  const fragment = document.createDocumentFragment();
  copyInto(fragment, parsed.head);
  copyInto(fragment, parsed.body);
  return fragment;
}

function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.data);
    else if (ELEMENTS.get(node.namespaceURI)?.has(node.localName)) target.append(copied(node));
  }
}

function copied(node) {
  const copy = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    if (name === "class") copy.setAttribute(name, knownClasses(value));
    else if (WORDS.has(name) || (ATTRIBUTES.has(name) && !FORBIDDEN.test(value))) copy.setAttribute(name, value);
  }
  if (node.localName === "style") copy.textContent = knownRules(node.textContent);
  else copyInto(copy, node);
  return copy;
}

export function knownClasses(names) {
  return names.split(/\s+/).filter((name) => CLASS.test(name)).join(" ");
}

// Of a style sheet what speaks of the parts of one drawing, and harmlessly.
function knownRules(text) {
  if (/@import/i.test(text)) return "";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map(knownRule).join("\n");
}

function knownRule(rule) {
  if (rule instanceof CSSMediaRule) {
    return `@media ${rule.media.mediaText} { ${[...rule.cssRules].map(knownRule).join(" ")} }`;
  }
  if (rule instanceof CSSKeyframesRule) return FORBIDDEN.test(rule.cssText.slice(1)) ? "" : rule.cssText;
  if (!(rule instanceof CSSStyleRule)) return "";
  const selectors = rule.selectorText.replace(/\([^()]*\)/g, "").split(",");
  const ours = selectors.every((one) => SCOPED.test(one.trim()));
  return ours && !FORBIDDEN.test(rule.cssText) ? rule.cssText : "";
}

// The rules by which a widget lays out its children: none that leaves its place.
const LAYOUT = new Map([
  ["align_items", /^[a-z-]+$/],
  ["display", /^(none|flex|block|grid|)$/],
  ["flex_flow", /^[a-z ]+$/],
  ["overflow", /^(auto|hidden|visible)$/],
  ["width", /^(auto|\d+(px|%|em)|)$/],
]);

export function layOut(element, layout) {
  for (const [rule, value] of Object.entries(layout)) {
    if (LAYOUT.get(rule)?.test(value)) element.style.setProperty(rule.replace("_", "-"), value);
  }
}
