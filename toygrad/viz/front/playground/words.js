// What is said: where we are, what a mark means, and all numbers as a table.
import { make } from "../dom.js";
import { amount, number } from "../numbers.js";

const STATES = { dead: "dead: 0 for every point of the training, so no gradient comes through", saturated: "saturated: flat at nearly every point, so hardly any gradient comes through" };

export function stateOf(state) { return STATES[state] ?? state; }

export function nameOf({ net: { nodes } }, k, j) {
  if (k === 0) return `input ${nodes[0][j].label}`;
  return k === nodes.length - 1 ? "output" : `neuron ${j + 1} of layer ${k}`;
}

export function exact(value) {
  return value === null || value === undefined ? "" : `${value}`.replaceAll("-", "−");
}

// In plain words first: what happened, and what is broken on purpose; then the engine's own sentence.
export function whyStopped({ stopped, setting: { faults } }) {
  const plain = stopped.includes("float") ? "The loss left the floats" : "The loss ran away";
  return `${plain}${faults.length ? `, with “${faults.join("”, “")}” on` : ""}. ${stopped}`;
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

const PART = { weights: ["w", "weight"], gradients: ["grad", "gradient"], updates: ["update", "update"] };

function thickest(frame, mode) {
  const [part, word] = PART[mode];
  const all = frame.net.edges.flatMap((layer, k) => layer.flatMap((row, j) => row.map((edge, i) => [edge[part], nameOf(frame, k, i), nameOf(frame, k + 1, j)])));
  const most = all.reduce((best, one) => (Math.abs(one[0]) > Math.abs(best[0]) ? one : best), [0]);
  return most[0] ? `The largest ${word} is ${number(most[0])}, from ${most[1]} to ${most[2]}.` : `Every ${word} of an edge is 0.`;
}

function off(frame) {
  const states = frame.net.nodes.flatMap((layer, k) => layer.map(({ state }, j) => state && `${nameOf(frame, k, j)} ${state}`)).filter(Boolean);
  return states.length ? `${amount(states.length, "neuron")} off: ${states.join(", ")}.` : "";
}

const HEADS = ["to", "from", "weight", "gradient", "update"];

// Every parameter, or those of one neuron: a bias comes from nowhere.
export function tableOf(frame, only) {
  const { nodes, edges } = frame.net;
  const cells = (kind, texts) => make("tr", {}, ...(only ? texts.slice(1) : texts).map((text) => make(kind, kind === "th" ? { scope: "col" } : {}, text)));
  const rows = edges.flatMap((layer, k) => layer.flatMap((row, j) => {
    if (only && (k + 1 !== only.layer || j !== only.place)) return [];
    const { bias, bias_grad, bias_update } = nodes[k + 1][j], to = nameOf(frame, k + 1, j);
    const line = (from, ...numbers) => [to, from, ...numbers.map(exact)];
    return [...row.map(({ w, grad, update }, i) => line(nameOf(frame, k, i), w, grad, update)), line("bias", bias, bias_grad, bias_update)];
  }));
  const title = make("caption", {}, `step ${frame.step}`);
  return make("table", {}, title, make("thead", {}, cells("th", HEADS)), make("tbody", {}, ...rows.map((row) => cells("td", row))));
}
