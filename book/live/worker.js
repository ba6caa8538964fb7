// Python and Graphviz in a worker: the one place where a reader's text runs.
import { instance } from "./graphviz/viz.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

const beside = (name) => new URL(name, import.meta.url).href;
const started = start();

started.then(
  () => self.postMessage({ started: true }),
  (error) => self.postMessage({ broken: error.message }),
);

self.onmessage = async ({ data: cells }) => {
  try {
    const run = await started;
    run(JSON.stringify(cells), (piece) => self.postMessage(JSON.parse(piece)));
    self.postMessage({ done: true });
  } catch (error) {
    self.postMessage({ broken: String(error.message || error).split("\n", 1)[0] });
  }
};

async function start() {
  const [python, graphviz, packages] = await Promise.all([
    loadPyodide({ indexURL: beside("pyodide/") }),
    instance(),
    fetch(beside("packages.zip")).then((answer) => answer.arrayBuffer()),
  ]);
  python.unpackArchive(packages, "zip", { extractDir: "/toygrad" });
  python.registerJsModule("graphviz_of_the_page", {
    render: (dot) => graphviz.renderString(dot, { format: "svg" }),
  });
  return python.runPython(`
import json, sys
sys.path.insert(0, "/toygrad")
import runner, toygrad.viz
lambda cells, send: runner.run(json.loads(cells), lambda piece: send(json.dumps(piece)))
`);
}
