// The calculator of the sandbox: a field, a slider for each name, and the picture that
// follows them.  The book's example stands there at once; Python starts at the first touch.
(() => {
  const here = document.currentScript.src;
  const STARTING = "Starting Python …", COMPUTING = "Computing …";
  const FROM_A_FILE = ["From a file this example can be played, and nothing else computed: for that write ",
    "make serve", " in the project's folder, and open http://127.0.0.1:8000 here."];
  const NEEDS_PYTHON = "The link's expression needs Python. ";
  const DAMAGED = "The link is damaged, so nothing was changed.";
  const STALE = "The picture is still the one before.";
  const TYPING = 250, RESTING = 700, AGAIN = 200, LATE = 300, PATIENCE = 900, SECOND = 1000; // milliseconds
  const FAR = 5, FARTHEST = 1e4; // where a slider ends: there, or as far out as its number
  const GOES_ON = /got the end|expected a \) for every/; // what is missing is still to be typed
  const LONGEST = 2000; // letters of a link
  const READABLE = /%(2B|2C|2F|3B|3D|5B|5D)/g; // what may stand in an address as it is

  document.addEventListener("DOMContentLoaded", () => {
    const place = [...document.querySelectorAll(".toygrad-stage")].find(({ stage }) => stage?.data.calculator);
    if (place) new Calculator(place, window.toygrad);
  });

  class Calculator {
    constructor(picture, { make, mount }) {
      Object.assign(this, { picture, make, mount, cell: picture.closest(".cell"), numbers: new Map(), rows: new Map(), questions: new Map() });
      this.field = make("input", { "aria-label": "Expression", spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-describedby": "toygrad-said" });
      this.result = make("b");
      this.names = make("tbody");
      this.said = make("p", { role: "status", id: "toygrad-said" });
      this.heard = make("p", { role: "status", class: "unseen" }); // what everybody else sees
      const heads = ["", "", "number", "gradient", "nudged"].map((head) => make(head ? "th" : "td", {}, head));
      const program = make("button", { type: "button" }, "As Python");
      this.root = make("div", { class: "tg toygrad-calculator", role: "group", "aria-label": "Calculator" },
        make("div", {}, this.field, this.result), this.said,
        make("table", { class: "tg-names" }, make("thead", {}, make("tr", {}, ...heads)), this.names),
        make("div", {}, program), this.heard, picture);
      this.cell.before(this.root);
      this.cell.querySelector(".cell_output").remove();
      this.field.addEventListener("input", () => this.type());
      this.field.addEventListener("keydown", ({ key }) => { if (key === "Enter") this.finish(); });
      this.field.addEventListener("change", () => this.finish());
      this.names.addEventListener("input", ({ target }) => this.turn(target));
      this.names.addEventListener("focusout", ({ target }) => { // a number that was emptied
        if (this.rows.has(target.name)) this.set(target.name);
      });
      for (const part of [this.field, this.names]) part.addEventListener("pointerdown", () => this.follow(), { once: true });
      program.addEventListener("click", () => this.openProgram());
      document.querySelectorAll("[data-example]").forEach((example) => this.offer(example));
      addEventListener("hashchange", () => this.readLink());
      this.keepsCode = location.hash.startsWith("#code="); // a link brought a text for the cell
      this.field.value = picture.stage.data.calculator.text;
      this.show(picture.stage.data.calculator);
      this.shown = this.question();
      this.readLink();
      if (location.protocol === "file:") this.close();
    }

    close() {
      const [before, command, after] = FROM_A_FILE, linked = location.hash.startsWith("#e=") ? NEEDS_PYTHON : "";
      this.said.replaceChildren(linked, before, this.make("code", {}, command), after);
      this.root.prepend(this.said);
      this.root.classList.add("toygrad-closed");
      for (const input of this.root.querySelectorAll(":scope > :not(.toygrad-stage) input")) input.disabled = true;
    }

    // A question becomes a button with its expression; it is asked while that stands there.
    offer(example) {
      const question = example.textContent, text = example.querySelector("code:last-of-type");
      const button = this.make("button", { type: "button", title: question, "aria-label": question }, text);
      button.addEventListener("click", () => { location.hash = example.dataset.example; });
      example.replaceChildren(button);
      this.questions.set(example.dataset.example.slice(2).split("&")[0], question);
    }

    type() {
      this.typed = Date.now();
      this.wait(TYPING, () => this.follow());
    }

    finish() {
      this.typed = 0;
      this.follow();
    }

    // What Python is asked, one question at a time; the latest is never lost.

    async follow() {
      clearTimeout(this.timer);
      this.wanted = location.protocol !== "file:";
      if (this.asking || !this.wanted) return;
      this.asking = true;
      this.root.setAttribute("aria-busy", true);
      try {
        const { python } = await import(new URL("python.js", here));
        while (this.wanted) await this.ask(python);
      } catch (error) {
        this.mark();
        this.say(`Python could not be fetched (${error.message}). Is the server still there?`);
      }
      this.asking = false;
      this.root.removeAttribute("aria-busy");
    }

    async ask(python) {
      if (python.busy) {
        this.mark();
        this.say("The cell below is running. Stop it, or wait for it.");
        return new Promise((go) => { setTimeout(go, AGAIN); });
      }
      const began = Date.now(), telling = setInterval(() => this.tellLate(python, began), LATE);
      if (!python.ready) this.say(STARTING);
      python.onReady = null;
      this.wanted = false;
      const question = this.question(), asked = JSON.parse(question);
      const outcome = await python.run(asked, (piece) => {
        if (asked.text === this.field.value) this.hear(piece, question);
      });
      clearInterval(telling);
      delete this.said.dataset.seconds;
      if (outcome === "done") return;
      this.mark();
      this.say(`Python broke down (${outcome.broken}). The next change starts it again.`);
    }

    question() {
      return JSON.stringify({ text: this.field.value, numbers: Object.fromEntries(this.numbers) });
    }

    tellLate({ ready }, began) {
      this.mark();
      this.said.dataset.seconds = Math.round((Date.now() - began) / SECOND);
      this.say(ready ? COMPUTING : STARTING);
    }

    hear({ error, leaves, stage }, question) {
      this.setStale(!stage);
      this.field.setAttribute("aria-invalid", false);
      if (!stage) return this.refuse(error, leaves);
      this.shown = question;
      this.mount(this.picture, stage, this.picture.stage);
      this.show(stage.calculator);
      this.wait(RESTING, () => {
        this.heard.textContent = this.words;
        history.replaceState(null, "", this.link());
      });
    }

    // While one types, a text is not yet wrong.
    refuse(error, leaves) {
      if (leaves.length) this.offerSliders(leaves);
      const tell = () => {
        this.field.setAttribute("aria-invalid", !(this.typed && GOES_ON.test(error)));
        this.say(`${error[0].toUpperCase()}${error.slice(1)} ${STALE}`);
      };
      const left = this.typed ? this.typed + PATIENCE - Date.now() : 0;
      if (left <= 0) return tell();
      this.say("");
      this.wait(left, tell);
    }

    // What it shows.

    show({ program, result, leaves }) {
      this.offerSliders(leaves);
      this.result.textContent = result;
      for (const { name, gradient, measured } of leaves) {
        const { told } = this.rows.get(name);
        [told[0].textContent, told[1].textContent] = [gradient, measured];
      }
      this.say(this.questions.get(this.field.value) ?? "");
      this.words = `${result}. Gradients: ${leaves.map(({ name, gradient }) => `${name} ${gradient}`).join(", ")}.`;
      this.cell.dataset.book = program;
      if (!this.keepsCode) this.writeProgram();
    }

    // Into the live cell below, unless its editor is open.
    writeProgram() {
      const written = this.cell.querySelector(".cell_input pre");
      if (written) written.textContent = this.cell.dataset.book;
    }

    // One for each name.  A number that was turned stays, also while its name is away.
    offerSliders(leaves) {
      for (const { name, number } of leaves) {
        if (!this.numbers.has(name)) this.numbers.set(name, number);
      }
      const names = leaves.map(({ name }) => name), fresh = names.join() !== [...this.rows.keys()].join();
      if (fresh) {
        this.rows = new Map(names.map((name) => [name, this.row(name)]));
        this.names.replaceChildren(...[...this.rows.values()].map(({ line }) => line));
      }
      names.forEach((name) => this.set(name, fresh));
    }

    row(name) {
      const { make } = this, told = [make("td"), make("td")];
      const slider = make("input", { type: "range", name, "aria-label": name });
      const exact = make("input", { type: "number", step: "any", name, "aria-label": `exact ${name}` });
      const line = make("tr", {}, make("th", { title: name }, name), ...[slider, exact].map((input) => make("td", {}, input)), ...told);
      return { slider, exact, told, line };
    }

    turn({ name, type, valueAsNumber }) {
      if (!Number.isFinite(valueAsNumber)) return;
      this.typed = 0;
      this.numbers.set(name, valueAsNumber);
      this.set(name, type === "number");
      this.follow();
    }

    // A slider reaches as far as its number, where that was written: while it is turned, it stays.
    set(name, written) {
      const { slider, exact } = this.rows.get(name), number = this.numbers.get(name);
      if (written) {
        const far = Math.min(Math.max(FAR, Math.ceil(Math.abs(number))), FARTHEST);
        Object.assign(slider, { min: -far, max: far, step: 10 ** (Math.floor(Math.log10(2 * far)) - 2) });
      }
      slider.value = number;
      slider.style.setProperty("--at", (slider.value / slider.max + 1) / 2);
      if (exact.valueAsNumber !== number) exact.value = number;
    }

    // What stands there is grey, unless it is the answer to what is asked.
    mark() {
      this.setStale(this.question() !== this.shown);
    }

    setStale(stale) {
      for (const part of [this.picture, this.result, this.names]) part.classList.toggle("toygrad-stale", stale);
    }

    say(text) {
      if (this.said.textContent !== text) this.said.textContent = text;
    }

    wait(milliseconds, act) {
      clearTimeout(this.timer);
      this.timer = setTimeout(act, milliseconds);
    }

    // The address holds the expression and its numbers: #e=(a+b)*a&a=2&b=-3.

    link() {
      const pairs = [["e", this.field.value], ...[...this.rows.keys()].map((name) => [name, this.numbers.get(name)])];
      const written = (text) => encodeURIComponent(text).replace(READABLE, decodeURIComponent);
      return `#${pairs.map((pair) => pair.map(written).join("=")).join("&")}`;
    }

    readLink() {
      const { hash, protocol } = location;
      if (protocol === "file:" || !hash.startsWith("#e=") || hash === this.link()) return;
      try {
        const [[, text], ...pairs] = hash.slice(1).split("&").map((pair) => pair.split(/=(.*)/s, 2).map(decodeURIComponent));
        if (hash.length > LONGEST || !pairs.every(([, number]) => number && Number.isFinite(+number))) throw new URIError();
        this.field.value = text.replace(/[\r\n]+/g, "; ");
        for (const [name, number] of pairs) this.numbers.set(name, +number);
        for (const name of this.rows.keys()) this.set(name, true);
      } catch {
        return this.say(DAMAGED);
      }
      this.mark();
      this.finish();
    }

    // In an open editor, Reset brings the program.
    openProgram() {
      this.writeProgram();
      const buttons = [...this.cell.querySelectorAll(".toygrad-live button")];
      (buttons.find(({ textContent }) => textContent === "Reset") ?? buttons[0]).click();
      this.cell.scrollIntoView({ block: "center" });
    }
  }
})();
