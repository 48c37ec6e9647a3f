// Pointer, wheel and keys on the canvas. Each gesture has a button too (map.js).

const NUDGE = 0.12; // of what is in view, by an arrow key

/** `act`: camera, moved(), hover(px, py), pick(px, py, reach), boxed(x0, y0, x1, y1), boxing(), step(by), open(), clear(), whole(). */
export function listen(canvas, act) {
  const touches = new Map();
  let travelled = 0, corner = null;
  const place = event => [event.offsetX, event.offsetY];

  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    touches.set(event.pointerId, place(event));
    travelled = 0;
    corner = event.shiftKey || act.boxing() ? place(event) : null;
  });
  canvas.addEventListener("pointermove", event => {
    const last = touches.get(event.pointerId), here = place(event);
    if (!last) {
      if (event.pointerType === "mouse") act.hover(...here);
      return;
    }
    const dx = here[0] - last[0], dy = here[1] - last[1];
    travelled += Math.abs(dx) + Math.abs(dy);
    if (corner) {
      act.boxed(...corner, ...here, false);
    } else if (touches.size === 2) {
      const other = [...touches].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(last[0] - other[0], last[1] - other[1]);
      const after = Math.hypot(here[0] - other[0], here[1] - other[1]);
      if (before > 0) act.camera.zoomAt((here[0] + other[0]) / 2, (here[1] + other[1]) / 2, after / before);
      act.moved();
    } else if (travelled > 3) {
      act.camera.pan(dx, dy);
      act.moved();
    }
    touches.set(event.pointerId, here);
  });
  const lift = event => {
    if (!touches.delete(event.pointerId)) return;
    if (corner) {
      if (travelled > 6) act.boxed(...corner, ...place(event), true);
      corner = null;
    } else if (event.type === "pointerup" && travelled <= 6) {
      act.pick(...place(event), event.pointerType === "mouse" ? 14 : 26);
    }
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { if (!touches.size) act.hover(-1e6, -1e6); });
  canvas.addEventListener("wheel", event => {
    if (act.camera.zoom === 1 && event.deltaY > 0 && !event.ctrlKey) return; // the page scrolls on
    event.preventDefault();
    act.camera.zoomAt(event.offsetX, event.offsetY, Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)));
    act.moved();
  }, { passive: false });
  canvas.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { camera } = act, [w, h] = [camera.width, camera.tall], key = event.key;
    const ways = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (ways[key]) { camera.pan(NUDGE * w * ways[key][0], NUDGE * h * ways[key][1]); act.moved(); }
    else if (key === "+" || key === "=") { camera.zoomAt(w / 2, h / 2, 1.5); act.moved(); }
    else if (key === "-") { camera.zoomAt(w / 2, h / 2, 1 / 1.5); act.moved(); }
    else if (key === "0") act.whole();
    else if (key === "n") act.step(1);
    else if (key === "p") act.step(-1);
    else if (key === "Enter" && act.boxing()) act.boxed(0, 0, w, h, true); // what is in view
    else if (key === "Enter") act.open();
    else if (key === "Escape") act.clear();
    else return;
    event.preventDefault();
  });
}
