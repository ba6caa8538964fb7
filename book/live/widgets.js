// Players without a kernel and without a widget manager: a tree of boxes and
// controls, and links between their states, become elements of the page.
import { clean, knownClasses, layOut } from "./clean.js";

// The states that a link may keep equal.
const LINKED = new Set(["value", "index", "selected_index", "playing", "interval"]);

// `tree` is one widget with all in it, `links` are pairs of equal states, as
// book/live/stand_ins/ipywidgets.py describes them.
export function draw({ tree, links }) {
  return new Board(tree, links).element;
}

class Board {
  constructor(tree, links) {
    this.states = new Map(); // place → widget
    this.followers = new Map(); // "place name" → functions of the new state
    this.collect(tree);
    for (const [one, name, other, otherName] of links) {
      if (!LINKED.has(name) || !LINKED.has(otherName)) continue;
      this.follow(one, name, (state) => this.set(other, otherName, state));
      this.follow(other, otherName, (state) => this.set(one, name, state));
    }
    this.element = this.drawn(tree);
  }

  collect(widget) {
    this.states.set(widget.place, widget);
    for (const child of widget.children || []) this.collect(child);
  }

  follow(place, name, act) {
    const key = `${place} ${name}`;
    this.followers.set(key, [...(this.followers.get(key) || []), act]);
  }

  set(place, name, state) {
    const widget = this.states.get(place);
    if (!widget || widget[name] === state) return;
    widget[name] = state;
    for (const act of this.followers.get(`${place} ${name}`) || []) act(state);
  }

  drawn(widget) {
    const element = new Map(Object.entries(DRAWN)).get(widget.kind)(widget, this);
    for (const name of widget.classes) {
      if (knownClasses(name)) element.classList.add(name);
    }
    layOut(element, widget.layout);
    return element;
  }
}

const DRAWN = {
  HTML(widget) {
    const element = make("div", "toygrad-html");
    element.append(clean(widget.value));
    return element;
  },

  HBox: boxed("row"),
  VBox: boxed("column"),

  // One child at a time: the style sheet of a frame counts while it is shown.
  Stack(widget, board) {
    const element = make("div");
    const show = (k) => element.replaceChildren(...[widget.children[k]].filter(Boolean).map((child) => board.drawn(child)));
    board.follow(widget.place, "selected_index", show);
    show(widget.selected_index);
    return element;
  },

  Button: (widget) => button(widget.description),

  ToggleButton(widget, board) {
    const element = button(widget.description, "widget-toggle-button");
    const show = (pressed) => {
      element.classList.toggle("mod-active", pressed);
      element.setAttribute("aria-pressed", pressed);
    };
    element.addEventListener("click", () => board.set(widget.place, "value", !widget.value));
    board.follow(widget.place, "value", show);
    show(widget.value);
    return element;
  },

  // Nothing to see: a clock that raises its value while it plays.
  Play(widget, board) {
    const element = make("span");
    let clock = null;
    const step = () => {
      if (!element.isConnected || widget.value >= widget.max) board.set(widget.place, "playing", false);
      else board.set(widget.place, "value", widget.value + widget.step);
    };
    const turn = () => {
      clearInterval(clock);
      if (!widget.playing) return;
      if (widget.value >= widget.max) board.set(widget.place, "value", widget.min);
      clock = setInterval(step, widget.interval);
    };
    board.follow(widget.place, "playing", turn);
    board.follow(widget.place, "interval", turn);
    return element;
  },

  IntSlider: (widget, board) => ranged(widget, board, "value", widget, (value) => value),

  SelectionSlider: (widget, board) =>
    ranged(widget, board, "index", { min: 0, max: widget.options.length - 1, step: 1 }, (k) => widget.options[k]),

  BoundedIntText(widget, board) {
    const field = input("number", widget);
    field.addEventListener("change", () => {
      const wanted = Math.round(Number(field.value));
      board.set(widget.place, "value", Math.min(Math.max(wanted, widget.min), widget.max));
      field.value = widget.value;
    });
    const show = (value) => { field.value = value; };
    board.follow(widget.place, "value", show);
    show(widget.value);
    return labelled(widget.description, field);
  },

  // A field for any number needs a kernel; toygrad hides it where there is none.
  FloatText: () => make("span"),
};

function boxed(direction) {
  return (widget, board) => {
    const element = make("div", `toygrad-${direction}`);
    element.append(...widget.children.map((child) => board.drawn(child)));
    return element;
  };
}

function ranged(widget, board, name, range, said) {
  const field = input("range", range);
  const told = make("output");
  field.addEventListener("input", () => board.set(widget.place, name, Number(field.value)));
  const show = (value) => {
    field.value = value;
    field.setAttribute("aria-valuetext", said(value));
    told.textContent = said(value);
  };
  board.follow(widget.place, name, show);
  show(widget[name]);
  const element = make("div", "toygrad-control");
  element.append(labelled(widget.description, field), told);
  return element;
}

function input(type, { min, max, step }) {
  const field = make("input");
  Object.assign(field, { type, min, max, step });
  return field;
}

function labelled(text, field) {
  const element = make("label", "toygrad-control");
  element.append(text, field);
  return element;
}

function button(text, name = "") {
  const element = make("button", name);
  element.type = "button";
  element.textContent = text;
  return element;
}

function make(name, className = "") {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
