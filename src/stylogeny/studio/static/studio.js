// What every page of the studio has: a voice, and forms that answer without leaving the page.

const live = document.getElementById("live");

/** Say something to those who listen to the page. */
export function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** The data behind an address; an error is one line. */
export async function ask(address, options = {}) {
  const response = await fetch(address, {
    ...options,
    headers: { Accept: "application/json", ...(options.headers || {}) },
  });
  const data = await response.json().catch(() => ({ error: `the studio answers ${response.status}` }));
  if (!response.ok) throw new Error(data.error || `the studio answers ${response.status}`);
  return data;
}

/** Post fields as a form does, and get data. */
export function post(address, fields) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return ask(address, { method: "POST", body });
}

/** An element with text, attributes and children: text is text, whatever it holds. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Arrow keys go from link to link in lists of cards, as in a grid. */
function arrows(event) {
  const list = event.target.closest?.(".cards");
  const key = event.key;
  if (!list || event.altKey || event.ctrlKey || event.metaKey || !/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(key)) return;
  const links = [...list.querySelectorAll("li > a:first-child, li > button:first-child")];
  const at = links.indexOf(event.target.closest("a, button"));
  if (at < 0) return;
  const top = (link) => link.getBoundingClientRect().top;
  const columns = links.filter((link) => Math.abs(top(link.closest("li").firstElementChild) - top(links[0])) < 4).length || 1;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -at, End: links.length - 1 - at }[key];
  const to = links[at + step];
  if (to) { to.focus(); event.preventDefault(); }
}
document.addEventListener("keydown", arrows);

/**
 * Follow a job's events: `on` has a function for each kind of event (progress, partial ..., end); returns what stops it.
 * A connection that breaks is taken up again by the browser where it was.
 */
export function follow(href, on) {
  const source = new EventSource(`${href}/events`);
  for (const [name, heard] of Object.entries(on)) {
    source.addEventListener(name, (event) => heard(JSON.parse(event.data)));
  }
  source.addEventListener("end", () => source.close());
  return () => source.close();
}

/** Show a job where the page has a place for it; `ended` is called with the job, by default the page is read again. */
export function show(place, on = {}) {
  if (!["queued", "running"].includes(place.dataset.state)) return () => {};
  const said = place.querySelector(".job-said");
  const bar = place.querySelector("progress");
  const { end = () => location.reload(), progress = () => {}, ...others } = on;
  return follow(place.dataset.job, {
    ...others,
    progress(event) {
      said.textContent = event.total ? `${event.step}: ${event.done} of ${event.total}` : event.step;
      if (event.total) { bar.max = event.total; bar.value = event.done; }
      progress(event);
    },
    end(job) {
      place.dataset.state = job.state;
      said.textContent = job.error ? `${job.state}: ${job.error}` : job.state;
      bar.hidden = true;
      say(said.textContent);
      end(job);
    },
  });
}
for (const place of document.querySelectorAll("main .job:not(.own)")) show(place);

/** A page that came before its data is read again when they are there. */
const pending = document.querySelector("[data-pending]");
if (pending) {
  ask(pending.dataset.pending).then(() => location.reload(), (error) => { pending.textContent = error.message; });
}
