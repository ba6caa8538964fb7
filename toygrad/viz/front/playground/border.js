// The line between two classes: where the sum that the network makes of a place is 0.
// Between the places that were asked for it is read off a smooth surface through them.
const FINE = 64; // squares on each side: so small that nobody sees a corner

// As a path of pixels: `sums` are those in the middles of side × side cells, row by row
// from below.
export function border(sums, side, wide, high) {
  const fine = refine(sums, side), pieces = [];
  const place = ([x, y]) => `${((x / FINE) * wide).toFixed(1)},${((1 - y / FINE) * high).toFixed(1)}`;
  for (let row = 0; row < FINE; row++) {
    for (let column = 0; column < FINE; column++) {
      const ends = crossings(fine, column, row);
      for (let k = 0; k + 1 < ends.length; k += 2) pieces.push(`M${place(ends[k])}L${place(ends[k + 1])}`);
    }
  }
  return pieces.join("");
}

const AROUND = [[0, 0], [1, 0], [1, 1], [0, 1]];

// Where the sides of a square pass 0.
function crossings(fine, column, row) {
  const corners = AROUND.map(([x, y]) => [column + x, row + y]), values = corners.map(([x, y]) => fine[y * (FINE + 1) + x]);
  return corners.flatMap(([x, y], k) => {
    const next = (k + 1) % 4, [a, b] = [values[k], values[next]], [u, v] = corners[next];
    return a >= 0 === b >= 0 ? [] : [[x + (a / (a - b)) * (u - x), y + (a / (a - b)) * (v - y)]];
  });
}

// The heights at the corners of the fine squares, along the rows and then across them.
function refine(sums, side) {
  const weights = splines(side), rows = new Float64Array(side * (FINE + 1)), fine = new Float64Array((FINE + 1) ** 2);
  const at = (from, start, step, [first, parts]) => parts.reduce((sum, part, k) => sum + part * beyond(from, start, step, side, first + k), 0);
  weights.forEach((weight, k) => { for (let row = 0; row < side; row++) rows[row * (FINE + 1) + k] = at(sums, row * side, 1, weight); });
  weights.forEach((weight, row) => { for (let k = 0; k <= FINE; k++) fine[row * (FINE + 1) + k] = at(rows, k, FINE + 1, weight); });
  return fine;
}

// Outside the middles it goes on as straight as it came.
function beyond(from, start, step, side, k) {
  const inside = Math.min(Math.max(k, 0), side - 1), next = inside + (k < 0 ? 1 : -1), here = from[start + inside * step];
  return k === inside ? here : here + Math.abs(k - inside) * (here - from[start + next * step]);
}

// For each fine corner the first of four middles around it, and their weights in the
// cubic through them (Catmull and Rom's).
const known = {};
function splines(side) {
  return known[side] ??= Array.from({ length: FINE + 1 }, (_, k) => {
    const at = (k / FINE) * side - 0.5, first = Math.floor(at), t = at - first;
    return [first - 1, [t * (-0.5 + t * (1 - t / 2)), 1 + t * t * (-2.5 + 1.5 * t), t * (0.5 + t * (2 - 1.5 * t)), t * t * (-0.5 + t / 2)]];
  });
}
