// Is this what the front end can draw?  Anything else is refused with its reason,
// before a line of it is drawn.  A cell that a reader runs may send what it likes:
// so every part is of a known kind, every number finite, and nothing is more than
// a page can bear.

const VERSION = 1;
export const MOST = {
  pictures: 64,
  frames: 2_000,
  boxes: 800,
  edges: 1_000,
  paths: 200_000, // letters of the ways of all edges
  states: 300_000, // frames times boxes and edges
  used: 20_000, // edges at work, in all frames
  list: 1_000, // lines of code, rows inside a box, places of a slider, bars
  marks: 100, // of a plot
  hinges: 64,
  products: 12, // of a bracket
  numbers: 200_000, // in all frames of a mark
  letters: 20_000, // of a caption, a title, a line
  page: 500_000, // letters of a text of its own
  pixels: 200_000,
  parameters: 20_000, // of a network that reads a pad
  layers: 8,
};
const FARTHEST = 1e6; // of a place in a plot, in ten-thousandths of its area
const MODEST = 1e9; // numbers that are computed with, and a part of 1 that can be seen
const AT = String.raw`-?\d{1,6},-?\d{1,6}`;

export function check(data) {
  try {
    examine(data);
  } catch (error) {
    throw error instanceof TypeError ? new Error("its data are broken") : error;
  }
  return data;
}

function examine(data) {
  if (data?.toygrad === undefined) throw new Error("its data do not come from toygrad");
  if (data.toygrad !== VERSION) throw new Error(`its data have the form ${short(data.toygrad)}, and this page reads form ${VERSION}`);
  const count = data.frames?.length;
  see(data, "data", thing({
    frames: list(row(text, text, "?", list(part, 0, 200)), 0, MOST.frames),
    clock: or(null, thing({
      word: text, start: whole(1, count), turn: or(null, whole(1, count)), "names?": list(text, count), "pace?": whole(20, 60_000),
    })),
    "words?": long, "note?": long, "text?": row(long, long), "columns?": whole(1, MOST.pictures),
    "sliders?": both(list(slider, 0, 4), (sliders) => sliders.reduce((product, { texts }) => product * texts.length, 1) === count),
    pictures: list((picture, at) => see(picture, at, thing({ kind: oneOf(...Object.keys(KINDS)), "title?": text, "says?": list(text, count) }))
      && KINDS[picture.kind](picture, count)(picture, at), 1, MOST.pictures),
  }));
}

// What each part is made of.  A form says whether a part is sound; a list of forms
// or of named ones says which part of it is not.

const KINDS = {
  graph: ({ boxes, edges, frames }, count) => thing({
    "words?": text,
    boxes: both(list(box, 0, MOST.boxes), () => total(boxes, ({ uses = 0 }) => uses) <= MOST.boxes + MOST.edges),
    edges: list(thing({ tail: placeIn(boxes), head: placeIn(boxes), lines: list(text, 0, 9), "share?": fraction }), 0, MOST.edges),
    plans: thing({ LR: plan(boxes, edges), TB: plan(boxes, edges) }),
    frames: both(
      () => frames.length * (boxes.length + edges.length) <= MOST.states,
      list(step(boxes, edges), Math.max(count, 1)),
      () => total(frames, ({ edges: used = [] }) => used.length) <= MOST.used),
    "lit?": list(placeIn(boxes), 0, boxes.length),
    "through?": list(thing({
      at: placeIn(boxes), before: list(placeIn(edges), 0, edges.length), after: list(placeIn(edges), 0, edges.length),
      paths: list(list(placeIn(edges), 1, edges.length), 0, MOST.products),
    }), Math.max(count, 1)),
    "insides?": newsOf(boxes, () => row(text, list(list(text, 0, 9), 0, MOST.list), "?", list(text, 0, 9))),
  }),
  text: () => thing({ title: text, text: long }),
  code: (_, count) => thing({ lines: list(text, 0, MOST.list), lit: list(or(null, Number.isInteger), count) }),
  plot: (_, count) => thing({
    words: text, size, left: pixel, labels: row(text, text),
    ticks: list(list(row(near, text), 0, MOST.list), 2), marks: list(mark(count), 0, MOST.marks), "even?": oneOf(true),
    "turns?": both(list(list(near, 1, MOST.list), 2), ([across, beside]) => across.length * beside.length === count),
  }),
  bars: ({ parts }, count) => thing({
    words: text,
    parts: both(list(row(text, whole(0, MOST.list)), 0, 12), () => whole(1, MOST.list)(total(parts, ([, bars]) => bars))),
    strips: list(thing({
      word: text, ink, sizes: list(text, count), heights: framesOf(count, ({ length }) => !length || length === total(parts, ([, bars]) => bars)),
    }), 1, 12),
  }),
  // It has no frames: its axes carry lines and dots that stand still.
  bends: (_, count) => both(() => count === 0, thing({
    words: text, xs: span, ys: list(span, 2), c: modest, hinges: list(row(modest, modest, modest), 1, MOST.hinges),
    plots: list((plot, at) => thing({ marks: list(thing({ shape: oneOf("line", "dots") }), 0, MOST.marks) })(plot, at) && KINDS.plot(plot, count)(plot, at), 2),
  })),
  tables: ({ tables, cells }, count) => thing({
    words: text, size, cell: size,
    tables: list(thing({ title: text, at: list(pixel, 4) }), 1, MOST.list),
    cells: list(thing({
      table: placeIn(tables), name: text, data: text, says: text, beside: oneOf(true, false), notes: list(row(whole(0, count), text), 1, MOST.list),
      alone: row(pixel, pixel), home: row(pixel, pixel), moves: whole(0, count),
    }), 1, MOST.boxes),
    edges: list(thing({ tail: placeIn(cells), head: placeIn(cells), step: whole(0, count), local: text }), 0, MOST.edges),
  }),
  digits: ({ names }, count) => thing({
    names: list(text, 0, 20),
    rows: list(list(list(row(oneOf("cancelled", "kept", "right", "wrong"), text), 0, 20), names.length), count),
  }),
  pad: ({ layers }) => thing({
    words: text,
    layers: both(
      list((layer, at) => see(layer, at, thing({ w: list(list(near, 1, MOST.list), 1, MOST.list), b: list(near, 1, MOST.list), activation: oneOf("none", "relu", "tanh", "sigmoid") })), 1, MOST.layers),
      () => layers.every(({ w, b }, k) => w.length === b.length && w.every(({ length }) => length === (k ? layers[k - 1].b.length : CELLS))),
      () => total(layers, ({ w }) => w.length * (w[0].length + 1)) <= MOST.parameters),
    examples: (given, at) => list(row(whole(0, layers.at(-1).b.length - 1), list(whole(0, INK), CELLS)), 1, MOST.list)(given, at),
  }),
};

const CELLS = 64, INK = 16; // of a pad

const text = (part) => typeof part === "string" && part.length <= MOST.letters;
const long = (part) => typeof part === "string" && part.length <= MOST.page;
const pixel = (part) => Number.isFinite(part) && Math.abs(part) <= MOST.pixels;
const near = (part) => Number.isFinite(part) && Math.abs(part) <= FARTHEST;
const fraction = (part) => pixel(part) && part >= 0 && part <= 1;
const positive = (part) => pixel(part) && part > 0;
const modest = (part) => Number.isFinite(part) && Math.abs(part) <= MODEST;
const span = (part) => Array.isArray(part) && part.length === 2 && part.every(modest) && part[1] - part[0] >= 1 / MODEST;
const size = row(positive, positive);
const ink = oneOf("data", "gradient", "ink", "line", "backward");
const part = row(like(/^(|arriving|share|(local|path)\d{0,3})$/), text, "?", text);
const curve = like(new RegExp(`^M${AT}C(?:${AT} ${AT} ${AT} )*${AT} ${AT} ${AT}$`));

const slider = (given, at) => thing({
  name: text, texts: list(text, 1, MOST.list), start: placeIn(given.texts), "exact?": Number.isFinite,
})(given, at);

const box = thing({
  title: text, data: text, size, "tip?": text, "uses?": whole(0, MOST.edges), "slot?": pixel, "weights?": list(Number.isFinite, 0, 100),
});

const plan = (boxes, edges) => thing({
  size, "texts?": list(row(pixel, pixel, text), 0, MOST.list), boxes: list(row(pixel, pixel), boxes.length),
  edges: both(list(curve, edges.length), (paths) => total(paths, ({ length }) => length) <= MOST.paths),
  // An edge with a text has a size of it and a place for it.
  labels: (labels) => edges.every(({ lines, size: room }, k) => !lines.length || size(room) && row(pixel, pixel)(labels[k])),
});

const step = (boxes, edges) => (frame, at) => thing({
  phase: oneOf("forward", "backward", "nudge", "still", "hidden"), "stage?": whole(0, boxes.length),
  "active?": or(null, placeIn(boxes)), "edges?": list(placeIn(edges), 0, edges.length),
  "moves?": list(row(text, text, text), frame.edges?.length ?? 0),
  "notes?": newsOf(boxes, () => row(oneOf("none", "waiting", "partial", "complete"), text)),
  "slots?": newsOf(boxes, ({ uses = 0 }) => list(text, 0, uses)),
  "titles?": newsOf(boxes, () => text), "data?": newsOf(boxes, () => text), "sums?": newsOf(boxes, () => text),
  "lines?": newsOf(edges, ({ lines }) => list(text, lines.length)),
})(frame, at);

// A mark has as many xs as ys, for all frames or for each; a plane has whole rows of heights.
const mark = (count) => (given, at) => {
  const { shape, x, y, across } = given;
  const numbers = (places) => (Array.isArray(places[0]) ? framesOf(count) : framesOf(1))(Array.isArray(places[0]) ? places : [places]);
  const inFrame = (places, k) => (Array.isArray(places[0]) ? places[k] : places).length;
  return thing({
    shape: oneOf("line", "dots", "squares", "here", "word", "plane", "cells", "rug"), ink, "size?": pixel,
    ...(shape === "word" && { text: (words, at) => text(words) || list(text, count)(words, at), "side?": oneOf("inner", "middle") }),
    ...(shape === "rug" && { text, size: pixel, within: row(near, near), ends: list(row(text, text), count) }),
    ...(shape === "cells" && { "off?": framesOf(count, ({ length }) => given.heights.every((tenths) => tenths.length === length)) }),
    ...(shape === "plane" || shape === "cells"
      ? { across: whole(2, MOST.list), heights: framesOf(count, ({ length }) => length >= across * (shape === "plane" ? 2 : 1) && length % across === 0) }
      : { x: numbers, y: both(numbers, () => Array.from({ length: count }, (_, k) => k).every((k) => inFrame(x, k) === inFrame(y, k))) }),
  })(given, at);
};

// For each frame a list of numbers, or of null, where there is none.
function framesOf(count, whole = () => true) {
  return (frames) => list(Array.isArray, count)(frames) && total(frames, ({ length }) => length) <= MOST.numbers &&
    frames.every((numbers) => whole(numbers) && numbers.every(or(null, near)));
}

// How forms are put together.

function see(given, at, form) {
  if (!form(given, at)) throw new Error(`its part ${at} is not what it should be`);
  return true;
}

// {name: form}; a name with a question mark may be missing.
function thing(forms) {
  return (given, at) => isThing(given) && Object.entries(forms).every(([name, form]) => {
    const key = name.replace("?", "");
    return (key !== name && given[key] === undefined) || see(given[key], `${at}.${key}`, form);
  });
}

// From `least` to `most` parts of one form.
function list(form, least, most = least) {
  return (given, at) => Array.isArray(given) && given.length >= least && given.length <= most &&
    given.every((one, k) => see(one, `${at}.${k}`, form));
}

// A form for each place; those after "?" may be missing.
function row(...forms) {
  const most = forms.filter((form) => form !== "?"), least = forms.includes("?") ? forms.indexOf("?") : most.length;
  return (given, at) => list(() => true, least, most.length)(given, at) && given.every((one, k) => see(one, `${at}.${k}`, most[k]));
}

// {place in a list: what the form of that place allows}
function newsOf(things, formOf) {
  return (given, at) => isThing(given) && Object.entries(given).every(([k, one]) => placeIn(things)(+k) && see(one, `${at}.${k}`, formOf(things[k])));
}

function both(...forms) {
  return (given, at) => forms.every((form) => form(given, at));
}

function or(other, form) {
  return (given, at) => given === other || form(given, at);
}

function oneOf(...words) {
  return (given) => words.includes(given);
}

function like(pattern) {
  return (given) => text(given) && pattern.test(given);
}

function whole(least, most) {
  return (given) => Number.isInteger(given) && given >= least && given <= most;
}

function placeIn(things) {
  return whole(0, things.length - 1);
}

function isThing(given) {
  return typeof given === "object" && given !== null && !Array.isArray(given);
}

function total(things, size) {
  return things.reduce((sum, one) => sum + size(one), 0);
}

function short(given) {
  return JSON.stringify(given)?.slice(0, 40) ?? "that has no name";
}
