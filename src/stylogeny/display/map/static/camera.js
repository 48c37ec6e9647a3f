// The part of the map that is in view, and the scale of years along it.

export const FARTHEST = 64; // times the whole

export class Camera {
  constructor(height) {
    Object.assign(this, { height, width: 1, tall: 1, zoom: 1, left: 0, top: 0 });
    this.pad = { left: 30, right: 30, top: 62, bottom: 46 };
  }

  resize(width, tall) {
    this.width = width;
    this.tall = tall;
    this.clamp();
  }

  get across() { return this.zoom * Math.max(this.width - this.pad.left - this.pad.right, 1); }
  get down() { return this.zoom * Math.max(this.tall - this.pad.top - this.pad.bottom, 1) / this.height; }

  px(x) { return this.pad.left + (x - this.left) * this.across; }
  py(y) { return this.pad.top + (y - this.top) * this.down; }
  x(px) { return this.left + (px - this.pad.left) / this.across; }
  y(py) { return this.top + (py - this.pad.top) / this.down; }

  clamp() {
    this.zoom = Math.min(Math.max(this.zoom, 1), FARTHEST);
    this.left = Math.min(Math.max(this.left, 0), 1 - 1 / this.zoom);
    this.top = Math.min(Math.max(this.top, 0), this.height * (1 - 1 / this.zoom));
  }

  zoomAt(px, py, factor) {
    const x = this.x(px), y = this.y(py);
    this.zoom = Math.min(Math.max(this.zoom * factor, 1), FARTHEST);
    this.left += x - this.x(px);
    this.top += y - this.y(py);
    this.clamp();
  }

  pan(dx, dy) {
    this.left -= dx / this.across;
    this.top -= dy / this.down;
    this.clamp();
  }

  centre(x, y, zoom = this.zoom) {
    this.zoom = zoom;
    this.left = x - 0.5 / zoom;
    this.top = y - 0.5 * this.height / zoom;
    this.clamp();
  }

  shows(x, y, margin = 0) {
    const px = this.px(x), py = this.py(y);
    return px >= margin && px <= this.width - margin && py >= margin && py <= this.tall - margin;
  }

  /** As an address says it: centre and zoom. */
  get view() {
    if (this.zoom <= 1.001) return "";
    const x = this.left + 0.5 / this.zoom, y = this.top + 0.5 * this.height / this.zoom;
    return [x.toFixed(4), y.toFixed(4), this.zoom.toFixed(2)].join(",");
  }

  set view(text) {
    const [x, y, zoom] = (text || "").split(",").map(Number);
    if (Number.isFinite(x) && Number.isFinite(y) && zoom >= 1) this.centre(x, y, Math.min(zoom, FARTHEST));
    else this.centre(0.5, 0.5 * this.height, 1);
  }
}

function interpolate(knots, value, from, to) {
  const last = knots.length / 2 - 1;
  let k = 1;
  while (k < last && knots[2 * k + from] < value) k++;
  const a = knots[2 * k - 2 + from], b = knots[2 * k + from];
  const start = knots[2 * k - 2 + to], end = knots[2 * k + to];
  return start + (end - start) * (value - a) / (b - a || 1);
}

/** Years to write along the axis of a view, the coarser first where there is no room for all: pairs of year and x. */
export function ticks(knots, camera, room = 62) {
  if (knots.length < 4) return [];
  const first = interpolate(knots, camera.x(0), 1, 0), last = interpolate(knots, camera.x(camera.width), 1, 0);
  const low = knots[0], high = knots[knots.length - 2], found = [];
  for (const step of [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1]) {
    if ((last - first) / step > 90) break;
    for (let year = step * Math.ceil(Math.max(first, low) / step); year <= Math.min(last, high); year += step) {
      const px = camera.px(interpolate(knots, year, 0, 1));
      if (found.every(([, other]) => Math.abs(other - px) > room)) found.push([year, px]);
    }
  }
  return found;
}
