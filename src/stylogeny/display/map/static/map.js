// The map of a history: put together, and kept in step with what is chosen.

import { Camera } from "./camera.js";
import { coloursOf, themeOf } from "./colours.js";
import { listen } from "./gestures.js";
import { childrenOfWork, lineage, parentsOf, readHistory, readTensors } from "./history.js";
import { Painter } from "./paint.js";
import { make, Panel } from "./panel.js";
import { Sheets } from "./sheets.js";
import { Memory, NOTHING } from "./state.js";
import { Words } from "./words.js";

const KEYS = "Arrow keys move, plus and minus zoom, 0 shows all, n and p go from work to work in time, Enter opens, Escape clears.";

class HistoryMap {
  constructor(root, history, source, { address = new Memory(), changed = () => {} } = {}) {
    Object.assign(this, { root, history, source, address, changed, words: null, related: null, bright: null, ringed: -1, hovered: -1 });
    this.timings = { ready: performance.now() };
    this.build();
    this.camera = new Camera(history.height);
    this.sheets = new Sheets(history, source, () => this.arrived());
    this.painter = new Painter(this.canvas, history, this.sheets);
    this.panel = new Panel(this.side, history, {
      change: (part, how) => this.change(part, how),
      ring: row => this.ring(row),
      address: row => source.address(this.words.ids[row]),
      portrait: row => this.portrait(row),
    });
    listen(this.canvas, this);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.box);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.rethemed = () => { this.theme = themeOf(root); this.recolour(); };
    this.scheme.addEventListener("change", this.rethemed);
    this.silence = address.listen(() => this.restore());
    this.theme = themeOf(root);
    this.resize();
    this.restore();
  }

  build() {
    this.canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "map", "aria-label": `Map of ${this.history.n} works: time across, likeness down. ${KEYS}` });
    this.card = make("div", { class: "hm-card", hidden: true });
    this.frame = make("div", { class: "hm-frame", hidden: true });
    this.live = make("p", { class: "hm-live", role: "status", "aria-live": "polite" });
    const button = (text, label, act, more = {}) => {
      const made = make("button", { type: "button", text, "aria-label": label, title: label, ...more });
      made.addEventListener("click", act);
      return made;
    };
    const pan = (dx, dy) => () => { this.camera.pan(dx * this.camera.width, dy * this.camera.tall); this.moved(); };
    const zoom = factor => () => { this.camera.zoomAt(this.camera.width / 2, this.camera.tall / 2, factor); this.moved(); };
    this.boxer = button("▭", "Choose a region: drag over it, or Enter on the map for what is in view", () => this.toggleBox(), { "aria-pressed": "false" });
    this.tools = make("div", { class: "hm-tools", role: "toolbar", "aria-label": "Map" },
      button("+", "Zoom in", zoom(1.6)), button("−", "Zoom out", zoom(1 / 1.6)), button("⤢", "Show all", () => this.whole()),
      button("←", "Earlier", pan(0.25, 0)), button("→", "Later", pan(-0.25, 0)), button("↑", "Up", pan(0, 0.25)), button("↓", "Down", pan(0, -0.25)),
      button("‹", "Previous work in time", () => this.step(-1)), button("›", "Next work in time", () => this.step(1)),
      this.boxer, button("×", "Clear the selection", () => this.clear()));
    this.box = make("div", { class: "hm-box" }, this.canvas, this.frame, this.card, this.tools);
    this.side = make("section", { class: "hm-side", "aria-label": "Artists and works" });
    this.root.classList.add("history-map");
    this.root.replaceChildren(this.box, this.side, this.live);
  }

  /** Titles and names are here: the state of the address can be understood now. */
  learn(words) {
    this.words = new Words(this.history, words);
    this.history.nameless = words.styles.indexOf("");
    this.panel.learn(this.words);
    this.recolour();
    this.apply();
  }

  /** More thumbnails are here. */
  arrived() {
    this.painter.forget();
    if (this.state?.colour === "picture") this.recolour();
    if (this.selected >= 0) this.panel.refresh(this.selected);
    this.paint();
  }

  /** Works have the places of another numbers file, and are otherwise what they were. */
  settle(buffer) {
    const { x, down } = readTensors(buffer);
    this.history.x.set(x);
    this.history.down.set(down);
    this.painter.moved();
    this.apply();
  }

  resize() {
    const { clientWidth: width, clientHeight: tall } = this.box;
    if (!width || !tall) return;
    this.camera.resize(width, tall);
    this.painter.resize(width, tall, Math.min(window.devicePixelRatio || 1, 2));
    this.paint();
  }

  restore() {
    const { state, view } = this.address.read();
    this.state = { ...NOTHING, ...state };
    this.camera.view = view;
    this.recolour();
    this.apply();
  }

  change(part, { entry = true } = {}) {
    this.state = { ...this.state, ...part };
    if (part.work) this.reveal(this.words.rows.get(part.work));
    this.apply();
    this.address.write(this.state, this.camera.view, { entry });
    if ("colour" in part) this.recolour();
    this.say();
    this.changed(this.chosen());
  }

  /** What the state means: which works are bright, what is drawn of descent, what stands beside. */
  apply() {
    const matching = this.words ? this.words.matching(this.state) : null;
    const row = this.words ? this.words.rows.get(this.state.work) : undefined;
    this.selected = row ?? -1;
    this.related = null;
    this.bright = matching;
    if (row !== undefined) {
      this.related = { before: lineage(this.history, row, parentsOf), after: lineage(this.history, row, childrenOfWork) };
      this.bright = new Uint8Array(this.history.n);
      for (const other of [row, ...this.related.before.reach.keys(), ...this.related.after.reach.keys()]) this.bright[other] = 1;
    }
    this.matching = matching;
    this.panel.show(this.state, matching);
    this.paint();
  }

  /** Rows that are chosen: the selected work, else what the filters leave, else none. */
  chosen() {
    if (this.selected >= 0) return [this.selected];
    return this.matching ? Array.from(this.history.order).filter(row => this.matching[row]) : [];
  }

  say() {
    const { words, selected, related } = this;
    if (!words) return;
    if (selected >= 0) {
      this.live.textContent = `${words.line(selected)}. ${parentsOf(this.history, selected).length} parents, ${childrenOfWork(this.history, selected).length} children; ${related.before.reach.size} ancestors and ${related.after.reach.size} descendants drawn.`;
    } else {
      this.live.textContent = this.matching ? `${this.chosen().length} works of ${this.history.n}.` : `All ${this.history.n} works.`;
    }
  }

  recolour() {
    if (!this.theme || !this.state) return;
    this.colours = coloursOf(this.history, this.state.colour, this.theme, this.sheets);
    this.paint();
  }

  paint() {
    if (this.queued || !this.colours) return;
    this.queued = requestAnimationFrame(() => {
      this.queued = 0;
      const ringed = [this.selected, this.ringed, this.hovered].filter((row, k, all) => row >= 0 && all.indexOf(row) === k);
      this.painter.paint({ camera: this.camera, theme: this.theme, colours: this.colours, bright: this.bright, related: this.related, ringed, moving: this.moving });
      this.timings.painted ??= performance.now();
      this.root.dataset.painted = String(1 + Number(this.root.dataset.painted || 0));
    });
  }

  moved() {
    this.moving = true;
    this.paint();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.moving = false;
      this.paint();
      this.address.write(this.state, this.camera.view, { entry: false });
    }, 200);
  }

  reveal(row) {
    if (row === undefined || this.camera.shows(this.history.x[row], this.history.down[row], 30)) return;
    this.camera.centre(this.history.x[row], this.history.down[row]);
  }

  ring(row) {
    if (this.ringed === row) return;
    this.ringed = row;
    if (row >= 0) this.reveal(row);
    this.paint();
  }

  hover(px, py) {
    const row = this.painter.at(this.camera, px, py, 12);
    if (row === this.hovered) return;
    this.hovered = row;
    this.canvas.classList.toggle("hm-over", row >= 0);
    this.card.hidden = row < 0 || !this.words;
    if (!this.card.hidden) this.describe(row);
    this.paint();
  }

  describe(row) {
    const { words, camera, history } = this, picture = make("canvas", { role: "presentation" });
    const lines = [words.artist(row), words.title(row), words.date(row), words.style(row)];
    this.card.replaceChildren(...(this.picture(row, picture) ? [picture] : []),
      ...lines.map((text, k) => text && make("p", { text, class: ["hm-artist", "hm-title", "", "hm-muted"][k] })).filter(Boolean));
    const px = camera.px(history.x[row]), py = camera.py(history.down[row]);
    this.card.style.left = px < camera.width / 2 ? `${px + 42}px` : "auto";
    this.card.style.right = px < camera.width / 2 ? "auto" : `${camera.width - px + 42}px`;
    this.card.style.top = py < camera.tall / 2 ? `${Math.max(py - 30, 6)}px` : "auto";
    this.card.style.bottom = py < camera.tall / 2 ? "auto" : `${Math.max(camera.tall - py - 30, 6)}px`;
  }

  /** Draw a thumbnail into a canvas of its own, twice as large; false where there is none. */
  picture(row, canvas) {
    const found = this.sheets.find(row, 64);
    if (!found) return false;
    const [image, x, y, w, h] = found, times = 128 / Math.max(w, h);
    canvas.width = Math.round(w * times);
    canvas.height = Math.round(h * times);
    canvas.getContext("2d").drawImage(image, x, y, w, h, 0, 0, canvas.width, canvas.height);
    return true;
  }

  /** A picture of a work as an element of its own: the source's where it has one, else the thumbnail. */
  portrait(row) {
    if (!this.sheets.has(row)) return null;
    const address = this.source.picture?.(this.words.ids[row]);
    if (address) return make("img", { src: address, alt: "", class: "hm-picture" });
    const canvas = make("canvas", { role: "presentation", class: "hm-picture" });
    return this.picture(row, canvas) ? canvas : null;
  }

  pick(px, py, reach) {
    const row = this.painter.at(this.camera, px, py, reach);
    if (this.words && (row >= 0 || this.selected >= 0)) this.change({ work: row < 0 ? "" : this.words.ids[row] });
  }

  toggleBox(on = this.boxer.getAttribute("aria-pressed") !== "true") {
    this.boxer.setAttribute("aria-pressed", String(on));
    this.canvas.classList.toggle("hm-boxing", on);
  }

  boxing() { return this.boxer.getAttribute("aria-pressed") === "true"; }

  boxed(ax, ay, bx, by, done) {
    const [x0, x1] = [Math.min(ax, bx), Math.max(ax, bx)], [y0, y1] = [Math.min(ay, by), Math.max(ay, by)];
    Object.assign(this.frame.style, { left: `${x0}px`, top: `${y0}px`, width: `${x1 - x0}px`, height: `${y1 - y0}px` });
    this.frame.hidden = done;
    if (!done || !this.words) return;
    this.toggleBox(false);
    const { camera } = this, corners = [camera.x(x0), camera.y(y0), camera.x(x1), camera.y(y1)];
    this.change({ region: corners.map(v => v.toFixed(4)).join(","), work: "" });
  }

  /** Go to the next or previous work in time among the bright ones, or all. */
  step(by) {
    if (!this.words) return;
    this.inTime ??= Array.from(this.history.order).filter(row => this.history.lane[row] === 0)
      .sort((a, b) => this.history.year[a] - this.history.year[b] || a - b);
    const rows = this.matching ? this.inTime.filter(row => this.matching[row]) : this.inTime;
    if (!rows.length) return;
    const at = rows.indexOf(this.selected), to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
    this.change({ work: this.words.ids[rows[to]] }, { entry: at < 0 });
  }

  open() {
    const there = this.selected >= 0 && this.source.address(this.words.ids[this.selected]);
    if (there) location.assign(there);
  }

  clear() { this.toggleBox(false); this.change({ ...NOTHING, colour: this.state.colour }); }

  whole() { this.camera.view = ""; this.moved(); }

  close() {
    this.sheets.close();
    this.observer.disconnect();
    this.silence();
    this.scheme.removeEventListener("change", this.rethemed);
    cancelAnimationFrame(this.queued);
    clearTimeout(this.resting);
  }
}

/**
 * Put a map into an element.
 *
 * `source` gives what is drawn: numbers() and cells(sheet) an ArrayBuffer, words() an object, atlas() what there is of
 * thumbnails (or null), sheet(cell, number) a Blob, address(id) where a work has a page (or null), and picture(id),
 * which it may lack, the address of a picture larger than a thumbnail.
 */
export async function show(root, source, options = {}) {
  const map = new HistoryMap(root, readHistory(await source.numbers()), source, options);
  map.sheets.follow().catch(() => {}); // without thumbnails the map is still a map
  map.learn(await source.words());
  map.timings.learned = performance.now();
  root.dataset.ready = "true";
  return map;
}
