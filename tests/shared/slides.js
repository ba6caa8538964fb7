// What test_slides.py asks of an open deck.
({
  slides() {
    return Reveal.getSlides();
  },
  number(selector) {
    return this.slides().findIndex((slide) => slide.querySelector(selector)) + 1;
  },
  withPlayer() {
    return this.number(".tg-bar");
  },
  withFragment() {
    return this.number(".fragment");
  },
  withQuestion() {
    return this.number(".countdown");
  },

  // Show a slide with all that it hides at first, as it is when it has settled.
  async show(number) {
    Reveal.slide(number - 1);
    while (Reveal.availableFragments().next) Reveal.nextFragment();
    await this.settled();
  },
  async settled() {
    for (let k = 0; k < 3; k++) await new Promise(requestAnimationFrame);
  },

  // [slide, step, what] for all slides, and all steps of the players on them; with `wanted`
  // it ends at the first fault of which these words are a part.
  async faultsOfAll([pixels, wanted]) {
    const found = [];
    for (let number = 1; number <= Reveal.getTotalSlides(); number++) {
      await this.show(number);
      const clock = Reveal.getCurrentSlide().querySelector(".toygrad-stage")?.stage.clock;
      for (let step = 1; step <= (clock?.count ?? 1); step++) {
        clock?.go(step);
        for (const what of this.faults(pixels)) {
          found.push([number, step, what]);
          if (wanted && what.includes(wanted)) return found;
        }
      }
    }
    return found;
  },
  faults(pixels) {
    const slide = Reveal.getCurrentSlide(), seen = slide.querySelector(".seen");
    const edge = slide.getBoundingClientRect(), found = [];
    const outside = (box) => box.right > edge.right + 1 || box.bottom > edge.bottom + 1 || box.left < edge.left - 1;
    if (seen.scrollHeight > seen.clientHeight + 1 || seen.scrollWidth > seen.clientWidth + 1) found.push("full");
    for (const box of seen.querySelectorAll("pre, .formula, .tg-canvas, .tg-pictures, .tg-say, .tg-formula, .tg-bar")) {
      const tall = !box.matches(".formula, .tg-formula") && box.scrollHeight > box.clientHeight + 1; // letters of a formula reach out of it
      const scrolls = tall || box.scrollWidth > box.clientWidth + 1;
      if (scrolls) found.push(`full: ${box.className} scrolls`);
    }
    for (const { words, node } of this.texts(slide)) {
      const box = this.box(node), element = node.parentElement;
      const size = parseFloat(getComputedStyle(element).fontSize) * this.scale(element);
      if (size < pixels - 0.05) found.push(`small: ${size.toFixed(1)} ${words}`);
      if (outside(box)) found.push(`full: ${words} is outside`);
    }
    return found;
  },
  texts(slide) {
    const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode, words = node.data.trim();
      const hidden = node.parentElement.closest("script, style, aside");
      const visible = node.parentElement.checkVisibility({ visibilityProperty: true });
      const aloud = node.parentElement.clientWidth === 1; // for those who hear the page
      if (words && !hidden && !aloud && visible && this.box(node).width) found.push({ words, node });
    }
    return found;
  },
  box(node) {
    const range = document.createRange();
    range.selectNode(node);
    return range.getBoundingClientRect();
  },
  // From the pixels of the style sheet to those of the screen.
  scale(element) {
    if (!element.ownerSVGElement) return element.currentCSSZoom * Reveal.getScale();
    const { a, b } = element.getScreenCTM(); // of a text that is turned, too
    return Math.hypot(a, b);
  },
})
