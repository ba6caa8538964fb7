// What one neuron says to every place: a small map over a plane, or a curve over a line.
// A new map is not there at once: the old one goes over into it.
import { make } from "../dom.js";
import { bytesOf } from "./inks.js";

const STEP = 0.34; // of what is left, in each frame of the screen
const SMALL = { willReadFrequently: true }; // so small a canvas is quicker without a graphics card
const NEAR = 0.6; // of a byte: nobody sees the rest

class Gliding {
  // Where the numbers go; `jumps` where nothing connects them with those before.
  aim(goal, jumps) {
    this.goal = goal;
    if (jumps || this.now?.length !== goal.length) this.now = Float32Array.from(goal);
    this.moves = true;
  }

  // One step of the way; whether there was one.
  step() {
    if (!this.moves) return false;
    this.moves = false;
    this.goal.forEach((goal, k) => {
      const left = goal - this.now[k];
      if (Math.abs(left) > this.near) this.moves = true;
      this.now[k] = Math.abs(left) > this.near ? this.now[k] + STEP * left : goal;
    });
    return true;
  }
}

export class Plane extends Gliding {
  constructor() {
    super();
    this.near = NEAR;
    this.element = make("canvas", { width: 1, height: 1, "aria-hidden": "true" });
    this.context = this.element.getContext("2d", SMALL);
  }

  // As fine as its bytes are many.
  take(text, jumps) { this.spread(bytesOf(text), jumps); }

  spread(numbers, jumps) {
    const side = Math.round(Math.sqrt(numbers.length));
    if (side !== this.side) this.measure(side);
    this.aim(numbers, jumps);
  }

  measure(side) {
    this.side = this.element.width = this.element.height = side;
    this.image = this.context.createImageData(side, side);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  // Rows come from below, a canvas begins above.
  paint(colours) {
    const { side, now, pixels } = this;
    for (let row = 0; row < side; row++) {
      for (let k = 0; k < side; k++) pixels[(side - 1 - row) * side + k] = colours[this.byteOf(now[row * side + k])];
    }
    this.context.putImageData(this.image, 0, 0);
  }

  byteOf(number) { return Math.round(number); }
}

// What the whole network says of a plane: the sums that become chances, whose bytes
// lie the farther apart the farther they are from 0.
export class Surface extends Plane {
  constructor() {
    super();
    this.near = 0.01;
  }

  take({ half, values }, jumps) {
    this.spread(Float32Array.from(bytesOf(values), (byte) => {
      const part = (byte - 128) / 127;
      return (half * part) / Math.max(1 - Math.abs(part), 0.004);
    }), jumps);
  }

  byteOf(sum) { return Math.round(255 / (1 + Math.exp(-sum))); }
}

const FINE = 72, HIGH = 0.4; // pixels of the canvas of a curve; of it, the largest height

export class Curve extends Gliding {
  constructor() {
    super();
    this.near = 0.004;
    this.element = make("canvas", { width: FINE, height: FINE, "aria-hidden": "true" });
    this.context = this.element.getContext("2d", SMALL);
  }

  // As heights between −1 and 1.
  take(ys, jumps) {
    const most = ys.reduce((most, y) => Math.max(most, Math.abs(y)), 0) || 1;
    this.aim(ys.map((y) => y / most), jumps);
  }

  // The curve, and between it and 0 the colour of its sign.
  paint(colours) {
    const { context, now } = this, way = this.wayOf(now);
    context.fillStyle = hex(colours[128]);
    context.fillRect(0, 0, FINE, FINE);
    this.fill(way, hex(colours[215]), 0);
    this.fill(way, hex(colours[40]), FINE / 2);
    context.strokeStyle = this.ink;
    context.lineWidth = 3;
    context.stroke(way);
  }

  wayOf(ys) {
    const way = new Path2D();
    ys.forEach((y, k) => way.lineTo((k / (ys.length - 1)) * FINE, FINE / 2 - FINE * HIGH * y));
    return way;
  }

  // Above the middle, or below it.
  fill(way, colour, top) {
    const { context } = this, area = new Path2D(way);
    area.lineTo(FINE, FINE / 2);
    area.lineTo(0, FINE / 2);
    context.save();
    context.beginPath();
    context.rect(0, top, FINE, FINE / 2);
    context.clip();
    context.fillStyle = colour;
    context.fill(area);
    context.restore();
  }
}

function hex(colour) {
  return `#${[0, 8, 16].map((shift) => ((colour >> shift) & 255).toString(16).padStart(2, "0")).join("")}`;
}
