// Who answers: a recorded run, the worker of the page, the kernel of a notebook, or
// whoever a test puts there.  Each has ask(request), which promises a reply.

const PACE = 140; // milliseconds from one recorded frame to the next, where nothing else is said

// A part that a frame leaves out is as in the frame before.
export function complete(before, frame) {
  return { ...before, ...frame };
}

// Plays what was recorded, and can nothing else.
export class Recorded {
  constructor({ frames, start, pace = PACE }) {
    this.pace = pace;
    const last = frames.length - 1;
    let before = {};
    this.frames = frames.map((frame, k) => (before = { ...complete(before, frame), state: k, states: [0, last] }));
    this.at = Math.min(start ?? Math.floor(frames.length / 2), last);
  }

  get frame() { return this.frames[this.at]; }

  get over() { return this.at === this.frames.length - 1; }

  // `plays()`: is it still wanted, when its time has come?
  async ask({ do: what, state }, plays) {
    if (what === "seek") this.at = state;
    else await new Promise((go) => setTimeout(go, this.pace)), this.at += plays() && !this.over;
    return this.frame;
  }
}

// Python in a worker of this page, and no cell's; `what` is the session that answers.
export class WorkerHost {
  constructor(address, what) { Object.assign(this, { address, what }); }

  async ask(request) {
    let reply = null;
    this.python ??= new (await import(this.address)).Python();
    const outcome = await this.python.run({ [this.what]: request }, (piece) => { reply = piece[this.what]; });
    if (!reply) throw new Error(outcome.broken ?? "it was stopped");
    return reply;
  }

  close() { this.python?.stop(); }
}

// The kernel of a notebook, through the messages of an anywidget.
export class KernelHost {
  constructor(model) {
    Object.assign(this, { model, number: 0, waiting: new Map() });
    this.listener = ({ number, reply }) => {
      this.waiting.get(number)?.(reply);
      this.waiting.delete(number);
    };
    model.on("msg:custom", this.listener);
  }

  ask(request) {
    return new Promise((resolve) => {
      this.waiting.set(++this.number, resolve);
      this.model.send({ number: this.number, ask: request });
    });
  }

  close() { this.model.off("msg:custom", this.listener); }
}
