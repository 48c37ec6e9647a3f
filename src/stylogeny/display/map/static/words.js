// Titles, names and dates, and finding works by them.

import { centuryOf } from "./history.js";

/** Letters without case and accents, as a search compares them. */
export function fold(text) {
  const plain = /^[\x20-\x7e]*$/.test(text) ? text : text.normalize("NFD").replace(/\p{M}/gu, "");
  return plain.toLowerCase();
}

export class Words {
  constructor(history, { ids, titles, dates, artists, styles }) {
    Object.assign(this, { history, ids, titles, dates, artists, styles });
    this.rows = new Map(ids.map((id, row) => [id, row]));
  }

  title(row) { return this.titles[row] || this.ids[row]; }
  artist(row) { return this.artists[this.history.artist[row]]; }
  style(row) { return this.styles[this.history.style[row]]; }
  date(row) { return this.dates[row] || ["", "undated", "refused"][this.history.lane[row]]; }

  /** A work in one line. */
  line(row) { return [this.artist(row), this.title(row), this.date(row)].filter(Boolean).join(", "); }

  get folded() {
    if (!this.text) {
      const artists = this.artists.map(fold), styles = this.styles.map(fold);
      this.text = this.titles.map((title, row) =>
        `${fold(title)} ${artists[this.history.artist[row]]} ${styles[this.history.style[row]]} ${this.dates[row]}`);
    }
    return this.text;
  }

  /** Which works a state means, Uint8 each; null where it means all. */
  matching({ artist, style, century, q, region }) {
    const { history } = this, tests = [];
    if (artist) { const code = this.artists.indexOf(artist); tests.push(row => history.artist[row] === code); }
    if (style) { const code = this.styles.indexOf(style); tests.push(row => history.style[row] === code); }
    if (century) tests.push(row => centuryOf(history.year[row]) === Number(century));
    if (region) {
      const [x0, y0, x1, y1] = region.split(",").map(Number);
      tests.push(row => history.x[row] >= x0 && history.x[row] <= x1 && history.down[row] >= y0 && history.down[row] <= y1);
    }
    const parts = fold(q).split(/\s+/).filter(Boolean);
    if (parts.length) { const text = this.folded; tests.push(row => parts.every(part => text[row].includes(part))); }
    if (!tests.length) return null;
    const found = new Uint8Array(history.n);
    for (let row = 0; row < history.n; row++) found[row] = tests.every(test => test(row)) ? 1 : 0;
    return found;
  }
}
