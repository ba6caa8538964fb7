// A model of names: a recorded training plays, or Python trains here; letters can be
// clicked and beginnings typed all the while.
import { make, say } from "../dom.js";
import { Recorded, complete } from "../hosts.js";
import { Choice, worded } from "../parts.js";
import { After } from "./after.js";
import { Album } from "./album.js";
import { Bar } from "./bar.js";
import { Loss } from "./loss.js";
import { frames, names } from "./packed.js";
import { Plane } from "./plane.js";

const TURN = 80; // milliseconds that Python trains before it draws
const SECOND = 1000, MINUTE = 60;
const SOON = 200; // milliseconds that a disc takes to its place where nothing plays
const PAGE = { recorded: "A recorded training. Play it, or train the model here, in your own browser.", starting: "Python is starting …" };
const OTHER_RATE = "Another one begins again; the curve so far stays, in grey";

// `live()` makes the host that trains; null where there is none, and `alone` says why.
// `words` are what is said of the recording, and while Python is `starting`; where it has
// not come after `patience` milliseconds, `slow`.
export class Inventor {
  constructor(element, data, { live, alone, words = PAGE, patience = Infinity }) {
    element.inventor = this; // for the page's own scripts
    Object.assign(this, { element, data, live, alone, words, patience, playing: false, wanted: {} });
    this.host = this.recorded = new Recorded({ ...data.recorded, frames: frames(data.recorded, data.letters.length), start: 0 });
    this.moments = this.recorded.frames;
    this.plane = new Plane(data.letters, { chosen: (token) => this.after.begin(token ? [token] : []), known: this.moments.map(({ net }) => net.token) });
    this.loss = new Loss(data.marks, data.batches);
    this.album = new Album(data.batches);
    this.after = new After(data.letters, { changed: (read) => this.plane.choose(read), known: names(data.names) });
    this.bar = new Bar({
      play: () => this.play(!this.playing), again: () => this.again(), step: (size) => this.step(size),
      seek: (state) => { this.play(false); this.want({ do: "seek", state }); },
    });
    this.build();
    this.fit();
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.root);
    this.seen = () => { if (!document.hidden) this.run(); };
    document.addEventListener("visibilitychange", this.seen);
    this.paper = matchMedia("print");
    this.print = ({ matches }) => this.toPaper(matches);
    this.paper.addEventListener("change", this.print);
    this.print(this.paper);
    this.plane.choose([0]);
  }

  build() {
    this.said = make("p", { class: "tgp-said", role: "status" });
    this.train = worded("Train it here", () => this.wake());
    this.other = worded("Another start", () => this.set({ seed: this.frame.setting.seed + 1 }), "Other random numbers to begin with");
    this.rate = new Choice("learning rate", this.data.rates.map((rate) => [rate, `${rate}`]), (lr) => this.set({ lr: +lr }), { tip: OTHER_RATE });
    this.root = make("div", { class: "tgp tgi", role: "group", "aria-label": "A model that invents names", "data-lm-suppress-shortcuts": "true" },
      this.bar.element, make("div", { class: "tgp-state" }, this.said, this.train, this.rate.element, this.other),
      this.plane.element, make("div", { class: "tgi-right" }, this.loss.element, this.album.element), this.after.element);
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== " " || event.target.matches("input, select, button, [role=button]")) return;
      this.play(!this.playing);
      event.preventDefault();
    });
    this.element.replaceChildren(this.root);
  }

  get isLive() { return this.host !== this.recorded; }

  // What is wanted: one request at a time, the latest of a kind wins.

  want(request) {
    this.wanted[request.do] = request;
    if (request.do === "step") this.play(false);
    this.problem = this.notice = null;
    this.run();
  }

  // A step of Python's, or the next moment of the recording.
  step(size) {
    if (size !== "moment") return this.want({ do: "step", size });
    this.play(false);
    this.want({ do: "seek", state: Math.min(this.recorded.at + 1, this.moments.length - 1) });
  }

  set(change) { this.want({ do: "set", setting: { ...this.frame.setting, ...change } }); }

  again() {
    if (this.isLive) return this.set({});
    this.play(false);
    this.want({ do: "seek", state: 0 });
  }

  play(plays) {
    if (this.playing === plays) return;
    this.playing = plays;
    this.began = this.problem = this.notice = this.speed = null;
    this.bar.playing(plays);
    if (plays && !this.isLive && this.recorded.over) this.wanted.seek = { do: "seek", state: 0 };
    this.tellState();
    this.run();
  }

  // Python comes, begins at the start, and trains.
  async wake() {
    if (this.waking || this.isLive) return;
    if (!this.live) return this.complain(this.alone);
    this.play(false);
    this.waking = Date.now();
    const ticking = setInterval(() => this.tellState(), SECOND);
    this.tellState();
    try {
      const host = this.live(), frame = await host.ask({ do: "set", setting: this.data.setting });
      this.host = host;
      this.begin(frame);
    } catch (error) {
      this.complain(`Python could not start (${error.message}). Press “Train it here” to try again.`);
    }
    clearInterval(ticking);
    this.waking = null;
    if (this.gone) this.host.close?.();
    else if (this.isLive) this.play(true);
    this.tellState();
  }

  next() {
    for (const name of ["set", "seek", "step"]) {
      const request = this.wanted[name];
      delete this.wanted[name];
      if (request) return request;
    }
    return this.playing && !document.hidden ? { do: "train", ms: TURN } : null;
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let request = this.next(); request; request = this.next()) {
      this.asked = request.do;
      if (request.do !== "train") this.tellState();
      try {
        const reply = await this.host.ask(request, () => this.playing);
        if (this.gone) return;
        this.hear(reply, request);
      } catch (error) {
        this.fail(error);
      }
    }
    this.running = false;
    this.asked = null;
    this.tellState();
  }

  hear(reply, request) {
    if (reply.kind === "problem") {
      this.play(false);
      return this.complain(reply.says);
    }
    this.count(reply, request);
    const before = this.frame, frame = complete(before, reply);
    if (request.do === "set") this.begin(frame, before);
    else this.take(frame);
    if (reply.stopped || (!this.isLive && this.recorded.over)) this.play(false);
  }

  fail(error) {
    this.play(false);
    this.host.close?.();
    this.host = this.recorded;
    this.begin(this.recorded.frame);
    this.complain(`Python could not go on (${error.message}). “Train it here” starts it again.`);
  }

  // Drawing what came.

  // A run begins; where it has another setting than the one before, that one's curve stays.
  begin(frame, before) {
    const now = inWords(frame.setting), old = before && inWords(before.setting), other = old && old !== now;
    this.loss.begin(other && old);
    if (other) this.notice = `It has begun again, with learning rate ${now}; the run before is grey.`;
    this.plane.begin();
    this.take(frame);
  }

  take(frame) {
    const travels = !this.isLive && this.playing;
    this.frame = frame;
    this.root.dataset.step = frame.step;
    this.root.classList.toggle("tgi-live", this.isLive);
    this.root.style.setProperty("--tgi-pace", `${travels ? this.recorded.pace : SOON}ms`);
    if (!this.isLive) this.plane.trail = this.moments.map(({ step, net }) => ({ step, places: net.token }));
    this.plane.show(frame.net.token, frame.step, travels);
    this.loss.show(frame);
    this.album.show(frame);
    this.after.show(frame.net);
    this.rate.show(frame.setting.lr);
    this.bar.show(frame, this.isLive ? null : this.moments);
    this.tellState();
  }

  // Paper cannot play: a recording that nobody has begun stands there at its end.
  toPaper(prints) {
    if (this.isLive || this.playing || this.recorded.at) return;
    this.begin(prints ? this.moments.at(-1) : this.recorded.frame);
  }

  tellState() {
    const seconds = this.waking ? Math.round((Date.now() - this.waking) / SECOND) : 0;
    this.root.setAttribute("aria-busy", Boolean(this.waking));
    this.root.dataset.state = this.problem ? "problem" : this.frame?.stopped ? "stopped" : "";
    this.train.hidden = this.isLive || Boolean(this.waking);
    this.rate.element.hidden = this.other.hidden = !this.isLive;
    say(this.said, this.problem ?? this.sentence());
    if (seconds) this.said.dataset.seconds = seconds;
    else delete this.said.dataset.seconds;
  }

  sentence() {
    if (this.waking) return Date.now() - this.waking > this.patience ? this.words.slow : this.words.starting;
    if (!this.isLive) return this.words.recorded;
    if (this.asked === "set") return "It begins again …";
    if (this.frame.stopped) return `${this.frame.stopped}.`;
    if (this.notice) return this.notice;
    if (!this.playing) return "Paused. Press play, take a step, or change the learning rate.";
    return this.speed ? `Training here: ${this.speed} letters a second, an epoch in about ${this.long()}.` : "Training here.";
  }

  // How long an epoch takes at the speed that was measured.
  long() {
    const { batch, batches } = this.data, seconds = (batch * batches) / this.speed;
    return seconds < 1.5 * MINUTE ? `${Math.max(5 * Math.round(seconds / 5), 5)} s` : `${Math.round(seconds / MINUTE)} min`;
  }

  // Letters a second, over the last second or so.
  count({ step }, { do: what }) {
    if (what !== "train" || !this.isLive) return void (this.began = null);
    const now = performance.now();
    this.began ??= [now, step];
    const [since, from] = this.began;
    if (now - since < SECOND) return;
    this.speed = Math.max(Math.round(((step - from) * this.data.batch * SECOND) / (now - since) / 10) * 10, 10);
    this.notice = null;
    this.began = [now, step];
  }

  complain(sentence) {
    this.problem = sentence;
    this.tellState();
  }

  fit() {
    this.plane.fit();
    this.loss.fit();
    if (this.frame) this.album.show(this.frame);
  }

  destroy() {
    this.gone = true;
    this.playing = false;
    this.watcher.disconnect();
    document.removeEventListener("visibilitychange", this.seen);
    this.paper.removeEventListener("change", this.print);
    if (this.isLive) this.host.close?.();
  }
}

const inWords = ({ lr, seed }) => `${lr}${seed > 1 ? `, start ${seed}` : ""}`;
