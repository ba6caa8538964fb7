// What a page does by itself: says which section one is in, marks what was read, tells
// answers right from wrong, keeps the answer to a prediction covered until one has a guess,
// shows the contents or hides them, prints.
(() => {
  const KEPT = "toygrad.read"; // the names of the chapters whose end was reached
  const OPEN = "toygrad.open"; // there when no answer shall be covered
  const PICTURE = "figure, :has(.toygrad-stage, .tg-figure, img, table)";
  const covered = new Map(); // what a lid hides → what opens it
  let begin = null; // the link of the cover as the book has it

  document.addEventListener("DOMContentLoaded", () => {
    markAnswers();
    layLids();
    followSections();
    showRead();
    watchForTheEnd();
    const press = (what, act) => document.querySelector(what)?.addEventListener("click", act, true);
    press(".read button", () => { keep([]); showRead(); document.querySelector(".outline summary")?.focus(); });
    press(".open button", () => { askFirst(); document.querySelector(".outline summary")?.focus(); });
    press("button.print", () => print());
    press(".primary-toggle", showOrHide);
    document.querySelectorAll("dialog").forEach(closeAtALink);
    document.addEventListener("beforematch", ({ target }) => covered.get(target)?.());
    addEventListener("keydown", ({ key }) => key === "Escape" && SphinxHighlight.hideSearchWords());
    addEventListener("hashchange", openTarget);
    addEventListener("resize", measure);
    document.fonts.ready.then(measure);
  });

  // Where one is: in the last section that began above a third of the screen.
  function followSections() {
    const links = [...document.querySelectorAll('.sections a[href^="#"]')];
    const sections = links.map(({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1))));
    let here;
    const follow = () => {
      const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      const last = sections.findLastIndex((section) => section.getBoundingClientRect().top < innerHeight / 3);
      const now = atEnd ? links.at(-1) : links[last];
      if (now === here) return;
      here?.removeAttribute("aria-current");
      now?.setAttribute("aria-current", "true");
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
    set(KEPT, JSON.stringify(names));
  }

  function set(key, text) {
    try {
      if (text === null) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch { /* full, or forbidden: then it is forgotten */ }
  }

  function showRead() {
    const names = kept(), links = [...document.querySelectorAll("a[data-chapter]")];
    for (const link of links) {
      link.querySelector(".done")?.remove();
      if (!names.includes(link.dataset.chapter)) continue;
      const done = document.createElement("span");
      done.className = "done";
      done.append(unseen(", read"));
      link.append(done);
    }
    const line = document.querySelector(".read"), count = links.filter((link) => link.querySelector(".done")).length;
    if (!line) return;
    line.hidden = count === 0;
    line.querySelector("span").textContent = `${count} of ${links.length} read.`;
    showWhereToGoOn(links);
  }

  // On the cover: the first chapter not read, after the last one that was; else the first words.
  function showWhereToGoOn(links) {
    const link = document.querySelector(".begin a");
    if (!link) return;
    begin ??= { href: link.href, textContent: link.textContent };
    const last = links.findLastIndex((link) => link.querySelector(".done"));
    const next = last >= 0 && links.find((link, place) => place > last && !link.querySelector(".done"));
    const goOn = () => ({ href: next.href, textContent: `Go on: ${next.textContent.trim().replace(/\s+/g, " ")}` });
    Object.assign(link, next ? goOn() : begin);
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

  // Over what answers a prediction lies a lid: over all that comes out of the cell, and over
  // the paragraph that says the answer. The browser's own search finds the text that is
  // under it, and opens it; a picture keeps its room, and is not seen.
  function layLids() {
    const always = localStorage.getItem(OPEN) !== null;
    document.querySelector(".open")?.toggleAttribute("hidden", !always);
    if (always) return;
    for (const cell of document.querySelectorAll(".cell.predicted")) layLid(cell);
    measure();
    openTarget();
  }

  function layLid(cell) {
    const output = cell.querySelector(":scope > .cell_output"), told = [];
    for (let next = cell.nextElementSibling; next?.matches(".told"); next = next.nextElementSibling) told.push(next);
    const given = [...output?.children ?? []].filter((piece) => piece.matches(".output, figure"));
    const covers = [...given, ...told];
    if (!covers.length || covered.has(covers[0])) return;
    const lid = lidOf([...new Set(covers.map((cover) => (told.includes(cover) ? "the text below" : "what the cell gives")))]);
    const watch = new MutationObserver(() => output.isConnected || open()); // the reader's own run shows it
    const open = () => {
      watch.disconnect();
      lid.remove();
      for (const cover of covers) {
        covered.delete(cover);
        cover.removeAttribute("hidden");
        cover.classList.remove("veiled");
        cover.style.containIntrinsicHeight = "";
      }
    };
    for (const piece of given) piece.classList.toggle("veiled", piece.matches(PICTURE));
    covers[0].before(lid);
    for (const cover of covers) covered.set(cover, open);
    if (output) watch.observe(cell, { childList: true });
    lid.addEventListener("click", ({ target }) => {
      if (!target.closest("button")) return;
      if (target.closest(".always")) return openAlways(covers[0]);
      open();
      covers[0].tabIndex = -1;
      covers[0].focus({ preventScroll: true });
    });
  }

  function lidOf(parts) {
    const lid = document.createElement("div");
    lid.className = "lid";
    lid.append(
      button("I have a guess: show it", ` (${[...new Set(parts)].join(" and ")})`),
      button("Always show", " what answers a prediction"),
    );
    lid.lastChild.className = "always";
    return lid;
  }

  // With words that are seen, and further ones for those who hear the page.
  function button(seen, heard) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = seen;
    button.ariaLabel = seen + heard;
    return button;
  }

  function unseen(words) {
    const span = document.createElement("span");
    span.className = "unseen";
    span.textContent = words;
    return span;
  }

  // Where one asked for it, one can take it back.
  function openAlways(cover) {
    set(OPEN, "always");
    for (const open of new Set(covered.values())) open();
    document.querySelector(".open")?.removeAttribute("hidden");
    const line = document.createElement("p"), back = button("Ask me first", "");
    line.className = "opened";
    line.role = "status";
    line.append("Answers are shown from now on. ", back);
    cover.before(line);
    back.addEventListener("click", () => { askFirst(); cover.previousElementSibling.querySelector("button").focus({ preventScroll: true }); });
    back.focus({ preventScroll: true });
  }

  function askFirst() {
    set(OPEN, null);
    document.querySelector(".opened")?.remove();
    layLids();
  }

  // As high as what is under it: nothing moves when it is opened.
  function measure() {
    const covers = [...covered.keys()].filter((cover) => !cover.matches(".veiled"));
    for (const cover of covers) cover.removeAttribute("hidden");
    const heights = covers.map((cover) => cover.getBoundingClientRect().height - cover.clientTop);
    covers.forEach((cover, k) => {
      cover.style.containIntrinsicHeight = `${heights[k]}px`;
      cover.hidden = "until-found";
    });
  }

  // A link leads to what it names.
  function openTarget() {
    const target = document.getElementById(location.hash.slice(1));
    for (const [cover, open] of [...covered]) if (cover.contains(target)) open();
  }

  // A window that led to a place of this page is no longer in the way.
  function closeAtALink(dialog) {
    dialog.addEventListener("click", ({ target }) => target.closest("a") && dialog.close());
  }

  // Beside the text the contents go and come; on a phone the theme opens them as a window.
  function showOrHide(event) {
    if (!matchMedia("(min-width: 1000px)").matches) return;
    event.stopImmediatePropagation();
    document.querySelector(".book").classList.toggle("alone");
  }
})();
