// The names that it has invented on the way: a column for each throw of the dice.
import { make, say } from "../dom.js";
import { epochs } from "./bar.js";

export const KNOWN = "a name of the list";
const COLUMN = 70, EPOCH = 39; // pixels that the longest name takes, and the first column

export class Album {
  constructor(perEpoch) {
    this.perEpoch = perEpoch;
    this.body = make("tbody");
    this.said = make("p", { class: "tgi-said" });
    this.head = make("tr", {}, make("th", { scope: "col" }, "epoch"), make("th", { scope: "colgroup" }, "names, in each column with the same dice"));
    this.room = make("div", { class: "tgi-album-room", tabindex: 0, role: "group", "aria-label": "Names invented on the way" },
      make("table", {}, make("thead", {}, this.head), this.body));
    this.element = make("div", { class: "tgi-album" }, this.room, this.said);
  }

  // As many columns as have room for the longest name.
  show({ album, step }) {
    const many = Math.floor((this.room.clientWidth - EPOCH) / COLUMN);
    const seen = album.filter(([when]) => when <= step).map(([when, names]) => [when, names.slice(0, many)]), written = JSON.stringify(seen);
    if (written === this.written) return;
    this.written = written;
    this.head.lastChild.setAttribute("colspan", seen[0][1].length);
    this.body.replaceChildren(...seen.map(([when, names]) => make("tr", {}, make("th", { scope: "row" }, epochs(when / this.perEpoch)),
      ...names.map(([name, known]) => make("td", {}, make("span", known ? { class: "tgi-known", title: KNOWN } : {}, name || "–"))))));
    this.room.scrollTop = this.room.scrollHeight;
    const all = new Map(seen.flatMap(([, names]) => names)), known = [...all.values()].filter(Boolean).length;
    const those = known ? `${known} of them, underlined, ${known === 1 ? "stands" : "stand"} in the list; the others it has made up.` : "None of them stands in the list: it has made them up.";
    say(this.said, `${all.size} names so far. ${those}`);
  }
}
