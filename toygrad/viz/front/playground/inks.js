// Numbers as colours: blue above 0 and for class 1, orange below 0 and for class 0;
// a blue and an orange stay two colours for every eye.
const STRENGTH = { light: 0.66, dark: 0.5 }; // of the full colour, so that points on it are seen
const MIDDLE = 128; // the byte that stands for 0

// For each byte its colour, as a canvas keeps it.
export function palette(element) {
  const style = getComputedStyle(element);
  const [paper, above, below] = ["paper", "data", "gradient"].map((name) => parts(style.getPropertyValue(`--tg-${name}`)));
  const strength = STRENGTH[paper[0] > 127 ? "light" : "dark"];
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const share = strength * Math.min(Math.abs(byte - MIDDLE) / 127, 1) ** 0.8, full = byte > MIDDLE ? above : below;
    const [red, green, blue] = paper.map((part, k) => Math.round(part + (full[k] - part) * share));
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
}

function parts(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.trim().slice(at, at + 2), 16));
}

export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
