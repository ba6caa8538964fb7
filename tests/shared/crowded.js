// What on a page is too small, cut off, or beyond its edge; a list of words.
() => {
  const SMALLEST = 10; // pixels
  const faults = new Set();

  for (const holder of holdersOfText()) {
    const size = sizeOf(holder);
    if (size < SMALLEST - 0.01) tell(`${size.toFixed(1)} pixels`, holder);
    if (isCut(holder)) tell("cut off", holder);
  }
  for (const element of document.querySelectorAll("article *")) {
    const { right, width } = element.getBoundingClientRect();
    if (width > 1 && right > innerWidth + 1 && !scroller(element)) tell("beyond the edge", element);
  }
  return [...faults];

  function holdersOfText() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const holders = new Set();
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      const shown = !holder.closest("script, style, noscript");
      if (shown && walker.currentNode.data.trim() && seen(holder)) holders.add(holder);
    }
    return holders;
  }

  function seen(element) {
    return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  }

  function sizeOf(holder) {
    const { a, b } = holder.ownerSVGElement ? holder.getScreenCTM() : { a: 1, b: 0 };
    const zoom = Math.hypot(a, b); // also of a text that is turned
    return zoom * parseFloat(getComputedStyle(holder).fontSize);
  }

  // Does a box around the text hide a part of it, and no box in between scroll?
  function isCut(holder) {
    const range = document.createRange();
    range.selectNodeContents(holder);
    const text = range.getBoundingClientRect();
    for (let box = holder; box && !scrolls(box); box = box.parentElement) {
      const { left, right, width } = box.getBoundingClientRect();
      const style = getComputedStyle(box);
      if (style.position === "fixed" || width <= 1) return false; // a menu, or for readers aloud
      const hides = /hidden|clip/.test(style.overflowX); // an svg is hidden where none says otherwise
      if (hides && (text.right > right + 1 || text.left < left - 1)) return true;
    }
    return false;
  }

  function scrolls(element) {
    return /auto|scroll/.test(getComputedStyle(element).overflowX);
  }

  function scroller(element) {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (scrolls(box)) return box;
    }
    return null;
  }

  function tell(what, element) {
    const words = (element.textContent || element.alt || "").trim().replace(/\s+/g, " ");
    faults.add(`${what}: ${element.tagName.toLowerCase()} ${words.slice(0, 50)}`);
  }
}
