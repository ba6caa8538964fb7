// One Python for a page. It does one thing at a time, can be stopped, and
// starts again when it is next asked for.
const MOST_PIECES = 2_000; // of output, far more than a run of ours sends
const LONGEST_PIECE = 8_000_000; // characters; runner.py sends at most 6,000,000
const TOO_MUCH = "its output came too fast";
const TOO_LONG = "its output was too long";

export class Python {
  constructor() {
    this.worker = null;
    this.number = 0; // of the run
    this.sent = 0; // the messages of the worker since the run began
    this.ready = false; // has the worker started?
    this.onReady = null;
    this.settle = null; // while it is busy: ends its promise
  }

  get busy() {
    return this.settle !== null;
  }

  // `asked` are cells, of which the last is run, or {text, numbers} for the
  // calculator; `hear` gets every piece of output.  Resolves to "done",
  // "stopped", or {broken: why}.
  run(asked, hear) {
    const ended = new Promise((resolve) => { this.settle = resolve; });
    this.hear = hear;
    this.start();
    this.sent = 0;
    this.worker.postMessage({ asked, number: ++this.number });
    return ended;
  }

  // Called early, so that Python is there when a reader has finished typing.
  start() {
    if (this.worker) return;
    // A worker that is made from a blob keeps to the policy of the page: it
    // can ask no other site for anything, whatever a cell says.
    const address = JSON.stringify(new URL("worker.js", import.meta.url).href);
    const text = new Blob([`import ${address};`], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(text), { type: "module" });
    worker.onmessage = ({ data }) => this.listen(data);
    worker.onerror = (event) => this.end({ broken: event.message || "it could not be fetched" });
    this.worker = worker;
  }

  listen(message) {
    if (++this.sent > MOST_PIECES) this.end({ broken: TOO_MUCH }); // whatever it says, and of which run
    else if (message.started) this.started();
    else if (message.broken) this.end({ broken: String(message.broken) });
    else if (message.number !== this.number) return;
    else if (message.done) this.settled("done");
    else if (message.piece) this.take(message.piece);
  }

  // A piece is JSON: whoever has sent it, it holds plain data and nothing else.
  take(written) {
    if (typeof written !== "string") return;
    if (written.length > LONGEST_PIECE) return this.end({ broken: TOO_LONG });
    let piece;
    try {
      piece = JSON.parse(written);
    } catch {
      return; // from a cell that sends messages of its own; the runner writes JSON
    }
    if (typeof (piece?.error ?? piece?.text) === "string") this.hear?.(piece);
  }

  started() {
    this.ready = true;
    if (this.busy) this.onReady?.();
  }

  stop() {
    this.end("stopped");
  }

  end(outcome) {
    this.worker?.terminate();
    this.worker = null;
    this.ready = false;
    this.sent = 0;
    this.settled(outcome);
  }

  settled(outcome) {
    const settle = this.settle;
    this.settle = this.hear = null;
    settle?.(outcome);
  }
}

export const python = new Python();
