// The futures room: arrow keys in the tree, and choosing works in it.

import { say } from "./studio.js";

const tree = document.querySelector(".tree svg");

/** The node of a work. */
function node(id) {
  return [...tree.querySelectorAll(".node")].find((each) => each.dataset.id === id);
}

/** The box in the table that chooses a work. */
function box(id) {
  return [...document.querySelectorAll("input[type=checkbox][data-id]")].find((each) => each.dataset.id === id);
}

function chosen() {
  const boxes = [...document.querySelectorAll("input[type=checkbox][data-id]:checked")];
  for (const each of tree.querySelectorAll(".node")) each.classList.toggle("chosen", boxes.some((b) => b.dataset.id === each.dataset.id));
  const line = document.getElementById("chosen");
  if (line && boxes.length) line.textContent = `${boxes.length} chosen.`;
  return boxes.length;
}

if (tree) {
  tree.addEventListener("keydown", (event) => {
    const at = event.target.closest(".node");
    if (!at || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowLeft: at.dataset.left, ArrowRight: at.dataset.right, ArrowUp: at.dataset.up, ArrowDown: at.dataset.down }[event.key];
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      if (to) node(to).focus();
    }
    if (event.key === " ") {
      event.preventDefault();
      const own = box(at.dataset.id);
      if (!own) return;
      own.checked = !own.checked;
      say(`${own.checked ? "Chosen" : "No longer chosen"}: ${at.getAttribute("aria-label")}. ${chosen()} chosen in all.`);
    }
  });
  tree.addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
  const frame = tree.parentElement;
  frame.addEventListener("keydown", (event) => {
    if (event.target === frame && event.key.startsWith("Arrow")) {
      event.preventDefault();
      tree.querySelector(".node")?.focus();
    }
  });
  document.addEventListener("change", (event) => { if (event.target.matches("input[type=checkbox][data-id]")) chosen(); });
  chosen();
}
