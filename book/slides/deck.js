// Starts the slides, or with ?handout lays them out for paper.
(() => {
  const WIDTH = 1920, HEIGHT = 1080;
  const LARGEST_WORDS = 1.4;

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
    for (const drawing of document.querySelectorAll(".drawing")) drawing.classList.add("tg-fills");
    document.addEventListener("keydown", leaveControls);
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
  }

  // Whoever works with a player turns no slide; a presenter always does.
  function meantForSlides(event) {
    return /^Page(Up|Down)$/.test(event.key) || !inControls();
  }

  // Escape pauses a player that plays (it lets no one else hear of it), then leaves it.
  function leaveControls(event) {
    if (event.key !== "Escape" || !inControls()) return;
    document.activeElement.blur();
    event.stopImmediatePropagation();
  }

  function inControls() {
    return Boolean(document.activeElement?.closest(".tg, .countdown"));
  }

  // The letters come late.
  async function fitWhenDrawn() {
    await Promise.allSettled([...document.fonts].map((face) => face.load()));
    await new Promise(requestAnimationFrame);
    fitCurrent();
    document.documentElement.dataset.drawn = "";
  }

  function fitCurrent() {
    const seen = Reveal.getCurrentSlide()?.querySelector(".seen");
    if (!seen) return;
    const drawing = seen.querySelector(".drawing");
    if (drawing) fitDrawing(seen, drawing);
    else fitWords(seen);
  }

  // The words above a drawing or beside it, as it gets larger so.
  function fitDrawing(seen, drawing) {
    const [above, beside = 0] = [false, true].slice(0, seen.childElementCount).map((isBeside) => {
      seen.classList.toggle("beside", isBeside);
      return isFull(seen) ? 0 : sizeOf(drawing);
    });
    seen.classList.toggle("beside", beside > above);
    sizeOf(drawing);
  }

  // How large a drawing is in the room it has now.
  function sizeOf(drawing) {
    for (const { stage } of drawing.querySelectorAll(".toygrad-stage")) stage?.resize();
    const drawn = [...drawing.querySelectorAll(".tg-figure, :is(.tg-canvas, .tg-plot, .tg-bars) > svg")].map((svg) => svg.getScreenCTM().a);
    return Math.min(...drawn);
  }

  function fitWords(seen) {
    for (let tenths = 10 * LARGEST_WORDS; tenths >= 10; tenths--) {
      seen.style.setProperty("--words", tenths / 10);
      if (!isFull(seen)) return;
    }
  }

  function isFull(seen) {
    return [seen, ...seen.querySelectorAll("pre")].some((box) =>
      box.scrollWidth > box.clientWidth + 1 || (box === seen && box.scrollHeight > box.clientHeight + 1));
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
