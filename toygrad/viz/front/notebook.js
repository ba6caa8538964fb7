// In a notebook: the same stage as a widget, its step, playing and speed as traits.
import { mount } from "./stage.js";

// Several views of one widget have one clock that runs: the leader's.
export default () => {
  let leader = null;
  function render({ model, el }) {
    let stage = null, following = false;
    const tell = (traits) => { model.set(traits); model.save_changes(); };
    const draw = () => {
      const at = [...el.querySelectorAll("input")].findIndex((input) => input.matches(":focus"));
      close();
      stage = mount(el, model.get("data"));
      stage?.controls?.takeAny?.((place) => tell({ place }));
      // A slider that moves leaves the very place that was asked for.
      stage?.listeners.push((clock) => {
        const { step, playing, speed } = clock;
        if (following) return;
        leader = playing ? leader ?? clock : null;
        tell({ step, playing, speed, place: [] });
      });
      el.querySelectorAll("input")[at]?.focus();
      follow();
    };
    const follow = () => {
      if (!stage || following) return;
      const { clock } = stage, [step, playing, speed] = ["step", "playing", "speed"].map((trait) => model.get(trait));
      following = true; // all are read before the clock says what it has
      clock.speed = speed;
      if (step !== clock.step) clock.go(step, { moves: clock.playing && step === clock.step + 1 });
      if (playing && !clock.playing) clock.play(leader !== null && leader !== clock), leader ??= clock;
      if (!playing && clock.playing) clock.pause(), leader = null;
      clock.changed();
      following = false;
      if (clock.step !== step) tell({ step: clock.step });
    };
    const close = () => {
      if (!stage) return;
      stage.listeners.length = 0; // it says no more
      stage.destroy();
      if (leader === stage.clock) leader = null;
    };
    model.on("change:data", draw);
    for (const trait of ["step", "playing", "speed"]) model.on(`change:${trait}`, follow);
    draw();
    return () => {
      const led = stage && leader === stage.clock;
      close();
      stage = null;
      model.off("change:data", draw);
      for (const trait of ["step", "playing", "speed"]) model.off(`change:${trait}`, follow);
      if (led) tell({ playing: false });
    };
  }
  return { render };
};
