// Python and Graphviz in a worker: the one place where a reader's text runs.
import { instance } from "./graphviz/viz.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

// A worker that comes from an address has no policy; one from a blob has its page's.
if (self.location.protocol !== "blob:") throw new Error("this worker starts from a page of the book");

const beside = (name) => new URL(name, import.meta.url).href;
const started = start();

started.then(
  () => self.postMessage({ started: true }),
  (error) => self.postMessage({ broken: error.message }),
);

// `number` tells the answers of one run from those of another.
self.onmessage = async ({ data: { asked, number } }) => {
  try {
    const serve = await started;
    serve(JSON.stringify(asked), (piece) => self.postMessage({ number, piece }));
    self.postMessage({ number, done: true });
  } catch (error) {
    self.postMessage({ number, broken: inWords(error) });
  }
};

function inWords(error) {
  const lines = String(error.message || error).trim().split("\n");
  return lines.at(-1).includes("call stack") ? "its calls went too deep" : lines.at(-1);
}

async function start() {
  const [python, graphviz, packages] = await Promise.all([
    loadPyodide({ indexURL: beside("pyodide/") }),
    instance(),
    fetch(beside("packages.zip")).then((answer) => answer.arrayBuffer()),
  ]);
  python.unpackArchive(packages, "zip", { extractDir: "/toygrad" });
  python.registerJsModule("graphviz_of_the_page", {
    render: (dot, format) => graphviz.renderString(dot, { format }),
  });
  return python.runPython(`
import json, sys
sys.path.insert(0, "/toygrad")
import toygrad.exercises, toygrad.viz
from book.live import runner
engine = runner.Engine()
lambda asked, send: runner.serve(json.loads(asked), lambda piece: send(json.dumps(piece)), engine)
`);
}
