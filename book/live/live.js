// "Edit and run" below every live cell. Nothing is fetched before its first click.
(() => {
  const here = document.currentScript.src;
  const FROM_A_FILE = "A page that is opened from a file cannot run Python. " +
    "Write make serve in the project's folder, then open http://127.0.0.1:8000 here.";
  const CODE = "#code=";
  const FROM_A_LINK = "This text came with the link. Read it before you run it.";
  const DAMAGED = "The link is damaged, so this is the book's cell.";
  // What is not seen, or turns the order of what is seen, has no place in code from a stranger.
  const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0\ufe00-\ufe0f]/gu;

  document.addEventListener("DOMContentLoaded", () => {
    const cells = [...document.querySelectorAll(".cell.tag_live")];
    cells.forEach(addBar);
    if (document.getElementById("sandbox")) takeLink(cells[0]);
  });

  function addBar(cell) {
    const bar = document.createElement("div");
    bar.className = "toygrad-live";
    const open = document.createElement("button");
    open.type = "button";
    open.textContent = "Edit and run";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    bar.append(open, said);
    cell.querySelector(".cell_input").after(bar);
    open.addEventListener("click", () => {
      if (location.protocol === "file:") {
        said.textContent = FROM_A_FILE;
        return;
      }
      open.disabled = true;
      import(new URL("cells.js", here))
        .then(({ openCell }) => openCell(cell, bar))
        .catch((error) => {
          open.disabled = false;
          said.textContent = `The editor could not be fetched (${error.message}). Is the server still there?`;
        });
    });
  }

  // The sandbox: a link may bring the text of its cell. It is shown, and not run.
  function takeLink(cell) {
    const text = cell.querySelector(".cell_input pre");
    cell.dataset.book = text.textContent.replace(/\n$/, "");
    addEventListener("hashchange", () => location.hash.startsWith(CODE) && location.reload());
    if (!location.hash.startsWith(CODE)) return;
    const said = cell.querySelector("[role=status]");
    try {
      text.textContent = decodeURIComponent(location.hash.slice(CODE.length)).replace(UNSEEN, "\ufffd");
      said.textContent = FROM_A_LINK;
      const stored = cell.querySelector(".cell_output");
      if (stored) stored.hidden = true;
    } catch {
      said.textContent = DAMAGED;
    }
  }
})();
