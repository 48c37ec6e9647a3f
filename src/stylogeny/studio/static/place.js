// The room place: a picture can be dropped anywhere on the form, or chosen with its button.
import { post, say } from "./studio.js";

const form = document.querySelector("form.drop");
if (form) {
  const said = form.querySelector(".drop-said"), field = form.querySelector("input[type=file]"), button = form.querySelector("button");
  const seen = form.querySelector(".drop-seen");
  seen.addEventListener("error", () => { seen.hidden = true; }); // of a kind that the browser does not show
  const tell = (text) => { said.textContent = text; say(text); };

  async function send(file) {
    if (!file || button.disabled) return;
    const fields = new FormData();
    fields.set("picture", file);
    button.disabled = true;
    tell(`Reading ${file.name} …`);
    seen.src = URL.createObjectURL(file);
    seen.hidden = false;
    try {
      location.assign((await post(form.getAttribute("action"), fields)).href);
    } catch (error) {
      tell(error.message);
      seen.hidden = true;
    } finally {
      button.disabled = false;
      URL.revokeObjectURL(seen.src);
    }
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); send(field.files[0]); });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  }
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    send(event.dataTransfer.files[0]);
  });
}
