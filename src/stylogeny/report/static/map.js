// The timeline map: works at their year, thumbnails of the weightiest first, lines of descent of the work pointed at.
(function () {
  "use strict";
  const data = window.STYLOGENY, canvas = document.getElementById("mapcanvas");
  if (!data || !canvas || !data.x.length) return;
  const n = data.x.length, CELL = 64, ACROSS = 24, PER = ACROSS * ACROSS;
  const INK = "#23201b", MUTED = "#6b6357", RULE = "#d9d1c1", ELDER = "47,85,115", YOUNGER = "147,54,31";
  const card = document.getElementById("mapcard"), box = document.getElementById("mapbox");
  const pen = canvas.getContext("2d");
  const weight = new Int32Array(n); // order of drawing: the atlas is sorted by weight
  const byWeight = Array.from({ length: n }, (_, k) => k).sort((a, b) => data.cells[a] - data.cells[b]);
  byWeight.forEach((k, rank) => { weight[k] = rank; });
  const children = Array.from({ length: n }, () => []);
  data.parents.forEach((list, child) => { for (let i = 0; i < list.length; i += 2) children[list[i]].push(child, list[i + 1]); });
  const sheets = new Map();
  let width = 0, height = 0, scale = 1, zoom = 1, left = 0, top = 0, current = -1, pinned = false, queued = false;
  const PAD = { l: 26, r: 26, t: 58, b: 34 };

  function sheet(k) {
    if (!sheets.has(k)) {
      const image = new Image();
      image.onload = draw;
      image.src = "thumbs/" + data.sheets[k];
      sheets.set(k, image);
    }
    const image = sheets.get(k);
    return image.complete && image.naturalWidth ? image : null;
  }
  const sx = k => PAD.l + (data.x[k] - left) * zoom * (width - PAD.l - PAD.r);
  const sy = k => PAD.t + (data.y[k] - top) * zoom * (height - PAD.t - PAD.b);

  function clamp() {
    zoom = Math.min(Math.max(zoom, 1), 60);
    left = Math.min(Math.max(left, 0), 1 - 1 / zoom);
    top = Math.min(Math.max(top, 0), 1 - 1 / zoom);
  }
  function zoomAt(px, py, factor) {
    const w = width - PAD.l - PAD.r, h = height - PAD.t - PAD.b;
    const fx = left + (px - PAD.l) / (zoom * w), fy = top + (py - PAD.t) / (zoom * h);
    zoom *= factor; clamp();
    left = fx - (px - PAD.l) / (zoom * w); top = fy - (py - PAD.t) / (zoom * h);
    clamp(); draw();
  }
  function centre(k, closer) {
    if (closer) zoom = Math.max(zoom, 6);
    left = data.x[k] - 0.5 / zoom; top = data.y[k] - 0.5 / zoom; clamp();
  }
  function yearAt(x) {
    const t = data.knots;
    let i = 1;
    while (i < t.length - 1 && t[i][1] < x) i++;
    const span = t[i][1] - t[i - 1][1] || 1;
    return t[i - 1][0] + (x - t[i - 1][1]) / span * (t[i][0] - t[i - 1][0]);
  }
  function xOf(year) {
    const t = data.knots;
    if (year <= t[0][0]) return t[0][1];
    let i = 1;
    while (i < t.length - 1 && t[i][0] < year) i++;
    return t[i - 1][1] + (year - t[i - 1][0]) / (t[i][0] - t[i - 1][0]) * (t[i][1] - t[i - 1][1]);
  }

  function label(tick) { // a year, of those before our era too; its months where there is room
    const year = Math.floor(tick + 1e-6), month = Math.round((tick - year) * 12);
    const names = ["", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    return names[month] || (year > 0 ? String(year) : 1 - year + " BCE");
  }
  function axis() {
    const first = yearAt(left), last = yearAt(left + 1 / zoom), w = width - PAD.l - PAD.r;
    const steps = [1 / 12, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    pen.font = "13px Palatino, 'Liberation Serif', serif"; pen.textAlign = "center"; pen.fillStyle = MUTED; pen.strokeStyle = RULE; pen.lineWidth = 1;
    const ticks = []; // coarse ticks first, finer ones where there is room
    for (let s = steps.length - 1; s >= 0; s--) {
      const step = steps[s];
      if ((last - first) / step > 70) break;
      for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
        const x = PAD.l + (xOf(year) - left) * zoom * w;
        if (x > PAD.l - 2 && x < width - PAD.r + 2 && ticks.every(t => Math.abs(t - x) > 54)) {
          ticks.push(x);
          pen.beginPath(); pen.moveTo(x, PAD.t - 12); pen.lineTo(x, height - PAD.b + 6); pen.stroke();
          pen.fillText(label(year), x, height - PAD.b + 24);
        }
      }
    }
  }

  function thumb(k, cx, cy, size) {
    const w = data.sizes[2 * k], h = data.sizes[2 * k + 1], cell = data.cells[k];
    const image = w ? sheet(Math.floor(cell / PER)) : null;
    if (!image) return false;
    const s = size / Math.max(w, h), at = cell % PER;
    pen.drawImage(image, (at % ACROSS) * CELL, Math.floor(at / ACROSS) * CELL, w, h, cx - w * s / 2, cy - h * s / 2, w * s, h * s);
    return [w * s, h * s];
  }

  function lines(k) {
    const chain = (from, next, colour, order) => {
      const list = next[from];
      for (let i = 0; i < list.length; i += 2) {
        const to = list[i], share = list[i + 1] / 100;
        if (order === 2 && share < 0.15) continue;
        pen.strokeStyle = `rgba(${colour},${(0.25 + 0.6 * share) / order})`;
        pen.lineWidth = Math.max(0.6, 5 * share / order);
        const x0 = sx(from), y0 = sy(from), x1 = sx(to), y1 = sy(to), bend = (x1 - x0) / 2;
        pen.beginPath(); pen.moveTo(x0, y0); pen.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1); pen.stroke();
        if (order === 1) chain(to, next, colour, 2);
      }
    };
    chain(k, data.parents, ELDER, 1); chain(k, children, YOUNGER, 1);
  }
  function kin(k) {
    const near = [];
    for (const next of [data.parents, children]) {
      const list = next[k].slice(), pairs = [];
      for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
      pairs.sort((a, b) => b[1] - a[1]);
      near.push(pairs);
    }
    return near;
  }

  function draw() {
    if (queued) return;
    queued = true;
    requestAnimationFrame(paint);
  }
  function paint() {
    queued = false;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.fillStyle = "#fbf9f4"; pen.fillRect(0, 0, width, height);
    axis();
    pen.save(); pen.beginPath(); pen.rect(0, PAD.t - 44, width, height - PAD.t - PAD.b + 56); pen.clip();
    const faint = current >= 0, dot = Math.min((width < 600 ? 0.9 : 1.5) + 0.5 * Math.sqrt(zoom) + (n < 1500 ? 1 : 0), 6);
    const visible = [];
    for (let r = 0; r < n; r++) {
      const k = byWeight[r], x = sx(k), y = sy(k);
      if (x > -40 && x < width + 40 && y > -20 && y < height + 40) visible.push(k);
    }
    const size = Math.min(34 + 4 * Math.sqrt(zoom) + (n < 1500 ? 6 : 0), 60) * (width < 600 ? 0.8 : 1), step = size + 5;
    const taken = new Map(), pictured = new Set(); // the weightiest first, none upon another
    for (const k of visible) {
      const x = sx(k), y = sy(k), gx = Math.floor(x / step), gy = Math.floor(y / step);
      let free = true;
      for (let a = -1; a <= 1 && free; a++) for (let b = -1; b <= 1 && free; b++) {
        for (const [ox, oy] of taken.get((gx + a) + ":" + (gy + b)) || []) if (Math.abs(ox - x) < step && Math.abs(oy - y) < step) { free = false; break; }
      }
      if (!free || !data.sizes[2 * k] || !sheet(Math.floor(data.cells[k] / PER))) continue;
      const key = gx + ":" + gy;
      if (!taken.has(key)) taken.set(key, []);
      taken.get(key).push([x, y]);
      pictured.add(k);
    }
    pen.globalAlpha = faint ? 0.3 : 0.85;
    for (let i = visible.length - 1; i >= 0; i--) {
      const k = visible[i];
      if (pictured.has(k)) continue;
      pen.fillStyle = "#" + data.colours[k];
      pen.fillRect(sx(k) - dot, sy(k) - dot, 2 * dot, 2 * dot);
    }
    pen.globalAlpha = faint ? 0.32 : 1;
    for (const k of pictured) thumb(k, sx(k), sy(k), size);
    pen.globalAlpha = 1;
    if (current >= 0) {
      lines(current);
      const [elders, young] = kin(current);
      for (const [list, colour] of [[elders.slice(0, 5), ELDER], [young.slice(0, 8), YOUNGER]]) for (const [k] of list) {
        const done = thumb(k, sx(k), sy(k), 40);
        if (done) { pen.strokeStyle = `rgba(${colour},.9)`; pen.lineWidth = 1.5; pen.strokeRect(sx(k) - done[0] / 2 - 1, sy(k) - done[1] / 2 - 1, done[0] + 2, done[1] + 2); }
      }
      const done = thumb(current, sx(current), sy(current), 64) || [16, 16];
      pen.strokeStyle = INK; pen.lineWidth = 2; pen.strokeRect(sx(current) - done[0] / 2 - 2, sy(current) - done[1] / 2 - 2, done[0] + 4, done[1] + 4);
    }
    pen.restore();
    canvas.dataset.painted = String(visible.length);
  }

  function name(k) { const a = data.artists[data.artist[k]]; return (a ? a + ", " : "") + data.title[k] + ", " + data.year[k]; }
  function element(tag, text, cls) { const e = document.createElement(tag); if (text) e.textContent = text; if (cls) e.className = cls; return e; }
  function show(k, pin) {
    if (k === current && pin === pinned) return;
    current = k; pinned = pin && k >= 0;
    card.hidden = k < 0; card.textContent = "";
    if (k >= 0) {
      card.classList.toggle("right", sx(k) < width / 2); // beside the work, not over it
      card.classList.toggle("above", sy(k) > height / 2);
      const w = data.sizes[2 * k], h = data.sizes[2 * k + 1];
      const image = w ? sheet(Math.floor(data.cells[k] / PER)) : null;
      if (image && height > 500 && width > 600) {
        const big = element("canvas", "", "big"), at = data.cells[k] % PER;
        big.width = 2 * w; big.height = 2 * h; big.classList.toggle("upright", h > w); big.setAttribute("role", "presentation");
        big.getContext("2d").drawImage(image, (at % ACROSS) * CELL, Math.floor(at / ACROSS) * CELL, w, h, 0, 0, 2 * w, 2 * h);
        card.append(big);
      }
      const about = element("p");
      if (data.artists[data.artist[k]]) about.append(element("span", data.artists[data.artist[k]], "artist"));
      about.append(element("cite", data.title[k]), ", " + data.year[k]);
      card.append(about);
      if (data.styles[data.style[k]]) card.append(element("p", data.styles[data.style[k]], "note"));
      const [elders, young] = kin(k);
      for (const [title, list, cls, most] of [["From", elders, "elder", 3], ["Into", young, "younger", 4]]) {
        if (!list.length) continue;
        card.append(element("p", title + (list.length > most ? " (" + list.length + ")" : ""), cls));
        const items = element("ul");
        for (const [other, share] of list.slice(0, most)) {
          const item = element("li"), go = element("button", share + "\u202f%  " + name(other));
          go.type = "button"; go.addEventListener("click", () => { show(other, true); draw(); });
          item.append(go); items.append(item);
        }
        card.append(items);
      }
      const all = element("p"), there = element("a", "Where it came from, and what came of it"); there.href = "browse.html#w" + k; all.append(there); card.append(all);
      if (data.pages[k]) { const p = element("p"), a = element("a", "Its page"); a.href = "works/" + data.pages[k] + ".html"; p.append(a); card.append(p); }
    }
    draw();
  }
  function nearest(px, py, reach) {
    let best = -1, least = reach * reach;
    for (let k = 0; k < n; k++) {
      const dx = sx(k) - px, dy = sy(k) - py, d = dx * dx + dy * dy - Math.max(0, 160 - weight[k]) * 0.6;
      if (d < least) { least = d; best = k; }
    }
    return best;
  }

  const touches = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", e => { canvas.setPointerCapture(e.pointerId); touches.set(e.pointerId, [e.offsetX, e.offsetY]); moved = 0; });
  canvas.addEventListener("pointermove", e => {
    const last = touches.get(e.pointerId);
    if (!last) { if (!pinned && e.pointerType === "mouse") show(nearest(e.offsetX, e.offsetY, 26), false); return; }
    const dx = e.offsetX - last[0], dy = e.offsetY - last[1];
    moved += Math.abs(dx) + Math.abs(dy);
    if (touches.size === 2) {
      const other = [...touches].find(([id]) => id !== e.pointerId)[1];
      const before = Math.hypot(last[0] - other[0], last[1] - other[1]), after = Math.hypot(e.offsetX - other[0], e.offsetY - other[1]);
      if (before > 0) zoomAt((e.offsetX + other[0]) / 2, (e.offsetY + other[1]) / 2, after / before);
    } else {
      left -= dx / (zoom * (width - PAD.l - PAD.r)); top -= dy / (zoom * (height - PAD.t - PAD.b)); clamp(); draw();
    }
    touches.set(e.pointerId, [e.offsetX, e.offsetY]);
  });
  const lift = e => {
    if (touches.delete(e.pointerId) && e.type === "pointerup" && moved < 6) { const k = nearest(e.offsetX, e.offsetY, 30); show(k, k >= 0); }
  };
  canvas.addEventListener("pointerup", lift); canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { if (!pinned && !touches.size) show(-1, false); });
  canvas.addEventListener("wheel", e => {
    if (zoom === 1 && e.deltaY > 0 && !e.ctrlKey) return; // let the page scroll on
    e.preventDefault(); zoomAt(e.offsetX, e.offsetY, Math.exp(-e.deltaY * 0.0016));
  }, { passive: false });
  canvas.addEventListener("keydown", e => {
    const step = 0.12 / zoom, key = e.key.toLowerCase();
    if (key === "arrowleft") left -= step; else if (key === "arrowright") left += step;
    else if (key === "arrowup") top -= step; else if (key === "arrowdown") top += step;
    else if (key === "+" || key === "=") zoomAt(width / 2, height / 2, 1.4);
    else if (key === "-") zoomAt(width / 2, height / 2, 1 / 1.4);
    else if (key === "0") { zoom = 1; show(-1, false); }
    else if (key === "escape") show(-1, false);
    else if (key === "n" || key === "p") { const k = current < 0 ? byWeight[0] : Math.min(Math.max(current + (key === "n" ? 1 : -1), 0), n - 1); show(k, true); if (zoom > 1) centre(k, false); }
    else if (key === "enter" && current >= 0 && data.pages[current]) { location.href = "works/" + data.pages[current] + ".html"; return; }
    else return;
    e.preventDefault(); clamp(); draw();
  });
  document.getElementById("mapin").addEventListener("click", () => zoomAt(width / 2, height / 2, 1.6));
  document.getElementById("mapout").addEventListener("click", () => zoomAt(width / 2, height / 2, 1 / 1.6));
  document.getElementById("mapall").addEventListener("click", () => { zoom = 1; clamp(); show(-1, false); draw(); });
  const search = document.getElementById("mapsearch");
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    const k = wanted.length < 2 ? -1 : byWeight.findIndex(r => data.title[r].toLowerCase().includes(wanted) || data.artists[data.artist[r]].toLowerCase().includes(wanted));
    show(k < 0 ? -1 : byWeight[k], k >= 0);
    if (k >= 0 && zoom > 1) centre(byWeight[k], false);
  });
  function resize() {
    width = box.clientWidth; height = box.clientHeight; scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale); canvas.height = Math.round(height * scale);
    draw();
  }
  new ResizeObserver(resize).observe(box);
  resize();
})();
