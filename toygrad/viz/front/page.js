// On a page: every stage that stands there as data is drawn when the page is read.
import { make } from "./dom.js";
import { read, split } from "./pad.js";
import { mount } from "./stage.js";

export function start(root = document) {
  for (const script of root.querySelectorAll(".toygrad-stage > script[type='application/json']")) {
    const place = script.parentElement;
    let data = null;
    try {
      data = JSON.parse(script.textContent);
    } catch {
      // mount says what is wrong
    }
    mount(place, data);
  }
}

window.toygrad = { make, mount, start, read, split };
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start());
else start();
