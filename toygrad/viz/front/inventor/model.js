// What the model makes of a beginning, from the parameters of a frame: the same sums as
// language.Window has in Python, so that bars answer a key at once, also before Python
// is there.

// The chance of each letter to come after these tokens.
export function chances({ token, context, hidden, out }, tokens, temperature) {
  const inside = layer(hidden, read(tokens, context).flatMap((letter) => token[letter])).map(Math.tanh);
  const logits = layer(out, inside).map((logit) => logit / temperature), largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest)), total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

// The tokens that it looks at: the last ones, and before a name stand dots.
export function read(tokens, context) { return [...Array(context).fill(0), ...tokens].slice(-context); }

function layer({ w, b }, inputs) {
  return w.map((row, k) => row.reduce((sum, weight, i) => sum + weight * inputs[i], b[k]));
}

// Draw one of them; `random` gives a number from 0 up to 1.
export function draw(shares, random) {
  let left = random();
  const drawn = shares.findIndex((share) => (left -= share) < 0);
  return drawn < 0 ? shares.length - 1 : drawn; // the dust of floating point
}

// A name from its beginning on, until it draws the dot or gets as long as that.
export function goOn(net, start, temperature, longest, random) {
  const tokens = [...start];
  while (tokens.length < longest) {
    const next = draw(chances(net, tokens, temperature), random);
    if (!next) break;
    tokens.push(next);
  }
  return tokens;
}

// Dice that fall in the same way again: random numbers from 0 up to 1, for each seed others.
// A linear congruence whose higher bits are stirred.
export function dice(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const stirred = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    return ((stirred ^ (stirred >>> 13)) >>> 0) / 2 ** 32;
  };
}
