// In a notebook: the same playground as a widget, whose session is in the kernel.
import { mount } from "../stage.js";
import { KernelHost } from "../hosts.js";
import { Playground } from "./playground.js";

function render({ model, el }) {
  const host = new KernelHost(model);
  const playground = new Playground(el, model.get("data"), { live: () => host, mount });
  return () => {
    playground.destroy();
    host.close();
  };
}

export default { render };
