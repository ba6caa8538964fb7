// Marks on the first axis of a plot, as the kinks of neurons; they slide with the frames.
import { make, say } from "./dom.js";

export function rug({ ink, size, hollow, text, within, ends }, [wide, high], pixels) {
  const words = (x, y, anchor, name = "") => make("text", { x, y, "text-anchor": anchor, class: `tg-rug-text ${name}` });
  const key = words(14, high + 38, "start", `tg-text-${ink}`), [left, right] = [words(6, high - 9, "start"), words(wide - 6, high - 9, "end")];
  const layers = [make("path", { class: `tg-mark tg-rug-mark tg-ink-${ink}`, "stroke-width": size })];
  if (hollow) layers.push(make("path", { class: "tg-mark tg-rug-mark tg-rug-hole", "stroke-width": size - 3 }));
  const [low, most] = pixels([within, [0, 0]]).map(([x]) => x);
  say(key, text);
  const show = (points, k) => {
    const inside = pixels(points).filter((point) => point && point[0] >= low && point[0] <= most);
    for (const layer of layers) layer.setAttribute("d", [...inside, [4, high + 33]].map((point) => `M${point}h0`).join(""));
    say(left, ends[k][0]);
    say(right, ends[k][1]);
  };
  return { elements: [...layers, key, left, right], show };
}
