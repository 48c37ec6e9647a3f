// Beside the canvas: filters, and a list that goes from artists to their works and on to parents and children.
// Whatever the canvas shows can be reached here by keyboard and heard.

import { centuryName, centuryOf, childrenOfWork, parentsOf } from "./history.js";

const PAGE = 100; // lines shown at once

/** An element with text (never markup: titles and names are data) and children. */
export function make(tag, { text = "", ...given } = {}, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(given)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export class Panel {
  /** `act`: change(part of a state), ring(row), address(row) or null, portrait(row) an element or null. */
  constructor(root, history, act) {
    Object.assign(this, { root, history, act, words: null, shown: PAGE });
    this.search = make("input", { type: "search", placeholder: "Titles, artists, words", "aria-label": "Search", disabled: true });
    this.filters = {
      style: make("select", { "aria-label": "Style", disabled: true }),
      century: make("select", { "aria-label": "Century", disabled: true }),
      colour: make("select", { "aria-label": "Colour of the points" }),
    };
    for (const [value, name] of [["", "by style"], ["picture", "by picture"], ["century", "by century"]]) {
      this.filters.colour.append(make("option", { value, text: `Colour ${name}` }));
    }
    this.heading = make("h2", { class: "hm-heading", text: "Works" });
    this.up = make("button", { type: "button", class: "hm-up", text: "All artists", hidden: true });
    this.about = make("div", { class: "hm-about" });
    this.list = make("div", { class: "hm-list" });
    const filters = make("div", { class: "hm-filters" }, this.search, ...Object.values(this.filters));
    root.append(filters, make("div", { class: "hm-head" }, this.heading, this.up), this.about, this.list);
    this.search.addEventListener("input", () => this.typed());
    this.search.addEventListener("keydown", event => {
      if (event.key === "ArrowDown" && this.first()) { event.preventDefault(); this.first().focus(); }
    });
    for (const [name, select] of Object.entries(this.filters)) {
      select.addEventListener("change", () => act.change(name === "colour" ? { colour: select.value } : { [name]: select.value, work: "" }));
    }
    this.up.addEventListener("click", () => this.back());
    this.list.addEventListener("keydown", event => this.key(event));
    this.list.addEventListener("focusin", event => act.ring(Number(event.target.dataset.row ?? -1)));
    this.list.addEventListener("focusout", () => act.ring(-1));
    this.list.addEventListener("pointerover", event => act.ring(Number(event.target.closest("[data-row]")?.dataset.row ?? -1)));
    this.list.addEventListener("pointerleave", () => act.ring(-1));
  }

  first() { return this.list.querySelector("button"); }

  typed() { // a search is no entry of the browser's history for each letter
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.act.change({ q: this.search.value, work: "" }, { entry: false }));
  }

  /** Titles and names are here. */
  learn(words) {
    this.words = words;
    const { history } = this, count = new Uint32Array(words.styles.length), centuries = new Map();
    for (let row = 0; row < history.n; row++) {
      count[history.style[row]]++;
      const century = centuryOf(history.year[row]);
      if (Number.isFinite(century)) centuries.set(century, (centuries.get(century) || 0) + 1);
    }
    this.filters.style.append(make("option", { value: "", text: "All styles" }));
    words.styles.forEach((name, k) => { if (name) this.filters.style.append(make("option", { value: name, text: `${name} (${count[k]})` })); });
    this.filters.century.append(make("option", { value: "", text: "All centuries" }));
    for (const [century, works] of [...centuries].sort((a, b) => a[0] - b[0])) {
      this.filters.century.append(make("option", { value: century, text: `${centuryName(century)} (${works})` }));
    }
    for (const field of [this.search, this.filters.style, this.filters.century]) field.disabled = false;
  }

  /** Show a state; `matching` as of Words. */
  show(state, matching) {
    this.state = state;
    this.filters.colour.value = state.colour;
    if (!this.words) return;
    const keep = this.list.contains(document.activeElement);
    if (document.activeElement !== this.search) this.search.value = state.q;
    this.filters.style.value = state.style;
    this.filters.century.value = state.century;
    this.about.replaceChildren();
    this.list.replaceChildren();
    const row = this.words.rows.get(state.work);
    if (row !== undefined) this.work(row);
    else if (matching) this.works(matching);
    else this.artists();
    this.up.hidden = row === undefined && !matching;
    this.up.textContent = row !== undefined && matching ? "Back to the list" : "All artists";
    if (keep) this.first()?.focus();
  }

  back() {
    const { state } = this, free = { style: "", century: "", q: "", artist: "", region: "" };
    this.act.change(state.work ? { work: "" } : free);
    (this.first() || this.search).focus();
  }

  artists() {
    const { history, words } = this, count = new Uint32Array(words.artists.length);
    for (let row = 0; row < history.n; row++) count[history.artist[row]]++;
    const names = words.artists.map((name, k) => [name, count[k]]).filter(([name]) => name);
    this.heading.textContent = `Artists (${names.length.toLocaleString("en")})`;
    this.fill(names, ([name, works]) => {
      const button = make("button", { type: "button" }, make("span", { text: name }), make("span", { class: "hm-count", text: String(works) }));
      button.setAttribute("aria-label", `${name}, ${works} ${works === 1 ? "work" : "works"}`);
      button.addEventListener("click", () => this.act.change({ artist: name, work: "" }));
      return button;
    });
  }

  works(matching) {
    const { history, state } = this, rows = [...history.order].filter(row => matching[row]);
    if (state.artist) rows.sort((a, b) => history.year[a] - history.year[b] || a - b);
    this.heading.textContent = `${state.artist || "Works found"} (${rows.length.toLocaleString("en")})`;
    this.fill(rows, row => this.entry(row, state.artist ? `${this.words.title(row)}, ${this.words.date(row)}` : this.words.line(row)));
    if (!rows.length) this.about.append(make("p", { text: "No work is like that." }));
  }

  work(row) {
    const { history, words } = this, parents = parentsOf(history, row), children = childrenOfWork(history, row);
    this.heading.textContent = words.title(row);
    const artist = make("button", { type: "button", class: "hm-link", text: words.artist(row) });
    artist.addEventListener("click", () => this.act.change({ work: "", artist: words.artist(row) }));
    this.portrait = make("div", { class: "hm-portrait" });
    this.refresh(row);
    this.about.append(this.portrait, make("p", {}, ...(words.artist(row) ? [artist, ", "] : []), words.date(row)));
    if (words.style(row)) this.about.append(make("p", { class: "hm-muted", text: words.style(row) }));
    const address = this.act.address(row);
    if (address) this.about.append(make("p", {}, make("a", { href: address, text: "Open this work" })));
    for (const [name, kind, pairs] of [["Parents", "elder", parents], ["Children", "younger", children]]) {
      const heading = make("h3", { class: `hm-${kind}`, text: `${name} (${pairs.length})` });
      this.fill(pairs, ([other, share]) => this.entry(other, `${share} %  ${words.line(other)}`), heading, pairs.length ? "" : "none on the map");
    }
  }

  /** The picture of the work that is shown, once there is one. */
  refresh(row) {
    const picture = this.portrait.childElementCount ? null : this.act.portrait(row);
    if (picture) this.portrait.append(picture);
  }

  entry(row, text) {
    const button = make("button", { type: "button", text, "data-row": row });
    button.addEventListener("click", () => this.act.change({ work: this.words.ids[row] }));
    return button;
  }

  fill(items, entry, heading = null, none = "") {
    const list = make("ul"), more = make("button", { type: "button", class: "hm-more" });
    let at = 0;
    const add = () => {
      const next = items.slice(at, at + PAGE).map(item => make("li", {}, entry(item)));
      list.append(...next);
      at += PAGE;
      more.hidden = at >= items.length;
      more.textContent = `${Math.min(PAGE, items.length - at)} more of ${(items.length - at).toLocaleString("en")}`;
      return next[0];
    };
    add();
    more.addEventListener("click", () => add().firstChild.focus());
    if (heading) this.list.append(heading);
    this.list.append(none ? make("p", { class: "hm-muted", text: none }) : list, more);
  }

  key(event) {
    const buttons = [...this.list.querySelectorAll("button:not([hidden])")], at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined && at >= 0) {
      (to < 0 ? this.search : buttons[Math.min(to, buttons.length - 1)]).focus();
    } else if (event.key === "ArrowRight" && at >= 0) {
      buttons[at].click();
    } else if ((event.key === "ArrowLeft" || event.key === "Escape") && !this.up.hidden) {
      this.back();
    } else {
      return;
    }
    event.preventDefault();
  }
}
