// Colours of the page and of the points.

/** The colours that the page's style sheet gives the map, as they are now (dark or light). */
export function themeOf(root) {
  const style = getComputedStyle(root), value = name => style.getPropertyValue(name).trim();
  const theme = { font: style.fontFamily };
  for (const name of ["ink", "muted", "rule", "paper", "elder", "younger"]) theme[name] = value(`--hm-${name}`);
  theme.dark = value("--hm-dark") === "1";
  theme.grey = theme.dark ? packed(150, 150, 150) : packed(110, 105, 95);
  return theme;
}

const packed = (r, g, b) => b << 16 | g << 8 | r; // as a raster of little-endian pixels has them

function ofHue(turn, theme) {
  const lightness = theme.dark ? 0.64 : 0.47, chroma = theme.dark ? 0.25 : 0.24;
  const channel = shift => {
    const at = ((turn + shift) % 1 + 1) % 1, ramp = Math.min(Math.max(Math.abs(6 * at - 3) - 1, 0), 1);
    return Math.round(255 * (lightness + chroma * (2 * ramp - 1) * 0.8));
  };
  return packed(channel(0), channel(-1 / 3), channel(1 / 3));
}

/** A colour for each work, Uint32: by style (styles that lie close have hues that are close), century or picture. */
export function coloursOf(history, by, theme, sheets) {
  const { n } = history, colours = new Uint32Array(n);
  if (by === "picture") {
    for (let row = 0; row < n; row++) colours[row] = packed(...sheets.colours.subarray(3 * row, 3 * row + 3));
    return colours;
  }
  if (by === "century") {
    const { knots } = history, first = knots[0], span = knots[knots.length - 2] - first || 1;
    for (let row = 0; row < n; row++) {
      const year = history.year[row];
      colours[row] = Number.isFinite(year) ? ofHue(0.68 - 0.68 * Math.min(Math.max((year - first) / span, 0), 1), theme) : theme.grey;
    }
    return colours;
  }
  const kinds = history.style.reduce((most, code) => Math.max(most, code), 0) + 1;
  const sum = new Float64Array(kinds), count = new Uint32Array(kinds);
  for (let row = 0; row < n; row++) { sum[history.style[row]] += history.down[row]; count[history.style[row]]++; }
  const byPlace = Array.from({ length: kinds }, (_, k) => k).sort((a, b) => sum[a] / count[a] - sum[b] / count[b]);
  const hue = new Uint32Array(kinds);
  byPlace.forEach((kind, place) => { hue[kind] = ofHue(0.92 * place / kinds, theme); });
  const unnamed = history.nameless ?? -1;
  for (let row = 0; row < n; row++) colours[row] = history.style[row] === unnamed ? theme.grey : hue[history.style[row]];
  return colours;
}
