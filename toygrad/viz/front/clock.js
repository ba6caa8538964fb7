// The one clock of a stage: at which step we are, and whether it runs.

const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Clock {
  // `paint(step, share)` draws a step, `share` of its motion done; `moving(step)`
  // is how many milliseconds that motion takes, `reading(step)` how long the
  // words of a step want to be read.  A film has a `pace`: while it plays, a step
  // takes so many milliseconds, all of them motion.
  constructor({ count, start, pace, paint, moving, reading, changed }) {
    Object.assign(this, { count, step: start, pace, paint, moving, reading, changed });
    this.playing = false;
    this.speed = 1;
  }

  // To a step, counted from 1: the next one with its motion, any other at once.
  go(step, { moves = false } = {}) {
    const to = Math.min(Math.max(Math.round(step) || 1, 1), this.count);
    const lasts = moves && !still.matches ? ((this.playing && this.pace) || this.moving(to)) / this.speed : 0;
    this.step = to;
    cancelAnimationFrame(this.frame);
    if (lasts) this.run(to, lasts);
    else this.paint(to, 1);
    this.changed();
  }

  run(step, lasts) {
    const began = performance.now();
    const tick = () => {
      const share = Math.min((performance.now() - began) / lasts, 1);
      this.paint(step, share);
      if (share < 1) this.frame = requestAnimationFrame(tick);
    };
    tick();
  }

  next() { this.go(this.step + 1, { moves: this.step < this.count }); }

  // A clock that is led shows that it plays, and waits to be told each step.
  play(led = false) {
    if (this.playing) return;
    this.playing = true;
    if (!led && this.step >= this.count) this.go(1);
    if (!led) this.wait(300);
    this.changed();
  }

  // The next step, when this one has been seen and read.
  wait(milliseconds) {
    this.timer = setTimeout(() => {
      if (this.step >= this.count) return this.pause();
      this.next();
      if (!this.playing) return; // somebody who heard of it has paused
      const seen = still.matches ? 0 : this.moving(this.step);
      this.wait((this.pace ?? seen + this.reading(this.step)) / this.speed);
    }, milliseconds);
  }

  pause() {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.playing = false;
    this.changed();
  }
}
