// A graph seen from one of its boxes: what leads to it in one colour, what comes after
// it, and is common to all paths through it, in another.

// The class of each box and each edge; "" where no box was chosen.
export function sides({ edges, through }) {
  if (!through) return { box: () => "", edge: () => "" };
  const { at, before, after } = through;
  const tails = new Set(before.map((k) => edges[k].tail)), heads = new Set(after.map((k) => edges[k].head));
  const side = (early, late) => (early ? " tg-before" : late ? " tg-after" : " tg-around");
  return {
    box: (k) => (k === at ? " tg-after tg-through" : side(tails.has(k), heads.has(k))),
    edge: (k) => side(before.includes(k), after.includes(k)),
  };
}
