// Starts the slides, or with ?handout lays them out for paper.
(() => {
  const WIDTH = 1920, HEIGHT = 1080;
  const LARGEST = 3.4, SMALLEST = 0.5;
  const LARGEST_WORDS = 1.4;
  const LAYOUTS = ["", "beside", "aside"]; // the words above, beside; a player's own words beside
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".countdown");
    if (button) countDown(button);
  });
  if (new URLSearchParams(location.search).has("handout")) {
    document.documentElement.classList.add("handout");
    document.querySelector(".slides").classList.remove("slides");
    document.querySelector(".reveal").classList.remove("reveal");
  } else {
    start();
  }

  function start() {
    Reveal.initialize({
      width: WIDTH,
      height: HEIGHT,
      margin: 0,
      minScale: 0.1,
      maxScale: 4,
      center: false,
      display: "flex",
      hash: true,
      slideNumber: "c/t",
      transition: "none",
      pdfSeparateFragments: false,
      keyboardCondition: meantForSlides,
      plugins: [RevealNotes],
    });
    Reveal.on("ready", fitCurrent);
    Reveal.on("slidechanged", fitCurrent);
    window.addEventListener("load", fitWhenDrawn);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && inControls(document.activeElement)) {
        document.activeElement.blur();
        event.stopImmediatePropagation();
      }
    }, true);
  }

  // Whoever works with a player turns no slide; a presenter always does.
  function meantForSlides(event) {
    return /^Page(Up|Down)$/.test(event.key) || !inControls(document.activeElement);
  }

  function inControls(element) {
    return Boolean(element?.closest(".toygrad-player, .countdown"));
  }

  // Widgets come late, mathematics and the letters too.
  async function fitWhenDrawn() {
    await Promise.allSettled([...document.fonts].map((face) => face.load()));
    await window.MathJax?.startup?.promise;
    while (document.querySelectorAll(VIEW).length > document.querySelectorAll(".toygrad-player").length) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await new Promise(requestAnimationFrame);
    fitCurrent();
    new MutationObserver(fitAgain).observe(document.querySelector(".slides"), { childList: true, subtree: true });
    document.documentElement.dataset.drawn = "";
  }

  // A step that says more than there is room for makes the drawing smaller.
  function fitAgain() {
    const seen = Reveal.getCurrentSlide().querySelector(".seen");
    if (seen.scrollHeight > seen.clientHeight + 1) fitCurrent();
  }

  function fitCurrent() {
    const slide = Reveal.getCurrentSlide();
    const seen = slide?.querySelector(".seen");
    if (!seen) return;
    if (!seen.querySelector(".drawing")) return fitWords(seen);
    const zooms = LAYOUTS.map((layout) => {
      arrange(seen, layout);
      return largestZoom(seen);
    });
    const largest = Math.max(...zooms);
    arrange(seen, LAYOUTS[zooms.indexOf(largest)]);
    seen.style.setProperty("--zoom", largest);
  }

  function fitWords(seen) {
    for (let tenths = 10 * LARGEST_WORDS; tenths >= 10; tenths--) {
      seen.style.setProperty("--words", tenths / 10);
      if (hasRoom(seen)) return;
    }
  }

  function arrange(seen, layout) {
    for (const name of LAYOUTS) if (name) seen.classList.toggle(name, name === layout);
  }

  function largestZoom(seen) {
    let [fits, tooLarge] = [SMALLEST, LARGEST];
    for (let k = 0; k < 8; k++) {
      const zoom = (fits + tooLarge) / 2;
      seen.style.setProperty("--zoom", zoom);
      if (hasRoom(seen)) fits = zoom;
      else tooLarge = zoom;
    }
    return fits;
  }

  function hasRoom(seen) {
    const boxes = [seen, ...seen.querySelectorAll("pre, .drawing, .drawing *")];
    return boxes.every((box) => {
      const scrolls = box.matches(".seen, .toygrad-steps") || /auto|scroll/.test(getComputedStyle(box).overflowX);
      if (!scrolls) return true;
      return box.scrollWidth <= box.clientWidth + 1 && (box !== seen || box.scrollHeight <= box.clientHeight + 1);
    });
  }

  function countDown(button) {
    clearInterval(button.running);
    let seconds = 60;
    const show = () => (button.textContent = seconds ? `${seconds} s` : "Vote");
    button.running = setInterval(() => {
      seconds -= 1;
      show();
      if (!seconds) clearInterval(button.running);
    }, 1000);
    show();
  }
})();
