// Names for those who do not see the page: what theme and widgets leave out.
(() => {
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", nameByTheirWords);
  document.addEventListener("DOMContentLoaded", makeSourcesItems);
  window.addEventListener("load", reachWhatScrolls);
  window.addEventListener("resize", reachWhatScrolls);

  function name() {
    for (const handle of document.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest(".widget-slider")?.querySelector("label");
      handle.setAttribute("aria-label", label?.textContent || "Step");
    }
    for (const play of document.querySelectorAll(".widget-play")) {
      ["Play or pause", "Stop", "Repeat"].forEach((word, k) =>
        play.querySelectorAll("button")[k]?.setAttribute("aria-label", word));
    }
    // A button that is called "Color mode" is not also called "Dark".
    for (const icon of document.querySelectorAll("i.theme-switch[title]")) {
      icon.removeAttribute("title");
    }
    // Whoever does not see the frames hears each new one.
    for (const frames of document.querySelectorAll(".toygrad-frames:not([aria-live])")) {
      frames.setAttribute("aria-live", "polite");
    }
  }

  // What is wider than its box can be scrolled with the arrow keys.
  function reachWhatScrolls() {
    for (const box of document.querySelectorAll(".cell_output figure, .cell_output:has(> img), .toygrad-live-output pre")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  // The theme gives some buttons another name than the words they show;
  // whoever speaks to the computer says the words.
  function nameByTheirWords() {
    const named = ".search-button-field[aria-label], summary[aria-label]";
    for (const button of document.querySelectorAll(named)) button.removeAttribute("aria-label");
  }

  // The builder gives sources a role that screen readers no longer know.
  function makeSourcesItems() {
    for (const source of document.querySelectorAll("[role=doc-biblioentry]")) {
      source.setAttribute("role", "listitem");
    }
  }
})();
