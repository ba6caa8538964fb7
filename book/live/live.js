// "Edit and run" below every live cell. Nothing is fetched before its first click.
(() => {
  const here = document.currentScript.src;
  const FROM_A_FILE = "A page that is opened from a file cannot run Python. " +
    "Write make serve in the project's folder, then open http://127.0.0.1:8000 here.";

  document.addEventListener("DOMContentLoaded", () => {
    for (const cell of document.querySelectorAll(".cell.tag_live")) addBar(cell);
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
})();
