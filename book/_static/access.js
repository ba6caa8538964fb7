// Names for those who do not see the page, and a page for those who print it.
(() => {
  document.addEventListener("DOMContentLoaded", nameByTheirWords);
  document.addEventListener("DOMContentLoaded", makeSourcesItems);
  window.addEventListener("load", reachWhatScrolls);
  window.addEventListener("resize", reachWhatScrolls);
  matchMedia("print").addEventListener("change", putOnPaper);

  // Paper is light, also when the screen is dark.
  let onScreen = null;
  function putOnPaper({ matches }) {
    const { dataset } = document.documentElement;
    if (matches) onScreen = dataset.theme;
    dataset.theme = matches ? "light" : onScreen;
  }

  // What is wider than its box can be scrolled with the arrow keys.
  function reachWhatScrolls() {
    for (const box of document.querySelectorAll(".cell_output figure, .cell_output:has(> .tg-figure), .toygrad-live-output pre, .tg-code, .formula")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  // The builder gives some buttons another name than the words they show;
  // whoever speaks to the computer says the words.
  function nameByTheirWords() {
    for (const button of document.querySelectorAll("summary[aria-label]")) button.removeAttribute("aria-label");
  }

  // The builder gives sources a role that screen readers no longer know.
  function makeSourcesItems() {
    for (const source of document.querySelectorAll("[role=doc-biblioentry]")) {
      source.setAttribute("role", "listitem");
    }
  }
})();
