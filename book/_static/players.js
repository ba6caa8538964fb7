// What a published page needs so that widgets play without a kernel.
// Loaded before the widget manager; its load listener runs first.
(() => {
  // The manager looks for its icon fonts beside this address.
  window.__jupyter_widgets_assets_path__ =
    new URL("vendor/html-manager/", document.currentScript.src).href;

  // The theme would replace every icon by a picture, and the play widget,
  // looking for its icon again, would break the chain that moves the frames.
  window.FontAwesomeConfig = { observeMutations: false };

  window.addEventListener("load", () => {
    speakOldMathJax();
    new MutationObserver(nameControls).observe(document.body, { childList: true, subtree: true });
    document.addEventListener("keydown", pauseOnEscape);
  });

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

  // Sliders and play buttons come without a name for screen readers.
  function nameControls() {
    for (const handle of document.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest(".widget-slider")?.querySelector("label");
      handle.setAttribute("aria-label", label?.textContent || "Step");
    }
    for (const play of document.querySelectorAll(".widget-play")) {
      ["Play or pause", "Stop", "Repeat"].forEach((name, k) =>
        play.querySelectorAll("button")[k]?.setAttribute("aria-label", name));
    }
  }

  function pauseOnEscape(event) {
    if (event.key !== "Escape") return;
    for (const button of document.querySelectorAll(".toygrad-player .widget-toggle-button.mod-active")) {
      button.click();
    }
  }
})();
