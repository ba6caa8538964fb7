// Many buttons of a kind are one stop of the tab key; the arrows go from one to the next.
export function roving(elements, act) {
  elements.forEach((element, k) => {
    element.tabIndex = k ? -1 : 0;
    element.addEventListener("click", () => act(k));
    element.addEventListener("focus", () => elements.forEach((one) => { one.tabIndex = one === element ? 0 : -1; }));
    element.addEventListener("keydown", (event) => {
      const to = { ArrowRight: k + 1, ArrowDown: k + 1, ArrowLeft: k - 1, ArrowUp: k - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      elements.at(to % elements.length).focus(); // at(-1) is the last one
      event.preventDefault();
      event.stopPropagation();
    });
  });
}
