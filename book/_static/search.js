// The search of the book, before the builder's own script (searchtools.js) reads it: a page
// that is about the words comes first, then the chapters in their order; a result says where
// it stands, in words of ours.
var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  score: ([name, , , , score]) => {
    const { title = "", number = "" } = PAGES[`${name}.html`] ?? {};
    const words = new URLSearchParams(location.search).get("q").trim().toLowerCase();
    return 1000 * title.toLowerCase().includes(words) + (number ? 100 - number : 0) + score / 1000;
  },
};
(() => {
  Object.assign(Documentation.TRANSLATIONS, {
    "Search Results": "Results",
    "Search finished, found ${resultCount} page(s) matching the search query.": "Pages: ${resultCount}",
    "Your search did not match any documents. Please make sure that all words are spelled correctly and that you've selected enough categories.":
      "Nothing was found. Is every word written as the book would write it?",
  });
  // A page that is a file may not read another: then there are no excerpts.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  document.addEventListener("DOMContentLoaded", () => {
    Search.htmlToText = wordsOf;
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.localName === "li") tellWhere(node);
    }).observe(document.getElementById("search-results"), { childList: true, subtree: true });
  });

  // What one reads in a page, or in a section of it: its sentences, and the items of its
  // lists. Never nothing, which the builder's script could not show.
  function wordsOf(html, anchor) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const pieces = page.querySelectorAll(`main ${anchor || ""} :is(p, li:not(:has(p))):not(.kicker, .admonition-title, summary *)`);
    const texts = [...pieces].map(({ textContent }) => textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
    return texts.map((text) => (/[.:;?!…]["”’)]?$/.test(text) ? text : `${text};`)).join(" ").replace(/;$/, "") || " ";
  }

  function tellWhere(result) {
    const page = PAGES[result.querySelector("a").getAttribute("href").split(/[?#]/)[0]];
    if (!page) return;
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = page.number ? `Chapter ${page.number} · ${page.part}` : page.part;
    result.prepend(where);
  }
})();
