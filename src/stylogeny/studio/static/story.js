// A story's words are kept as they are written, a moment after the last key; the button does it too.
import { post, say } from "./studio.js";

const PAUSE = 800;

for (const form of document.querySelectorAll("form.say")) {
  const area = form.querySelector("textarea"), said = form.querySelector(".kept");
  let kept = area.value, timer = 0;

  async function keep() {
    clearTimeout(timer);
    if (area.value === kept) return;
    const text = area.value;
    try {
      await post(form.getAttribute("action"), { act: "say", stop: form.elements.stop.value, text });
      kept = text;
      said.textContent = "kept";
    } catch (error) {
      said.textContent = error.message;
      say(error.message);
    }
  }

  area.addEventListener("input", () => { said.textContent = ""; clearTimeout(timer); timer = setTimeout(keep, PAUSE); });
  area.addEventListener("blur", keep);
  form.addEventListener("submit", (event) => {
    const act = event.submitter?.value;
    if (act === "say") { event.preventDefault(); keep(); return; }
    if (area.value !== kept) { event.preventDefault(); keep().then(() => form.requestSubmit(event.submitter)); }
  });
}
