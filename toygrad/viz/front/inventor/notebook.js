// In a notebook: the same inventor as a widget, whose session is in the kernel.
import { KernelHost } from "../hosts.js";
import { Inventor } from "./inventor.js";

const PATIENCE = 6000; // milliseconds
const WORDS = {
  recorded: "A recorded training. Play it, or train the model here, in the kernel.",
  starting: "The kernel is asked …",
  slow: "The kernel does not answer: it is busy with another cell, or it does not run. Then run this cell again.",
};

function render({ model, el }) {
  const host = new KernelHost(model);
  const inventor = new Inventor(el, model.get("data"), { live: () => host, words: WORDS, patience: PATIENCE });
  return () => {
    inventor.destroy();
    host.close();
  };
}

export default { render };
