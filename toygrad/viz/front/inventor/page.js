// On a page: the inventor that stands there as data is drawn, and Python is fetched
// when somebody lets it train there.
import { make } from "../dom.js";
import { WorkerHost } from "../hosts.js";
import { Inventor } from "./inventor.js";
import { dice, draw } from "./model.js";

const ALONE = "From a file the recorded training plays. To train it here, write “make serve” in the project's folder and open http://127.0.0.1:8000.";
const here = document.currentScript?.src;

// `host` is somebody else who answers, as in a test.
export function mount(element, data, host) {
  const served = here && location.protocol !== "file:", address = served && new URL("live/python.js", here).href;
  const live = host ? () => host : served ? () => new WorkerHost(address, "inventor") : null;
  try {
    return new Inventor(element, data, { live, alone: ALONE });
  } catch (error) {
    element.replaceChildren(make("p", { class: "tg-problem", role: "alert" }, `The inventor cannot be shown: ${error.message}.`));
    return null;
  }
}

function start() {
  for (const script of document.querySelectorAll(".toygrad-inventor > script[type='application/json']")) {
    mount(script.parentElement, JSON.parse(script.textContent));
  }
}

window.toygradInventor = { mount, draw, dice };
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
