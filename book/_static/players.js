// What a published page needs so that widgets play without a kernel.
// Loaded before the widget manager; its load listener runs first.
(() => {
  // The manager looks for its icon fonts beside this address.
  window.__jupyter_widgets_assets_path__ =
    new URL("vendor/html-manager/", document.currentScript.src).href;

  const TURNS = {
    "toygrad-first": () => 1,
    "toygrad-back": (step) => step - 1,
    "toygrad-next": (step) => step + 1,
    "toygrad-last": (step, last) => last,
  };

  new MutationObserver(followTheActiveBox).observe(document.documentElement, { childList: true, subtree: true });

  window.addEventListener("load", speakOldMathJax);
  document.addEventListener("click", turnStep);
  document.addEventListener("keydown", pauseOnEscape);

  // A drawing wider than its box scrolls to where something happens.
  function followTheActiveBox(changes) {
    for (const { target } of changes) {
      const caption = target.closest?.(".toygrad-frames")?.querySelector("[data-at]");
      const drawing = target.closest?.(".toygrad-player")?.querySelector("[role=group]");
      const box = caption && drawing?.querySelector(".v" + caption.dataset.at);
      if (!box) continue;
      const [inner, outer] = [box.getBoundingClientRect(), drawing.getBoundingClientRect()];
      if (inner.left >= outer.left && inner.right <= outer.right) continue;
      drawing.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
    }
  }

  // Widgets ask for mathematics in the words of MathJax 2.
  function speakOldMathJax() {
    const mathJax = window.MathJax;
    if (!mathJax || mathJax.Hub) return;
    mathJax.Hub = {
      Queue: (job) => {
        if (mathJax.typesetPromise && job && job[2]) {
          mathJax.startup.promise.then(() => mathJax.typesetPromise([job[2]]));
        }
      },
    };
  }

  // The step buttons speak to a kernel. Here is none: their click becomes a
  // change of the number field, to which everything else is linked.
  function turnStep(event) {
    const button = event.target.closest(".toygrad-steps button");
    const turn = button && [...button.classList].find((name) => name in TURNS);
    if (!turn) return;
    const field = button.closest(".toygrad-steps").querySelector("input[type=number]");
    if (!field) return;
    const [step, last] = [Number(field.value), Number(field.max)];
    field.value = Math.min(Math.max(TURNS[turn](step, last), 1), last);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function pauseOnEscape(event) {
    if (event.key !== "Escape") return;
    for (const button of document.querySelectorAll(".toygrad-steps .widget-toggle-button.mod-active")) {
      button.click();
    }
  }
})();
