// The style room: samples follow the sliders, one after another; the pointer asks where a part of a sample comes from.

import { ask, element, say } from "./studio.js";

const form = document.getElementById("mix");
const samples = [...document.querySelectorAll(".samples a[data-index]")];
const origin = document.getElementById("origin");
const WAIT = 120; // milliseconds that a slider rests before samples follow
const TOGETHER = 800; // milliseconds within which moves are one entry of the history
const known = new Map(); // data of samples by their address

/** The mixture that the form holds, as a query. */
function query() {
  const held = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (/^[pw]\d+$/.test(name)) held.set(name, name[0] === "w" ? String(Number(value)) : value);
    if (name === "seed" && Number(value)) held.set(name, value);
  }
  return held;
}

let wanted = "";
let busy = false;

/** Draw the samples of the mixture, until another is wanted. */
async function draw() {
  if (busy) return;
  busy = true;
  const list = document.getElementById("samples");
  while (wanted) {
    const now = wanted;
    wanted = "";
    const begun = performance.now();
    list.dataset.state = "drawing";
    for (const link of samples) {
      const asked = new URLSearchParams(now);
      asked.set("index", link.dataset.index);
      link.href = `/style/sample?${asked}`;
    }
    const load = (link) => {
      const image = new Image();
      image.src = link.href.replace("/style/sample?", "/style/sample.png?");
      return image.decode().then(() => image.src, () => null);
    };
    let next = load(samples[0]); // one is drawn while another arrives
    for (const [k, link] of samples.entries()) {
      const arriving = next;
      if (k + 1 < samples.length) next = load(samples[k + 1]);
      const source = await arriving;
      if (wanted) break;
      if (source) link.querySelector("img").src = source;
      else origin.textContent = "A sample could not be drawn.";
    }
    if (wanted) continue;
    list.dataset.state = "drawn";
    list.dataset.seconds = ((performance.now() - begun) / 1000).toFixed(2);
    say("The samples follow.");
  }
  busy = false;
}

let resting = 0;
let pushed = -Infinity;

/** What changed in the form: numbers beside the sliders, the address, the samples. */
function changed(kept) {
  for (const slider of form.querySelectorAll("input[type=range]")) {
    const value = Number(slider.value);
    slider.nextElementSibling.textContent = `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
  }
  const held = query();
  const address = `/style?${held}`;
  if (kept && address !== location.pathname + location.search) {
    const soon = performance.now() - pushed < TOGETHER; // keys that are held down are one step back
    history[soon ? "replaceState" : "pushState"](null, "", address);
    pushed = performance.now();
  }
  const heard = [...held].some(([name, value]) => name[0] === "w" && Number(value) > 0);
  if (!heard || !samples.length) {
    if (heard) location.reload();
    else if (samples.length) say("Nothing can be seen of this mixture: give one part a weight above 0.");
    return;
  }
  const command = document.getElementById("command");
  if (command) {
    const parts = [...held].filter(([name]) => name[0] === "p").map(([name, value]) => [Number(held.get(`w${name.slice(1)}`)), value]);
    const loud = parts.filter(([weight]) => weight).sort(([a], [b]) => (a < 0) - (b < 0));
    const liked = loud.filter(([weight]) => weight > 0).map(([weight, name]) => `${weight}*${name}`).join("+");
    const refused = loud.filter(([weight]) => weight < 0).map(([weight, name]) => ` - ${-weight}*${name}`).join("");
    const text = loud.length === 1 ? loud[0][1] : liked + refused;
    command.textContent = command.textContent.replace(/'.*' (\S+) -n (\d+) --seed \d+$/, (_, run, n) => `'${text}' ${run} -n ${n} --seed ${held.get("seed") || 0}`);
  }
  wanted = String(held);
  clearTimeout(resting);
  resting = setTimeout(draw, WAIT);
}

/** What is known of a sample: the works it came from, and which of them each part of it is of. */
async function facts(link) {
  const address = link.href.includes("/style/sample?") ? link.href : location.href;
  if (!known.has(address)) known.set(address, ask(address.replace("/style/sample?", "/style/sample.json?")));
  return known.get(address);
}

function name(work) {
  return [work.title, work.artist, work.date].filter(Boolean).join(", ");
}

/** Say which work the part of a sample under the pointer is of. */
async function point(event) {
  const link = event.currentTarget;
  const box = link.querySelector("img").getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  const sample = await facts(link).catch(() => null);
  if (!sample || !sample.cells.length) return;
  const row = sample.cells[Math.min(Math.max(Math.floor(y * sample.cells.length), 0), sample.cells.length - 1)];
  const work = sample.sources[row[Math.min(Math.max(Math.floor(x * row.length), 0), row.length - 1)]];
  if (!work) return;
  const picture = work.picture ? element("img", { src: work.picture.replace("/320/", "/96/"), alt: "", height: "48" }) : null;
  const share = `${Math.round(100 * work.share)} % of this sample`;
  origin.replaceChildren(...[picture, element("span", {}, "This part is from ", element("a", { href: work.href }, name(work)), `: ${share}.`)].filter(Boolean));
}

/** The same in words, for the keyboard: the works that a sample is of most. */
async function focused(event) {
  const sample = await facts(event.currentTarget).catch(() => null);
  if (!sample) return;
  const most = sample.sources.slice(0, 3).map((work) => `${name(work)} ${Math.round(100 * work.share)} %`);
  origin.textContent = `Sample ${sample.index} is from ${most.join("; ")}.`;
  say(origin.textContent);
}

for (const link of samples) {
  link.addEventListener("pointermove", point);
  link.addEventListener("focus", focused);
}
if (form) {
  form.addEventListener("input", (event) => { if (event.target.type === "range") changed(false); });
  form.addEventListener("change", (event) => { if (event.target.type === "range" || event.target.name === "seed") changed(true); });
  addEventListener("popstate", () => location.reload());
}
