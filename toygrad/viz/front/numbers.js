// Numbers that are computed on the page: as a hand can hit them, and as they are read.

// Numbers that a hand can hit: 1, 2 or 5 of a power of ten.
export function round(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return tidy(power * [1, 2, 5, 10].findLast((m) => m * power <= rough * 1.001));
}

// About so many round numbers between two.
export function ticks([low, high], count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((size) => size >= rough * 0.999), first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => tidy((first + k) * step));
}

export function snap(value, step) { return tidy(Math.round(value / step) * step); }

// Without the dust of floating point, and never −0.
export function tidy(value) { return +value.toPrecision(12) + 0; }

export function number(value) {
  return `${+tidy(value).toPrecision(4)}`.replaceAll("-", "−").replace("e+", "e");
}

export function amount(count, thing) { return `${count} ${thing}${count === 1 ? "" : "s"}`; }

// A term of a sum, with the sign before it.
export function signed(value, term = number(Math.abs(value))) { return `${value < 0 ? "−" : "+"} ${term}`; }

// w·x + b, as it is written.
export function lineOf(w, b) {
  if (!w) return number(b);
  const slope = w === 1 ? "x" : w === -1 ? "−x" : `${number(w)}·x`;
  return b ? `${slope} ${signed(b)}` : slope;
}
