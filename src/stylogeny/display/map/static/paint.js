// What is drawn: points in a raster, thumbnails of the most important works, lines of descent, the axis of years.

import { ticks } from "./camera.js";
import { yearName } from "./history.js";
import { FOR_MAP, FOR_RELATIVES } from "./sheets.js";

const MANY = 50_000; // works, from which on points let those behind them through
const MARGIN = 0.25; // of the canvas, by which the raster of points goes beyond it, so that panning needs no new one
const FOOT = 28; // px of the band in which the years stand
const DIM = 46; // of 255: how much of a work is left that is not meant

/** The disc of a point in device pixels: offsets from its centre. */
function disc(radius) {
  const spots = [], reach = Math.floor(radius);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) if (x * x + y * y <= (reach + 0.5) ** 2) spots.push(x, y);
  }
  return spots;
}

/** Rows that may have a thumbnail at a zoom, none upon another, the most important first. */
export function sparse(history, has, stepX, stepY) {
  const across = Math.ceil(1 / stepX) + 3, down = Math.ceil(history.height / stepY) + 3;
  const taken = new Int32Array(across * down).fill(-1), rows = [];
  for (const row of history.order) {
    if (!has(row)) continue;
    const x = history.x[row], y = history.down[row];
    const at = (Math.floor(y / stepY) + 1) * across + Math.floor(x / stepX) + 1;
    let free = true;
    for (let a = -across; a <= across && free; a += across) {
      for (let b = -1; b <= 1; b++) {
        const other = taken[at + a + b];
        if (other >= 0 && Math.abs(history.x[other] - x) < stepX && Math.abs(history.down[other] - y) < stepY) {
          free = false;
          break;
        }
      }
    }
    if (!free) continue;
    taken[at] = row;
    rows.push(row);
  }
  return Uint32Array.from(rows);
}

export class Painter {
  constructor(canvas, history, sheets) {
    Object.assign(this, { canvas, history, sheets });
    this.pen = canvas.getContext("2d");
    this.layer = document.createElement("canvas");
    this.layerPen = this.layer.getContext("2d");
    this.levels = new Map();
    this.drawn = []; // thumbnails of the last frame: row, x, y, width, height
  }

  resize(width, tall, scale) {
    this.scale = scale;
    this.canvas.width = Math.max(1, Math.round(width * scale));
    this.canvas.height = Math.max(1, Math.round(tall * scale));
    this.margin = [Math.round(MARGIN * this.canvas.width), Math.round(MARGIN * this.canvas.height)];
    this.layer.width = this.canvas.width + 2 * this.margin[0];
    this.layer.height = this.canvas.height + 2 * this.margin[1];
    this.rastered = null;
    this.raster = this.layerPen.createImageData(this.layer.width, this.layer.height);
    this.pixels = new Uint32Array(this.raster.data.buffer);
    this.levels.clear();
  }

  /** More thumbnails are here than when the levels were made. */
  forget() { this.levels.clear(); }

  /** Works stand elsewhere than when anything was drawn. */
  moved() {
    this.rastered = null;
    this.levels.clear();
  }

  /**
   * `scene`: camera, theme, colours (Uint32 each, ABGR), bright (Uint8 each or null), related, ringed; moving, where
   * the next frame will soon follow.
   */
  paint(scene) {
    const { camera, theme } = scene, pen = this.pen;
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.fillStyle = theme.paper;
    pen.fillRect(0, 0, camera.width, camera.tall);
    this.axis(camera, theme);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    this.background(scene);
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    this.thumbnails(scene);
    if (scene.related) this.descent(scene);
    for (const row of scene.ringed) this.ring(row, scene);
    this.names(camera, theme);
    this.sheets.trim();
  }

  /** The lines of the years and of the lanes, beneath all else. */
  axis(camera, theme) {
    const pen = this.pen;
    pen.lineWidth = 1;
    pen.strokeStyle = theme.rule;
    for (const [, px] of ticks(this.history.knots, camera)) {
      pen.beginPath();
      pen.moveTo(px, 0);
      pen.lineTo(px, camera.tall - FOOT);
      pen.stroke();
    }
    pen.setLineDash([2, 3]);
    for (const { top } of this.history.lanes) {
      const py = camera.py(top) - 4;
      pen.beginPath();
      pen.moveTo(0, py);
      pen.lineTo(camera.width, py);
      pen.stroke();
    }
    pen.setLineDash([]);
  }

  /** The years and the names of the lanes, over what is drawn there. */
  names(camera, theme) {
    const { pen } = this;
    pen.fillStyle = theme.paper;
    pen.fillRect(0, camera.tall - FOOT, camera.width, FOOT);
    Object.assign(pen, { font: `13px ${theme.font}`, textAlign: "center", lineWidth: 4, strokeStyle: theme.paper, fillStyle: theme.muted });
    for (const [year, px] of ticks(this.history.knots, camera)) pen.fillText(yearName(year), px, camera.tall - FOOT + 19);
    pen.textAlign = "left";
    for (const { name, count, top } of this.history.lanes) {
      const said = `${name} (${count.toLocaleString("en")})`, py = camera.py(top) - 8;
      if (py > camera.tall - FOOT) continue;
      pen.strokeText(said, 6, py);
      pen.fillText(said, 6, py);
    }
  }

  /** The points: the raster of an earlier frame as far as it reaches, else a new one. */
  background(scene) {
    const { camera, colours, bright, theme } = scene, [mx, my] = this.margin, { scale } = this;
    const place = () => [camera.px(0) * scale, camera.py(0) * scale];
    const same = this.rastered && [colours, bright, theme].every((value, k) => value === this.rastered.of[k]);
    if (same && camera.zoom === this.rastered.zoom) {
      const [dx, dy] = place().map((value, k) => Math.round(value - this.rastered.at[k]));
      if (Math.abs(dx) <= mx && Math.abs(dy) <= my) {
        this.pen.drawImage(this.layer, dx - mx, dy - my);
        return;
      }
    } else if (same && scene.moving && this.history.n > MANY) { // so many take long: scaled until the hand rests
      const times = camera.zoom / this.rastered.zoom;
      const [x, y] = place().map((value, k) => value - times * (this.rastered.at[k] + this.margin[k]));
      this.pen.drawImage(this.layer, x, y, times * this.layer.width, times * this.layer.height);
      return;
    }
    this.points(scene);
    this.rastered = { zoom: camera.zoom, at: place(), of: [colours, bright, theme] };
    this.pen.drawImage(this.layer, -mx, -my);
  }

  points({ camera, colours, bright, theme }) {
    const { history, pixels, scale } = this, wide = this.raster.width, high = this.raster.height;
    const crowd = history.n * 700_000 / (camera.width * camera.tall); // works on a canvas of a usual size
    const base = Math.min(Math.max(5.6 - 0.95 * Math.log10(crowd), 0.5), 2.3); // the more, the smaller
    const spots = disc(scale * Math.min(base * (0.6 + 0.4 * Math.sqrt(camera.zoom)), 5));
    const kx = camera.across * scale, ky = camera.down * scale, around = Math.ceil(6 * scale);
    const x0 = camera.px(0) * scale + this.margin[0], y0 = camera.py(0) * scale + this.margin[1];
    pixels.fill(0);
    const stamp = (row, colour, alpha) => {
      const cx = Math.round(x0 + history.x[row] * kx), cy = Math.round(y0 + history.down[row] * ky);
      if (cx < -around || cy < -around || cx > wide + around || cy > high + around) return;
      for (let s = 0; s < spots.length; s += 2) {
        const px = cx + spots[s], py = cy + spots[s + 1];
        if (px < 0 || py < 0 || px >= wide || py >= high) continue;
        const at = py * wide + px, old = pixels[at];
        if (!old) { pixels[at] = (alpha << 24 | colour) >>> 0; continue; }
        const mixed = (old & 0xfefefe) / 2 + (colour & 0xfefefe) / 2; // halves of all three channels at once
        pixels[at] = (Math.min(255, (old >>> 24) + (alpha >> 1)) << 24 | mixed) >>> 0;
      }
    };
    const solid = history.n > MANY ? 140 : 200, { order } = history;
    if (!bright) {
      for (let k = order.length - 1; k >= 0; k--) stamp(order[k], colours[order[k]], solid);
    } else {
      for (let k = order.length - 1; k >= 0; k--) if (!bright[order[k]]) stamp(order[k], theme.grey, DIM);
      for (let k = order.length - 1; k >= 0; k--) if (bright[order[k]]) stamp(order[k], colours[order[k]], 235);
    }
    this.layerPen.putImageData(this.raster, 0, 0);
  }

  thumbnailSide(camera) {
    return Math.min(30 + 5 * Math.sqrt(camera.zoom), 60) * (camera.width < 600 ? 0.8 : 1);
  }

  thumbnails({ camera, bright }) {
    const side = this.thumbnailSide(camera), step = side + 4;
    const level = Math.floor(2 * Math.log2(camera.zoom) + 1e-6), zoom = 2 ** (level / 2);
    this.drawn.length = 0;
    if (!this.sheets.known) return;
    if (!this.levels.has(level)) {
      const at = { across: camera.across / camera.zoom * zoom, down: camera.down / camera.zoom * zoom };
      this.levels.set(level, sparse(this.history, row => this.sheets.has(row), step / at.across, step / at.down));
    }
    const { history } = this, shown = [];
    for (const row of this.levels.get(level)) {
      const px = camera.px(history.x[row]), py = camera.py(history.down[row]);
      if (px < -side || py < -side || px > camera.width + side || py > camera.tall + side) continue;
      shown.push([row, px, py]);
    }
    const cell = this.sheets.cellFor(shown.map(([row]) => row), side * this.scale, FOR_MAP);
    for (const passed of bright ? [false, true] : [true]) {
      this.pen.globalAlpha = passed ? 1 : 0.16;
      for (const [row, px, py] of shown) if (!bright || Boolean(bright[row]) === passed) this.thumbnail(row, px, py, side, cell);
    }
    this.pen.globalAlpha = 1;
  }

  /** Draw a work's thumbnail around a place; its size there, or null. */
  thumbnail(row, px, py, side, cell) {
    const found = this.sheets.find(row, cell);
    if (!found) return null;
    const [image, sx, sy, sw, sh] = found, fit = side / Math.max(sw, sh), w = sw * fit, h = sh * fit;
    this.pen.drawImage(image, sx, sy, sw, sh, px - w / 2, py - h / 2, w, h);
    this.drawn.push([row, px - w / 2, py - h / 2, w, h]);
    return [w, h];
  }

  descent({ camera, theme, related, ringed }) {
    const { pen, history } = this;
    const taken = ringed.map(row => [camera.px(history.x[row]), camera.py(history.down[row])]);
    // never by colour alone: what came before is drawn through, what came after is dashed
    for (const [{ edges, reach }, colour, dash] of [[related.before, theme.elder, []], [related.after, theme.younger, [7, 4]]]) {
      pen.strokeStyle = colour;
      pen.setLineDash(dash);
      for (const [from, to, weight] of edges) {
        const x0 = camera.px(history.x[from]), y0 = camera.py(history.down[from]);
        const x1 = camera.px(history.x[to]), y1 = camera.py(history.down[to]), bend = (x1 - x0) / 2;
        pen.globalAlpha = Math.min(0.2 + weight, 0.9);
        pen.lineWidth = 0.8 + 4 * weight;
        pen.beginPath();
        pen.moveTo(x0, y0);
        pen.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
        pen.stroke();
      }
      pen.globalAlpha = 1;
      pen.lineWidth = 1.5;
      const cell = this.sheets.cellFor([...reach.keys()], 34 * this.scale, FOR_RELATIVES);
      let framed = 0;
      for (const row of reach.keys()) { // strongest first; a thumbnail where there is room for it, else a frame
        const px = camera.px(history.x[row]), py = camera.py(history.down[row]);
        const free = taken.every(([x, y]) => Math.abs(x - px) > 38 || Math.abs(y - py) > 38);
        if (!free && ++framed > 60) continue;
        const [w, h] = (free && this.thumbnail(row, px, py, 34, cell)) || [5, 5];
        if (free) taken.push([px, py]);
        pen.strokeRect(px - w / 2 - 1, py - h / 2 - 1, w + 2, h + 2);
      }
      pen.setLineDash([]);
    }
  }

  ring(row, { camera, theme }) {
    const px = camera.px(this.history.x[row]), py = camera.py(this.history.down[row]), pen = this.pen;
    const [w, h] = this.thumbnail(row, px, py, 56, 64) || [12, 12];
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 2;
    pen.strokeRect(px - w / 2 - 2, py - h / 2 - 2, w + 4, h + 4);
  }

  /** The work under a place of the canvas, or -1. */
  at(camera, px, py, reach) {
    for (let k = this.drawn.length - 1; k >= 0; k--) {
      const [row, x, y, w, h] = this.drawn[k];
      if (px >= x && px <= x + w && py >= y && py <= y + h) return row;
    }
    const { history } = this, x = camera.x(px), y = camera.y(py);
    let best = -1, least = reach * reach;
    for (let row = 0; row < history.n; row++) {
      const dx = (history.x[row] - x) * camera.across, dy = (history.down[row] - y) * camera.down, d = dx * dx + dy * dy;
      if (d < least) { least = d; best = row; }
    }
    return best;
  }
}
