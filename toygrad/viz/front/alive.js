// On a page: what stands there as data is drawn, and Python is fetched when it is wanted.
import { make } from "./dom.js";
import { WorkerHost } from "./hosts.js";

const here = document.currentScript?.src;

// `draw(element, data, live)` draws one of them; `live()` makes the host that answers, null
// where a page comes from a file.  What is returned draws one more, for scripts of the page;
// `host` is somebody else who answers, as in a test.
export function onPage(name, draw) {
  const address = here && location.protocol !== "file:" && new URL("live/python.js", here).href;
  const mount = (element, data, host) => {
    const live = host ? () => host : address ? () => new WorkerHost(address, name) : null;
    try {
      return draw(element, data, live);
    } catch (error) {
      element.replaceChildren(make("p", { class: "tg-problem", role: "alert" }, `The ${name} cannot be shown: ${error.message}.`));
      return null;
    }
  };
  const start = () => {
    for (const script of document.querySelectorAll(`.toygrad-${name} > script[type='application/json']`)) mount(script.parentElement, JSON.parse(script.textContent));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  return mount;
}
