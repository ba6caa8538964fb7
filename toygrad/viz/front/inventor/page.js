// On a page: Python is fetched when somebody lets the inventor train there.
import { onPage } from "../alive.js";
import { Inventor } from "./inventor.js";
import { dice, draw } from "./model.js";

const ALONE = "From a file the recorded training plays. To train it here, write “make serve” in the project's folder and open http://127.0.0.1:8000.";
const mount = onPage("inventor", (element, data, live) => new Inventor(element, data, { live, alone: ALONE }));

window.toygradInventor = { mount, draw, dice };
