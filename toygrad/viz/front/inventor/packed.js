// What a page carries in little room: a recorded training, and the names of the list.

// Frames as a session sends them, from how far each parameter has moved since the one before.
export function frames({ setting, history, album, sizes, per_one: perOne, frames: told }, letters) {
  const at = told[0].moved.map(() => 0);
  return told.map(({ moved, ...frame }) => {
    moved.forEach((by, k) => { at[k] += by; });
    return { setting, history, album, stopped: null, ...frame, net: netOf(at.map((parts) => parts / perOne), sizes, letters) };
  });
}

function netOf(numbers, { context, size, hidden }, letters) {
  let taken = 0;
  const row = (long) => numbers.slice(taken, (taken += long)), rows = (count, long) => Array.from({ length: count }, () => row(long));
  const token = rows(letters, size), layer = (count, long) => ({ w: rows(count, long), b: row(count) });
  return { context, token, hidden: layer(hidden, context * size), out: layer(letters, hidden) };
}

// Of each name stand there how many letters it shares with the one before, and the rest.
export function names(text) {
  let name = "";
  return new Set([...text.matchAll(/(\d+)(\D*)/g)].map(([, same, rest]) => (name = name.slice(0, same) + rest)));
}
