// On a page: Python is fetched when somebody first touches the playground.  The stage's own
// script may be read after this one: it is looked for when a microscope opens.
import { onPage } from "../alive.js";
import { Playground } from "./playground.js";

const ALONE = "From a file the recorded run plays. To train, write “make serve” in the project's folder and open http://127.0.0.1:8000 here.";
const mount = onPage("playground", (element, data, live) => {
  const playground = new Playground(element, { link: linked(), ...data }, { live, alone: ALONE, mount: (...given) => window.toygrad?.mount(...given), pages: true });
  addEventListener("hashchange", () => { if (linked()) playground.want({ do: "set", link: linked() }); }, { signal: playground.over.signal });
  return playground;
});

// The setting that the address carries; a section's name is none.
function linked() {
  return location.hash.includes("=") ? location.hash.slice(1) : null;
}

window.toygradPlayground = { mount };
