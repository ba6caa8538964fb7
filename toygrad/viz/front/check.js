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
  numbers: 200_000, // in all frames of a mark
  letters: 20_000, // of a caption, a title, a line
  page: 500_000, // letters of a text of its own
  pixels: 200_000,
};
const PHASES = new Set(["forward", "backward", "nudge", "still", "hidden"]);
const NOTES = new Set(["none", "waiting", "partial", "complete"]);
const INKS = new Set(["data", "gradient", "ink", "line", "backward"]);
const SHAPES = new Set(["line", "dots", "squares", "here", "word", "plane"]);
const STYLES = new Set(["cancelled", "kept", "right", "wrong"]);
const FARTHEST = 1e6; // of a place in a plot, in ten-thousandths of its area
const ROLE = /^(|arriving|share|local\d{0,3})$/;
const AT = String.raw`-?\d{1,6},-?\d{1,6}`;
const CURVE = new RegExp(`^M${AT}C(?:${AT} ${AT} ${AT} )*${AT} ${AT} ${AT}$`);

export function check(data) {
  try {
    examine(data);
  } catch (error) {
    throw error instanceof TypeError ? new Error("its data are broken") : error;
  }
  return data;
}

function examine(data) {
  need(isThing(data), "its data are not what a player is made of");
  need(data.toygrad !== undefined, "its data do not come from toygrad");
  need(data.toygrad === VERSION, `its data have the form ${short(data.toygrad)}, and this page reads form ${VERSION}`);
  need(isList(data.frames, MOST.frames) && isList(data.pictures, MOST.pictures) && data.pictures.length > 0, "its data have no pictures, or too many");
  need([data.words, data.note, ...(data.text ?? [])].every((text) => text === undefined || isText(text, MOST.page)), "its words are broken");
  need(data.frames.every(isFrame), "its steps have no words");
  const count = data.frames.length;
  need(isClock(data.clock, count), "its clock is broken");
  need(data.columns === undefined || isFrom(data.columns, 1, MOST.pictures), "its columns are broken");
  need(data.sliders === undefined || fit(data.sliders, count), "its sliders do not fit its steps");
  for (const picture of data.pictures) {
    need(Object.hasOwn(KINDS, picture?.kind), `it has a picture of the kind ${short(picture?.kind)}`);
    need(picture.title === undefined || isText(picture.title), "a picture has no title");
    need(picture.says === undefined || areTexts(picture.says, count, count), "a picture has other steps than the rest");
    KINDS[picture.kind](picture, count);
  }
}

const KINDS = {
  graph({ words, boxes, edges, plans, frames, insides = {}, lit = [] }, count) {
    need(words === undefined || isText(words), "its graph is broken");
    need(isList(boxes, MOST.boxes) && isList(edges, MOST.edges), "its graph is broken, or too large for a page");
    need(isRow(frames, Math.max(count, 1)), "its graph has other steps than its words");
    need(frames.length * (boxes.length + edges.length) <= MOST.states, "its graph is too large for so many steps");
    need(boxes.every(isBox) && sum(boxes.map(({ uses = 0 }) => uses)) <= MOST.boxes + MOST.edges, "a box of its graph is broken");
    need(edges.every((edge) => isEdge(edge, boxes)), "an edge of its graph is broken");
    for (const way of ["LR", "TB"]) {
      const { size, boxes: places, edges: paths, labels } = plans?.[way] ?? {};
      need(isSize(size) && isRow(places, boxes.length) && places.every(arePixels), "its graph has no places");
      need(isRow(paths, edges.length) && paths.every((path) => isText(path) && CURVE.test(path)), "its edges have no paths");
      need(sum(paths.map((path) => path.length)) <= MOST.paths, "its edges are too long");
      need(edges.every(({ lines }, k) => !lines.length || arePixels(labels?.[k])), "its edges have no room for their numbers");
    }
    need(frames.every((frame) => isStep(frame, boxes, edges)), "a step of its graph is broken");
    need(isList(lit, boxes.length) && lit.every((k) => isPlace(k, boxes)), "a box of its graph is broken");
    need(sum(frames.map(({ edges: used = [] }) => used.length)) <= MOST.used, "its steps use too many edges");
    need(isThing(insides) && areOf(insides, boxes, isInside), "what is inside a box of its graph is broken");
  },
  text({ title, text }) {
    need(isText(title) && isText(text, MOST.page), "a text is missing");
  },
  code({ lines, lit }, count) {
    need(areTexts(lines, 0, MOST.list) && isRow(lit, count), "its code is broken");
    need(lit.every((line) => line === null || Number.isInteger(line)), "its code is broken");
  },
  plot({ words, size, left, labels, ticks, marks }, count) {
    need(isText(words) && isSize(size) && isPixel(left) && areTexts(labels, 2, 2), "a plot has no size or no words");
    need(isRow(ticks, 2) && ticks.every((list) => isList(list, MOST.list) && list.every(isTick)), "the axes of a plot are broken");
    need(isList(marks, MOST.marks) && marks.every((mark) => isMark(mark, count)), "a plot is broken");
  },
  bars({ words, parts, strips }, count) {
    need(isText(words) && isList(parts, 12) && parts.every((part) => isRow(part, 2) && isText(part[0]) && isFrom(part[1], 0, MOST.list)), "its bars have no names");
    const total = sum(parts.map(([, bars]) => bars));
    need(isFrom(total, 1, MOST.list) && isList(strips, 12) && strips.length > 0, "its bars are missing");
    need(strips.every((strip) => isStrip(strip, total, count)), "its bars are broken");
  },
  digits({ names, rows }, count) {
    need(areTexts(names, 0, 20) && isRow(rows, count), "its digits are broken");
    need(rows.every((row) => isRow(row, names.length) && row.every(areDigits)), "its digits are broken");
  },
};

function isClock(clock, count) {
  if (clock === null) return true;
  const { word, start, turn, names, pace = 1000 } = clock ?? {};
  return isText(word) && isFrom(start, 1, count) && (turn === null || isFrom(turn, 1, count)) &&
    (names === undefined || areTexts(names, count, count)) && isFrom(pace, 20, 60_000);
}

function fit(sliders, count) {
  if (!isList(sliders, 4)) return false;
  const sound = sliders.every((slider) => isText(slider?.name) && areTexts(slider.texts, 1, MOST.list) && isFrom(slider.start, 0, slider.texts.length - 1) &&
    (slider.exact === undefined || Number.isFinite(slider.exact)));
  return sound && sliders.reduce((product, { texts }) => product * texts.length, 1) === count;
}

function isFrame(frame) {
  if (!isList(frame, 3)) return false;
  const [head, caption, formula = []] = frame;
  return isText(head) && isText(caption) && isList(formula, 200) &&
    formula.every((part) => areTexts(part, 2, 3) && ROLE.test(part[0]));
}

function isBox(box) {
  if (!isThing(box)) return false;
  const { title, data, tip = "", size, uses = 0, slot = 0, weights = [] } = box;
  return [title, data, tip].every((text) => isText(text)) && isSize(size) && isFrom(uses, 0, MOST.edges) &&
    isPixel(slot) && isList(weights, 100) && weights.every(Number.isFinite);
}

function isEdge(edge, boxes) {
  return isPlace(edge?.tail, boxes) && isPlace(edge.head, boxes) && areTexts(edge.lines, 0, 9) &&
    (!edge.lines.length || isSize(edge.size));
}

function isStep(frame, boxes, edges) {
  if (!isThing(frame)) return false;
  const { phase, stage = 0, active = null, edges: used = [], moves } = frame;
  const { notes = {}, slots = {}, titles = {}, data = {}, lines = {}, sums = {} } = frame;
  return PHASES.has(phase) && isFrom(stage, 0, boxes.length) && (active === null || isPlace(active, boxes)) &&
    isList(used, edges.length) && used.every((k) => isPlace(k, edges)) &&
    (moves === undefined || isRow(moves, used.length) && moves.every((move) => areTexts(move, 3, 3))) &&
    areOf(notes, boxes, (note) => areTexts(note, 2, 2) && NOTES.has(note[0])) &&
    areOf(slots, boxes, (shares, { uses = 0 }) => areTexts(shares, 0, uses)) &&
    [titles, data, sums].every((news) => areOf(news, boxes, (text) => isText(text))) &&
    areOf(lines, edges, (texts, edge) => areTexts(texts, edge.lines.length, edge.lines.length));
}

function isInside(inside) {
  if (!isRow(inside, 2)) return false;
  const [lead, rows] = inside;
  return isText(lead) && isList(rows, MOST.list) && rows.every((row) => areTexts(row, 0, 9));
}

function isTick(tick) {
  return isRow(tick, 2) && isNear(tick[0]) && isText(tick[1]);
}

// A mark has as many xs as ys, for all frames or for each; a plane has whole rows of heights.
function isMark(mark, count) {
  const { shape, ink, size = 1, x, y, across, heights, text } = mark ?? {};
  if (!SHAPES.has(shape) || !INKS.has(ink) || !isPixel(size)) return false;
  if (shape === "plane") {
    return areFrames(heights, count) && isFrom(across, 2, MOST.list) && heights.every(({ length }) => length > across && length % across === 0);
  }
  const lists = [x, y].map((list) => (Array.isArray(list?.[0]) ? list : [list]));
  if (!lists.every((list) => areFrames(list, list.length === 1 ? 1 : count))) return false;
  const [xs, ys] = lists.map((list) => (k) => (list.length === 1 ? list[0] : list[k]).length);
  return Array.from({ length: count }, (_, k) => k).every((k) => xs(k) === ys(k)) && (shape !== "word" || isText(text));
}

function isStrip(strip, total, count) {
  const { word, ink, heights, sizes } = strip ?? {};
  return isText(word) && INKS.has(ink) && areTexts(sizes, count, count) && areFrames(heights, count) &&
    heights.every(({ length }) => length === total || length === 0);
}

function areDigits(parts) {
  return isList(parts, 20) && parts.every((part) => areTexts(part, 2, 2) && STYLES.has(part[0]));
}

// For each frame a list of numbers, or of null, where there is none.
function areFrames(list, count) {
  return isRow(list, count) && list.every(Array.isArray) &&
    sum(list.map(({ length }) => length)) <= MOST.numbers && list.every((numbers) => numbers.every((number) => number === null || isNear(number)));
}

// What all of it is made of.

function need(holds, reason) {
  if (!holds) throw new Error(reason);
}

function isThing(data) {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function isList(list, most) {
  return Array.isArray(list) && list.length <= most;
}

function isRow(list, count) {
  return Array.isArray(list) && list.length === count;
}

function isText(text, most = MOST.letters) {
  return typeof text === "string" && text.length <= most;
}

function areTexts(texts, least, most) {
  return isList(texts, most) && texts.length >= least && texts.every((text) => isText(text));
}

function isFrom(number, least, most) {
  return Number.isInteger(number) && number >= least && number <= most;
}

function isPlace(k, list) {
  return isFrom(k, 0, list.length - 1);
}

// {place in a list: what is sound for it}
function areOf(news, list, sound) {
  return isThing(news) && Object.entries(news).every(([k, one]) => isPlace(+k, list) && sound(one, list[k]));
}

function isPixel(number) {
  return Number.isFinite(number) && Math.abs(number) <= MOST.pixels;
}

function isNear(number) {
  return Number.isFinite(number) && Math.abs(number) <= FARTHEST;
}

function arePixels(pair) {
  return isRow(pair, 2) && pair.every(isPixel);
}

function isSize(pair) {
  return arePixels(pair) && pair.every((side) => side > 0);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function short(thing) {
  return JSON.stringify(thing)?.slice(0, 40) ?? "that has no name";
}
