// Thumbnails on sheets of several sizes of cell: which sheet a work is on, and the sheets as they arrive.

import { readTensors } from "./history.js";

const SIDE = 2048; // px of a sheet
export const CELLS = [16, 32, 64];
const LARGEST = 64, PER = (SIDE / LARGEST) ** 2;
const KEPT = 28; // sheets in memory, 17 MB each: what a frame draws from at most, so that none is asked for again and again
export const FOR_MAP = 20, FOR_RELATIVES = 4; // of these: for the thumbnails in view, for ancestors, for descendants

export class Sheets {
  /** `source` as of map.js; `arrived` is called when there is more to draw. */
  constructor(history, source, arrived) {
    Object.assign(this, { history, source, arrived });
    this.sizes = new Uint8Array(2 * history.n);
    this.colours = new Uint8Array(3 * history.n).fill(150);
    this.images = new Map();
    this.ready = { 16: 0, 32: 0, 64: 0 };
    this.known = 0; // sheets whose sizes and colours are here
  }

  /** Ask what there is, and again while there is more to come. */
  async follow() {
    for (let wait = 500; !this.closed; wait = Math.min(2 * wait, 5000)) {
      const state = await this.source.atlas();
      if (!state) return;
      this.ready = state.ready;
      for (; this.known < state.ready[LARGEST] && !this.closed; this.known++) {
        this.fill(this.known, readTensors(await this.source.cells(this.known)));
      }
      this.arrived();
      if (state.done || state.failed) return;
      await new Promise(resolve => setTimeout(resolve, wait));
    }
  }

  fill(sheet, { sizes, colours }) {
    for (let k = 0; k < sizes.length / 2; k++) {
      const row = this.history.order[sheet * PER + k];
      this.sizes.set(sizes.subarray(2 * k, 2 * k + 2), 2 * row);
      this.colours.set(colours.subarray(3 * k, 3 * k + 3), 3 * row);
    }
  }

  has(row) { return this.sizes[2 * row] > 0; }

  /** The size of cell to draw works with: at least `px`, where that takes no more than so many sheets. */
  cellFor(rows, px, most) {
    const fitting = CELLS.filter((cell, k) => k === 0 || CELLS[k - 1] < px).reverse();
    const few = cell => new Set(rows.map(row => Math.floor(this.history.rank[row] / (SIDE / cell) ** 2))).size <= most;
    return fitting.find(few) ?? CELLS[0];
  }

  /** Where the thumbnail of a work is, in cells of this size if they are here: image, x, y, width, height. */
  find(row, wanted) {
    if (!this.has(row)) return null;
    const k = this.history.rank[row];
    for (const cell of [wanted, ...CELLS.filter(cell => cell !== wanted).reverse()]) {
      const across = SIDE / cell, per = across * across, sheet = Math.floor(k / per);
      if (sheet >= this.ready[cell]) continue;
      const image = cell === wanted ? this.image(cell, sheet) : this.images.get(`${cell}-${sheet}`);
      if (!image) continue;
      const at = k % per, scale = cell / LARGEST;
      return [
        image, (at % across) * cell, Math.floor(at / across) * cell,
        Math.max(1, this.sizes[2 * row] * scale), Math.max(1, this.sizes[2 * row + 1] * scale),
      ];
    }
    // while smaller cells are not made yet, those of the largest are the only ones
    return this.ready[wanted] === 0 && wanted !== LARGEST ? this.find(row, LARGEST) : null;
  }

  /** Let go of the sheets that were not drawn from for longest. */
  trim() {
    for (const [key, image] of this.images) {
      if (this.images.size <= KEPT) return;
      if (!image) continue; // on its way
      image.close();
      this.images.delete(key);
    }
  }

  image(cell, sheet) {
    const key = `${cell}-${sheet}`;
    if (!this.images.has(key)) {
      this.images.set(key, null);
      this.source.sheet(cell, sheet).then(async blob => {
        const image = await createImageBitmap(blob);
        if (this.closed) return image.close();
        this.images.set(key, image);
        this.arrived();
      }).catch(() => this.images.delete(key));
    }
    const image = this.images.get(key);
    if (image) { // the last used is the last to go
      this.images.delete(key);
      this.images.set(key, image);
    }
    return image;
  }

  close() {
    this.closed = true;
    for (const image of this.images.values()) if (image) image.close();
    this.images.clear();
  }
}
