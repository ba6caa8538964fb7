// A live cell that was opened: its editor, its buttons, what comes out of it.
import { clean } from "./clean.js";
import { python } from "./python.js";
import { editor } from "./vendor/codemirror/editor.js";

const STARTING = "Starting Python, some seconds the first time …";
const LONGEST_LINK = 8000; // characters, that chats and mails still carry
const opened = new Map(); // element of the page → LiveCell

export function openCell(element, bar) {
  opened.set(element, new LiveCell(element, bar));
  python.start();
}

// The text of a cell, as it stands on the page now.
function textOf(element) {
  return opened.get(element)?.editor.text() ?? written(element);
}

function written(element) {
  return element.querySelector(".cell_input pre")?.textContent.replace(/\n$/, "") ?? "";
}

class LiveCell {
  constructor(element, bar) {
    this.element = element;
    const text = this.source = written(element);
    this.input = element.querySelector(".cell_input");
    this.stored = element.querySelector(".cell_output");
    this.place = document.createComment(""); // where the book's output stands
    this.stored?.before(this.place);
    const room = document.createElement("div");
    this.input.replaceChildren(room);
    this.editor = editor({
      parent: room,
      text,
      label: "Python code. Control-Enter runs it; Escape, then Tab, leaves it.",
      onRun: () => this.run(),
    });
    this.stages = []; // that stand in the output
    this.output = document.createElement("div");
    this.output.className = "toygrad-live-output cell_output";
    this.said = bar.querySelector("[role=status]");
    this.runs = this.button("Run", () => this.run());
    this.stops = this.button("Stop", () => python.stop());
    this.resets = this.button("Reset", () => this.reset());
    this.links = this.button("Copy link", () => this.copyLink());
    this.links.hidden = element.dataset.book === undefined; // only in the sandbox
    bar.replaceChildren(this.runs, this.stops, this.resets, this.links, this.said);
    bar.after(this.output);
    this.show(false);
    this.said.textContent ||= "Change the code, then press Run, or Ctrl-Enter.";
    this.editor.focus();
    const none = [...this.input.querySelectorAll(".cm-line span")].find((word) => word.textContent === "None");
    if (none) getSelection().selectAllChildren(none); // what the reader's answer takes the place of
  }

  button(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", act);
    return button;
  }

  show(running) {
    const [shown, hidden] = running ? [this.stops, this.runs] : [this.runs, this.stops];
    const focused = document.activeElement === hidden;
    shown.hidden = false;
    if (focused) shown.focus(); // a hidden button would lose the keyboard
    hidden.hidden = true;
    this.output.classList.toggle("toygrad-waiting", running);
  }

  async run() {
    if (python.busy) {
      this.said.textContent = "Another cell is running. Stop it first, or wait for it.";
      return;
    }
    const all = [...document.querySelectorAll("div.cell:not(.toygrad-live-output *)")];
    const cells = all.slice(0, all.indexOf(this.element) + 1).map(textOf);
    this.said.textContent = python.ready ? "Running …" : STARTING;
    python.onReady = () => { this.said.textContent = "Running …"; };
    this.show(true);
    this.fresh = this.running = true;
    const outcome = await python.run(cells, (piece) => this.add(piece));
    this.running = false;
    this.show(false);
    if (this.fresh && outcome === "done") this.clear(); // it gave nothing
    this.said.textContent = this.told(outcome);
    dispatchEvent(new Event("resize")); // access.js looks anew at what scrolls
  }

  told(outcome) {
    if (this.failed) return "It stopped at an error.";
    if (outcome === "done") return this.output.hasChildNodes() ? "Done." : "Done, and nothing to show.";
    if (outcome === "stopped") return "Stopped. What you typed is still here.";
    return `Python broke down (${outcome.broken}). What you typed is still here; Run starts it again.`;
  }

  // The last result stays until the first piece of the next one is there.
  clear() {
    this.fresh = this.failed = false;
    for (const stage of this.stages.splice(0)) stage.destroy();
    this.output.replaceChildren();
    this.stored?.remove();
  }

  add(piece) {
    if (this.fresh) this.clear();
    if (piece.error !== undefined) {
      this.failed = true;
      this.output.append(paragraph(piece.error));
    } else if (piece.stage) {
      this.draw(piece.stage);
    } else if (piece.html) {
      this.output.append(clean(piece.html));
    } else {
      this.write(piece.text);
    }
  }

  // The page's own script (stage.js) looks at the data, and draws them or says what is wrong.
  draw(data) {
    const place = document.createElement("div");
    place.className = "toygrad-stage";
    this.output.append(place);
    const stage = window.toygrad.mount(place, data);
    if (stage) this.stages.push(stage);
  }

  write(text) {
    let last = this.output.lastElementChild;
    if (last?.localName !== "pre") {
      last = document.createElement("pre");
      this.output.append(last);
    }
    last.append(text);
  }

  // A link that brings this text to whoever opens it; live.js reads it.
  copyLink() {
    const link = new URL(`#code=${encodeURIComponent(this.editor.text())}`, location.href);
    if (link.href.length > LONGEST_LINK) {
      this.said.textContent = `This is too long for a link: ${link.href.length} characters, and ${LONGEST_LINK} are safe.`;
      return;
    }
    history.replaceState(null, "", link);
    const copied = navigator.clipboard?.writeText(link.href) ?? Promise.reject();
    copied.then(
      () => { this.said.textContent = "The link is copied."; },
      () => { this.said.textContent = "The link is in the address bar; copy it from there."; },
    );
  }

  async reset() {
    if (this.running) {
      python.stop();
      await null; // until the run has said so
    }
    this.editor.replace(this.element.dataset.book ?? this.source); // in the sandbox: of the calculator
    if (location.hash.startsWith("#code=")) history.replaceState(null, "", location.pathname); // no longer the link's text
    this.clear();
    if (this.stored) {
      this.stored.hidden = false; // a link has hidden it
      this.place.after(this.stored);
    }
    this.said.textContent = "This is the text that stood here before.";
  }
}

function paragraph(text) {
  const element = document.createElement("p");
  element.className = "toygrad-error";
  element.setAttribute("role", "alert");
  const [, before, code, after] = /^([^`]*)`([^`]*)`(.*)$/s.exec(text) ?? [null, text, "", ""];
  const line = document.createElement("code");
  line.textContent = code;
  element.append(before, ...(code ? [line] : []), after);
  return element;
}
