// On a page: the playground that stands there as data is drawn, and Python is fetched
// when somebody first touches it.  The stage's own script may be read after this one:
// it is looked for when a microscope opens.
import { make } from "../dom.js";
import { WorkerHost } from "../hosts.js";
import { Playground } from "./playground.js";

const ALONE = "From a file the recorded run plays. To train, write “make serve” in the project's folder and open http://127.0.0.1:8000 here.";
const here = document.currentScript?.src;

// `host` is somebody else who answers, as in a test.
export function mount(element, data, host) {
  const served = here && location.protocol !== "file:", address = served && new URL("live/python.js", here).href;
  const live = host ? () => host : served ? () => new WorkerHost(address, "playground") : null;
  try {
    const playground = new Playground(element, { link: linked(), ...data }, { live, alone: ALONE, mount: (...given) => window.toygrad?.mount(...given), pages: true });
    addEventListener("hashchange", () => { if (linked()) playground.want({ do: "set", link: linked() }); }, { signal: playground.over.signal });
    return playground;
  } catch (error) {
    element.replaceChildren(make("p", { class: "tg-problem", role: "alert" }, `The playground cannot be shown: ${error.message}.`));
    return null;
  }
}

// The setting that the address carries; a section's name is none.
function linked() {
  return location.hash.includes("=") ? location.hash.slice(1) : null;
}

function start() {
  for (const script of document.querySelectorAll(".toygrad-playground > script[type='application/json']")) {
    mount(script.parentElement, JSON.parse(script.textContent));
  }
}

window.toygradPlayground = { mount };
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
