// From where something was to where it is.

export function between(a, b, share) {
  return a + (b - a) * share;
}

export function eased(share) {
  return share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2;
}

// The numbers of frame k, a share of the way from those of the frame before.
// Numbers that are the same in all frames stand there once.
export function numbersAt(numbers, k, share) {
  if (!Array.isArray(numbers[0])) return numbers;
  const now = numbers[k], before = numbers[k - 1];
  if (share === 1 || !before || before.length !== now.length) return now;
  return now.map((number, i) => (number === null || before[i] === null ? number : between(before[i], number, share)));
}
