// In a notebook: the same stage as a widget, its step, playing and speed as traits.
import { mount } from "./stage.js";

function render({ model, el }) {
  let stage = null;
  const tell = (traits) => { model.set(traits); model.save_changes(); };
  const draw = () => {
    const at = [...el.querySelectorAll("input")].findIndex((input) => input.matches(":focus"));
    stage?.destroy();
    stage = mount(el, model.get("data"));
    stage?.controls?.takeAny?.((place) => tell({ place }));
    // A slider that moves leaves the very place that was asked for.
    stage?.listeners.push(({ step, playing, speed }) => tell({ step, playing, speed, place: [] }));
    el.querySelectorAll("input")[at]?.focus();
    follow();
  };
  const follow = () => {
    if (!stage) return;
    const { clock } = stage;
    if (model.get("speed") !== clock.speed) clock.speed = model.get("speed"), clock.changed();
    if (model.get("step") !== clock.step) clock.go(model.get("step"));
    if (model.get("playing") !== clock.playing) model.get("playing") ? clock.play() : clock.pause();
  };
  model.on("change:data", draw);
  for (const trait of ["step", "playing", "speed"]) model.on(`change:${trait}`, follow);
  draw();
  return () => { model.off("change:data", draw); stage?.destroy(); };
}

export default { render };
