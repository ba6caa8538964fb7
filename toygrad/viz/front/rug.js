// Marks on the first axis of a plot, as the kinks of neurons; they slide with the frames.
import { make, say } from "./dom.js";

export function rug({ ink, size, hollow, text, within, ends }, [, high], pixels) {
  const key = make("text", { x: 14, y: high + 38, "text-anchor": "start", class: `tg-rug-text tg-text-${ink}` });
  const layers = [make("path", { class: `tg-mark tg-rug-mark tg-ink-${ink}`, "stroke-width": size })];
  if (hollow) layers.push(make("path", { class: "tg-mark tg-rug-mark tg-rug-hole", "stroke-width": size - 3 }));
  const [low, most] = pixels([within, [0, 0]]).map(([x]) => x);
  const show = (points, k) => {
    const inside = pixels(points).filter((point) => point && point[0] >= low && point[0] <= most);
    for (const layer of layers) layer.setAttribute("d", [...inside, [4, high + 33]].map((point) => `M${point}h0`).join(""));
    say(key, text + beyond(ends[k]));
  };
  return { elements: [...layers, key], show };
}

// How many are beyond both ends, behind the word below the axis: no curve goes there.
function beyond(ends) {
  const counts = ends.filter(Boolean);
  return counts.length ? ` (${counts.join(", ")})` : "";
}
