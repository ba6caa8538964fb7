// Names for those who do not see the page, and a page for those who print it.
(() => {
  const FIGURES = ".cell_output figure, .cell_output:has(> .tg-figure)";
  const SCROLLS = `main :is(pre, .cell_output .output, .pst-scrollable-table-container, ${FIGURES})`;

  document.addEventListener("DOMContentLoaded", nameByTheirWords);
  document.addEventListener("DOMContentLoaded", makeSourcesItems);
  document.addEventListener("DOMContentLoaded", nameTheMode);
  new MutationObserver(nameTheMode).observe(document.documentElement, { attributeFilter: ["data-mode"] });
  window.addEventListener("load", reachWhatScrolls);
  window.addEventListener("resize", reachWhatScrolls);
  document.addEventListener("scroll", ({ target }) => target.closest?.(SCROLLS) && fade(target), { capture: true, passive: true });
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
    for (const box of document.querySelectorAll(`${FIGURES}, .toygrad-live-output pre, .tg-code, .formula`)) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
    document.querySelectorAll(SCROLLS).forEach(fade);
  }

  // At its edge one sees that there is more; the words below a picture stay whole.
  function fade(box) {
    box.style.setProperty("--below", `${box.querySelector(":scope > figcaption")?.offsetHeight ?? 0}px`);
    box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
  }

  // The builder gives some buttons another name than the words they show;
  // whoever speaks to the computer says the words.
  function nameByTheirWords() {
    for (const button of document.querySelectorAll("summary[aria-label]")) button.removeAttribute("aria-label");
  }

  // The button that changes between light and dark says what is on.
  function nameTheMode() {
    const button = document.querySelector(".theme-switch-button");
    if (!button) return;
    const mode = { light: "light", dark: "dark" }[document.documentElement.dataset.mode] ?? "as the computer";
    button.title = button.ariaLabel = `Light or dark: ${mode}`;
  }

  // The builder gives sources a role that screen readers no longer know.
  function makeSourcesItems() {
    for (const source of document.querySelectorAll("[role=doc-biblioentry]")) {
      source.setAttribute("role", "listitem");
    }
  }
})();
