// The society room: play and pause without leaving the page. The server draws every year; this asks for the next one.

import { say } from "./studio.js";

const form = document.getElementById("play");
const run = document.getElementById("run");
const rewind = document.getElementById("rewind");
let playing = false;

/** A page of the studio, as a document. */
async function page(address, options) {
  const response = await fetch(address, { ...options, headers: { Accept: "text/html" } });
  const text = await response.text();
  const read = new DOMParser().parseFromString(text, "text/html");
  const wrong = read.querySelector("[role=alert]");
  if (!response.ok) throw new Error(wrong ? wrong.textContent : `the studio answers ${response.status}`);
  return { read, address: response.url };
}

/** Put what another page says of its year in the place of this one's; while it plays, pictures wait. */
function put(read) {
  const stage = read.getElementById("stage");
  if (playing) {
    for (const picture of stage.querySelectorAll("img")) {
      picture.dataset.src = picture.getAttribute("src");
      picture.removeAttribute("src");
    }
  }
  const open = [...document.querySelectorAll("#stage details[open]")].map((each) => each.parentElement.id);
  document.getElementById("stage").replaceWith(document.adoptNode(stage));
  for (const id of open) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
  document.title = read.title;
  for (const id of ["rewind", "play"]) {
    const [here, there] = [document.getElementById(id), read.getElementById(id)];
    here.action = there.action;
    here.elements.year.value = there.elements.year.value;
  }
  rewind.elements.year.max = read.getElementById("rewind").elements.year.max;
  rewind.elements.year.value = stage.dataset.year;
  rewind.querySelector("output").textContent = stage.dataset.year;
  const steps = [...read.querySelectorAll("#rewind a.button")];
  rewind.querySelectorAll("a.button").forEach((old) => old.remove());
  rewind.append(...steps.map((step) => document.adoptNode(step)));
  document.getElementById("fork").hidden = true;
  const keep = document.querySelector("#keep form");
  if (keep) {
    keep.action = read.querySelector("#keep form").action;
    keep.elements.year.value = stage.dataset.year;
  }
}

/** The pictures that waited. */
function show() {
  for (const picture of document.querySelectorAll("#stage img[data-src]")) picture.src = picture.dataset.src;
}

function names() {
  return [...document.querySelectorAll(".bands strong")].map((each) => each.textContent);
}

/** Play year after year until it is paused. */
async function play() {
  history.pushState(null, "", location.href);
  while (playing) {
    const before = new Set(names());
    const body = new URLSearchParams(new FormData(form));
    body.set("years", "1");
    try {
      const next = await page(form.action, { method: "POST", body });
      put(next.read);
      history.replaceState(null, "", next.address);
    } catch (error) {
      playing = false;
      say(error.message);
      run.after(Object.assign(document.createElement("p"), { className: "alert", textContent: error.message }));
    }
    const born = names().filter((name) => !before.has(name));
    if (born.length) say(`${document.getElementById("stage").dataset.year}: a movement is named, ${born.join(" and ")}.`);
  }
  show();
  run.textContent = "Play";
  run.setAttribute("aria-pressed", "false");
}

if (form) {
  run.hidden = false;
  run.addEventListener("click", () => {
    playing = !playing;
    run.textContent = playing ? "Pause" : "Pausing";
    run.setAttribute("aria-pressed", String(playing));
    if (playing) play();
    else say(`Paused in ${document.getElementById("stage").dataset.year}.`);
  });
}
rewind.elements.year.addEventListener("input", (event) => { rewind.querySelector("output").textContent = event.target.value; });
rewind.elements.year.addEventListener("change", () => { if (!playing) rewind.requestSubmit(); });
addEventListener("popstate", () => location.reload());
