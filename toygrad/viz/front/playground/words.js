// What is said: where we are, what a mark means, and all numbers as a table.
import { make } from "../dom.js";
import { amount, number } from "../numbers.js";
import { NAMES } from "./thumbs.js";

// What is to be known of a neuron, beside its numbers.
export function whyNeuron(frame, k, j) {
  const { state, max, bias_grad } = frame.net.nodes[k][j], bend = frame.setting.layers[k - 1]?.[1];
  if (state === "dead") return `dead: 0 for every point, so no gradient comes through${max ? `; above 0 only where no point lies, up to ${number(max)}` : ""}`;
  if (state) return "saturated: flat at nearly every point, so hardly any gradient comes through";
  if (bend === "relu" && !bias_grad && ofOne(frame)) return "no gradient comes through for this example, though it is not dead";
  return max === null ? "" : `largest output ${["relu", "sigmoid"].includes(bend) ? "" : "±"}${number(max)}`;
}

// Why the gradient of an edge is what it is, where that is not plain.
export function whyEdge(frame, { k, j, i }) {
  const { pass, net: { nodes, edges } } = frame, giver = nodes[k][i], taker = nodes[k + 1][j];
  if (pass?.parts) return pass.parts.map((part) => `${number(part.edges[k][j][i])} ${part.says}`).join(", ");
  if (edges[k][j][i].grad || !pass) return "";
  const [from, to] = [nameOf(frame, k, i), nameOf(frame, k + 1, j)];
  if (taker.state === "dead") return `${to} is dead: its slope is 0 at every point, so nothing comes back to this edge`;
  if (giver.state === "dead") return `${from} is dead: its output is 0, so this gradient is 0`;
  if (!ofOne(frame)) return "";
  return taker.bias_grad ? `${from} gives 0 for this example` : `nothing comes back through ${to} for this example`;
}

// Are the gradients those of one example of a batch?
function ofOne({ pass }) { return pass?.count === 1 && pass.batch.length > 1; }

export function nameOf({ net: { nodes } }, k, j) {
  if (k === 0) return `input ${nodes[0][j].label}`;
  return k === nodes.length - 1 ? "output" : `neuron ${j + 1} of layer ${k}`;
}

// What the engine calls a neuron, and a parameter of it: the bias is its input −1.
export function labelOf({ net: { nodes } }, k, j) { return k ? nodes[k][j].label : ""; }

export function parameterOf(frame, k, j, i) {
  const [layer] = labelOf(frame, k + 1, j).split("[");
  return i < 0 ? `${layer}.b[${j}]` : `${layer}.w[${j},${i}]`;
}

export function exact(value) {
  return value === null || value === undefined ? "" : `${value}`.replaceAll("-", "−");
}

// What a broken loop has done, and what to do about it; the other faults let no loss run away.
const BLAMED = {
  "zero_grad forgotten": (step) => `The gradients of ${amount(step, "step")} were added up: turn “zero_grad forgotten” off.`,
  "old predictions": (step) => `All ${amount(step, "step")} used the gradient of the first predictions: turn “old predictions” off.`,
};

// In plain words first: what happened, and what was broken on purpose; then the engine's
// own sentence, which advises another rate where nothing was broken.
export function whyStopped({ stopped, step, setting: { faults } }) {
  const plain = stopped.includes("float") ? "The loss left the floats." : "The loss ran away.";
  const blamed = faults.filter((name) => name in BLAMED).map((name) => BLAMED[name](step));
  return [plain, ...blamed, blamed.length ? stopped.split("; ")[0] : stopped].join(" ");
}

// What a step was: the words of the buttons, in numbers.
export function whatWasDone(size, { pass, step, data: { train } }, before) {
  if (size === "example" || size === "edge") {
    const { batch, count } = pass, added = `Example ${count} of ${batch.length} in this batch: its share is added to each gradient`;
    return count === batch.length ? `${added}, the last one: every parameter is updated.` : `${added}.`;
  }
  if (size === "batch") return `One batch: ${amount(pass.batch.length, "point")}, one update of every parameter.`;
  const updates = amount(step - before.step, "update");
  return Number.isInteger(before.epoch) ? `One epoch: each of ${amount(train.length, "point")} used once, in ${updates}.` : `The rest of this epoch, in ${updates}.`;
}

// For those who hear it, in a few sentences.
export function whereWeAre(frame, mode) {
  const { setting, step, epoch, loss: [train, held], answers, stopped } = frame;
  const accuracy = [answers?.accuracy].flat()[0];
  const layers = setting.layers.map(([neurons, bend]) => `${neurons} ${bend.replace("_", " ")}`).join(", ") || "none";
  return [
    `Data: ${setting.problem}. Hidden layers: ${layers}.`,
    `Step ${step}, epoch ${number(epoch)}.`, train === null ? "" : `The loss is ${number(train)}${held === null ? "" : `, held-out loss ${number(held)}`}.`,
    Number.isFinite(accuracy) ? `${Math.round(100 * accuracy)} per cent are right.` : "",
    thickest(frame, mode), off(frame), stopped ? whyStopped(frame) : "",
  ].filter(Boolean).join(" ");
}

const OWN = ({ problem }) => problem === "own", MADE = ({ problem }) => problem !== "own" && problem !== "stopping";
const IN_WORDS = {
  problem: ({ problem }) => NAMES[problem],
  points: (one) => OWN(one) && amount(one.points.length, "point"),
  formula: ({ problem, formula }) => problem === "formula" && `y = ${formula}`,
  n: (one) => MADE(one) && amount(one.n, "point"), noise: (one) => MADE(one) && `noise ${number(one.noise)}`,
  held: ({ held }) => `${held} % held out`, seed: ({ seed }) => `seed ${seed}`,
  layers: ({ layers }) => (layers.length ? `hidden ${layers.map(([neurons, bend]) => `${neurons} ${bend.replace("_", " ")}`).join(", ")}` : "no hidden layer"),
  init: ({ init }) => `initial weights ${init}`, lr: ({ lr }) => `learning rate ${number(lr)}`, batch: ({ batch }) => `batch ${batch || "all"}`,
  optimizer: ({ optimizer }) => optimizer, l2: ({ l2 }) => `L2 ${number(l2)}`, faults: ({ faults }) => faults.join(", ") || "nothing broken",
};

// What a setting has that another has not, in words.
export function differences(setting, other) {
  return Object.entries(IN_WORDS).filter(([name]) => JSON.stringify(setting[name]) !== JSON.stringify(other[name])).map(([, words]) => words(setting)).filter(Boolean);
}

const PART = { weights: ["w", "weight"], gradients: ["grad", "gradient"], updates: ["update", "update"] };

// The place of the edge that has most of something, whatever its sign.
export function largest({ net: { edges } }, part) {
  const all = edges.flatMap((layer, k) => layer.flatMap((row, j) => row.map((edge, i) => [Math.abs(edge[part]), k, j, i])));
  return all.reduce((best, one) => (one[0] > best[0] ? one : best)).slice(1);
}

function thickest(frame, mode) {
  const [part, word] = PART[mode], [k, j, i] = largest(frame, part), most = frame.net.edges[k][j][i][part];
  return most ? `The largest ${word} is ${number(most)}, from ${nameOf(frame, k, i)} to ${nameOf(frame, k + 1, j)}.` : `Every ${word} of an edge is 0.`;
}

function off(frame) {
  const states = frame.net.nodes.flatMap((layer, k) => layer.map(({ state }, j) => state && `${nameOf(frame, k, j)} ${state}`)).filter(Boolean);
  return states.length ? `${amount(states.length, "neuron")} off: ${states.join(", ")}.` : "";
}

const HEADS = ["to", "from", "in Python", "weight", "gradient", "update"];

// Every parameter: a bias comes from nowhere.
export function tableOf(frame) {
  const { nodes, edges } = frame.net;
  const cells = (kind, texts) => make("tr", {}, ...texts.map((text) => make(kind, kind === "th" ? { scope: "col" } : {}, text)));
  const rows = edges.flatMap((layer, k) => layer.flatMap((row, j) => {
    const { bias, bias_grad, bias_update } = nodes[k + 1][j], to = nameOf(frame, k + 1, j);
    const line = (from, i, ...numbers) => [to, from, parameterOf(frame, k, j, i), ...numbers.map(exact)];
    return [...row.map(({ w, grad, update }, i) => line(nameOf(frame, k, i), i, w, grad, update)), line("bias", -1, bias, bias_grad, bias_update)];
  }));
  const title = make("caption", {}, `step ${frame.step}`);
  return make("table", {}, title, make("thead", {}, cells("th", HEADS)), make("tbody", {}, ...rows.map((row) => cells("td", row))));
}
