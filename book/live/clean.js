// From HTML that a cell has made to elements of the page. What a reader typed
// may be anywhere in it, so only the names of elements for text, lists and
// tables are copied: no attribute at all, so no style, script or address.
const ELEMENTS = new Set((
  "b br code dd details div dl dt em figcaption figure h3 h4 h5 h6 hr i li ol p pre " +
  "small span strong sub summary sup table tbody td tfoot th thead tr u ul"
).split(" "));
const HTML = "http://www.w3.org/1999/xhtml";
const MOST_ELEMENTS = 50_000;

export function clean(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  if (parsed.getElementsByTagName("*").length > MOST_ELEMENTS) {
    return document.createTextNode(`More than ${MOST_ELEMENTS} elements are too many to show.`);
  }
  const fragment = document.createDocumentFragment();
  copyInto(fragment, parsed.body);
  return fragment;
}

function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.data);
    else if (node.namespaceURI === HTML && ELEMENTS.has(node.localName)) target.append(copied(node));
  }
}

function copied(node) {
  const copy = document.createElement(node.localName);
  copyInto(copy, node);
  return copy;
}
