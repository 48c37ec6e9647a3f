// The room without: draws the credit's interval as it narrows.
import { show } from "./studio.js";

const NAMES = { without: "Without it", matched: "As many of the same dates and styles", random: "As many at random" };
const WIDE = 640, ROW = 54, LEFT = 10, RIGHT = 630;

function svg(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const said = (value) => `${value.toFixed(Math.abs(value) < 1 ? 2 : 1)} %`;

/** The rows of a partial answer: name, point, interval and draws. */
export function drawing(rows) {
  const ends = rows.flatMap((row) => [0, row.point, ...(row.interval || []), ...row.draws]);
  const low = Math.min(...ends), high = Math.max(...ends, low + 1e-6), pad = 0.05 * (high - low);
  const x = (value) => LEFT + ((value - low + pad) / (high - low + 2 * pad)) * (RIGHT - LEFT);
  const out = svg("svg", { viewBox: `0 0 ${WIDE} ${rows.length * ROW + 8}`, width: WIDE, role: "img", class: "narrowing" });
  out.append(svg("title", {}, rows.map((row) => text(row)).join("; ")));
  out.append(svg("line", { x1: x(0), x2: x(0), y1: 0, y2: rows.length * ROW, class: "zero" }));
  rows.forEach((row, k) => {
    const y = k * ROW + 34, own = row.name === "without" ? "own" : "control";
    out.append(svg("text", { x: LEFT, y: y - 16, class: own }, text(row)));
    for (const draw of row.draws) out.append(svg("circle", { cx: x(draw), cy: y + 9, r: 2, class: `draw ${own}` }));
    if (row.interval) {
      out.append(svg("line", { x1: x(row.interval[0]), x2: x(row.interval[1]), y1: y, y2: y, class: `span ${own}` }));
    }
    out.append(svg("circle", { cx: x(row.point), cy: y, r: 5, class: `point ${own}` }));
  });
  return out;
}

function text(row) {
  const span = row.interval ? ` (${said(row.interval[0])} to ${said(row.interval[1])})` : "";
  return `${NAMES[row.name] || row.name}: ${said(row.point)} worse${span}`;
}

const place = document.getElementById("crediting");
if (place) {
  const said = place.querySelector(".job-said");
  let far = "";
  show(place, {
    progress() { if (far) said.textContent = far; },
    partial(event) {
      document.getElementById("narrowing").replaceChildren(drawing(event.rows));
      far = `${text(event.rows[0])}, after ${event.draws} of ${event.of} resampled histories`;
      said.textContent = far;
    },
    end(job) { if (job.state === "done") location.reload(); },
  });
}
