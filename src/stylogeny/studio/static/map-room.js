// The map in the studio: its state is the page's address, its data come from /map/.

import { show } from "/static/map/map.js";
import { Address } from "/static/map/state.js";
import { say } from "/static/studio.js";

const root = document.getElementById("history-map");

async function get(address, kind) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the studio answers ${response.status}`);
  return response[kind]();
}

const { mark } = root.dataset; // of the data, so that a browser may keep what it has
const source = {
  numbers: draft => get(`/map/${mark}/numbers.safetensors${draft ? "?draft" : ""}`, "arrayBuffer"),
  words: () => get(`/map/${mark}/words.json`, "json"),
  atlas: () => get("/map/atlas.json", "json"),
  cells: number => get(`/map/${mark}/cells/${number}`, "arrayBuffer"),
  sheet: (cell, number) => get(`/map/${mark}/sheet/${cell}/${number}`, "blob"),
  picture: id => `/picture/320/${encodeURIComponent(id)}`,
  address: id => `/work/${encodeURIComponent(id)}`,
};

/** The links to this page's data follow what is chosen. */
function changed() {
  for (const link of document.querySelectorAll("footer a[href^='/map.']")) {
    link.href = link.getAttribute("href").split("?")[0] + location.search;
  }
}

/** What is kept for a story is the map as it is seen now. */
document.querySelector(".map-acts form")?.addEventListener("submit", event => {
  const { address, title } = event.target.elements, { state } = window.historyMap;
  address.value = location.pathname + location.search;
  title.value = document.querySelector(".hm-heading").textContent;
  if (!state.work && !state.artist) title.value = `Map: ${title.value}`;
});

/** A draft is shown until the works have their places. */
async function settle(map) {
  const note = document.querySelector(".map-draft");
  for (let state = await source.atlas(); !state.settled; state = await source.atlas()) {
    if (state.unsettled) {
      note.textContent = `This arrangement stays as it is: ${state.unsettled}.`;
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 700));
  }
  map.settle(await source.numbers(false));
  delete root.dataset.draft;
  note.textContent = "";
  say("Works stand beside those like them now.");
}

try {
  const first = { ...source, numbers: () => source.numbers("draft" in root.dataset) };
  window.historyMap = await show(root, first, { address: new Address(), changed });
  if ("draft" in root.dataset) settle(window.historyMap).catch(() => {});
} catch (error) {
  root.textContent = `The map cannot be drawn: ${error.message}`;
  say(root.textContent);
}
