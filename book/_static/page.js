// What a page does by itself: says which section one is in, marks what was read, tells
// answers right from wrong, shows the contents or hides them, prints.
(() => {
  const KEPT = "toygrad.read"; // the names of the chapters whose end was reached

  document.addEventListener("DOMContentLoaded", () => {
    markAnswers();
    followSections();
    showRead();
    watchForTheEnd();
    const press = (what, act) => document.querySelector(what)?.addEventListener("click", act, true);
    press(".read button", () => { keep([]); showRead(); document.querySelector(".outline summary")?.focus(); });
    press("button.print", () => print());
    press(".primary-toggle", showOrHide);
  });

  // Where one is: in the last section that began above a third of the screen.
  function followSections() {
    const links = [...document.querySelectorAll('.sections a[href^="#"]')];
    const sections = links.map(({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1))));
    let here = null;
    const follow = () => {
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const last = sections.findLastIndex((section) => section.getBoundingClientRect().top < innerHeight / 3);
      const now = links.at(atEnd ? -1 : last);
      if (now === here || last < 0) return;
      here?.removeAttribute("aria-current");
      now.setAttribute("aria-current", "true");
      here = now;
    };
    if (!links.length) return;
    addEventListener("scroll", follow, { passive: true });
    follow();
  }

  // In this browser alone. Where it keeps nothing, nothing was read.
  function kept() {
    try {
      const names = JSON.parse(localStorage.getItem(KEPT));
      return Array.isArray(names) ? names : [];
    } catch {
      return [];
    }
  }

  function keep(names) {
    try {
      localStorage.setItem(KEPT, JSON.stringify(names));
    } catch { /* full, or forbidden: then it is forgotten */ }
  }

  function showRead() {
    const names = kept(), links = [...document.querySelectorAll("a[data-chapter]")];
    for (const link of links) {
      link.querySelector(".done")?.remove();
      if (!names.includes(link.dataset.chapter)) continue;
      link.insertAdjacentHTML("beforeend", '<span class="done"><span class="unseen">, read</span></span>');
    }
    const line = document.querySelector(".read"), count = links.filter((link) => link.querySelector(".done")).length;
    if (!line) return;
    line.hidden = count === 0;
    line.querySelector("span").textContent = `${count} of ${links.length} chapters read.`;
  }

  // A chapter is read when its end was on the screen.
  function watchForTheEnd() {
    const here = document.querySelector("a[data-chapter][aria-current]"), end = document.querySelector(".foot");
    if (!here || !end) return;
    const name = here.dataset.chapter;
    new IntersectionObserver((seen, watch) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      keep([...new Set([...kept(), name])]);
      showRead();
    }).observe(end);
  }

  // The text of a right answer begins with "Right".
  function markAnswers() {
    for (const answer of document.querySelectorAll("article details:not([class])")) {
      const right = /^\s*Right\b/.test(answer.querySelector(":scope > :not(summary)")?.textContent ?? "");
      answer.className = `answer ${right ? "right" : "wrong"}`;
    }
  }

  // Beside the text the contents go and come; on a phone the theme opens them as a window.
  function showOrHide(event) {
    if (!matchMedia("(min-width: 1000px)").matches) return;
    event.stopImmediatePropagation();
    document.querySelector(".book").classList.toggle("alone");
  }
})();
