// A history as typed arrays: a safetensors file read in place, and what the map derives from it.

const KINDS = { F32: Float32Array, U8: Uint8Array, U16: Uint16Array, U32: Uint32Array };
const LANE_GAP = 0.035, LANE_HEIGHT = 0.065; // as in data.py

/** Arrays by name, from the bytes of a safetensors file. */
export function readTensors(buffer) {
  const size = Number(new DataView(buffer).getBigUint64(0, true));
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size)));
  const arrays = {};
  for (const [name, about] of Object.entries(head)) {
    if (name === "__metadata__") continue;
    const Kind = KINDS[about.dtype];
    if (!Kind) throw new Error(`${name} is of a kind that the map does not read: ${about.dtype}`);
    const from = 8 + size + about.data_offsets[0], to = 8 + size + about.data_offsets[1];
    arrays[name] = from % Kind.BYTES_PER_ELEMENT
      ? new Kind(buffer.slice(from, to))
      : new Kind(buffer, from, (to - from) / Kind.BYTES_PER_ELEMENT);
  }
  return arrays;
}

/** The works of a numbers file: places on the page, parents and children. */
export function readHistory(buffer) {
  const history = readTensors(buffer), n = history.x.length;
  history.n = n;
  history.rank = new Uint32Array(n);
  history.order.forEach((row, rank) => { history.rank[row] = rank; });
  history.children = childrenOf(history);
  placeLanes(history);
  return history;
}

function childrenOf({ n, start, parent, share }) {
  const from = new Uint32Array(n + 1);
  for (const p of parent) from[p + 1]++;
  for (let k = 0; k < n; k++) from[k + 1] += from[k];
  const next = from.slice(0, n), child = new Uint32Array(parent.length), part = new Uint8Array(parent.length);
  for (let row = 0; row < n; row++) {
    for (let e = start[row]; e < start[row + 1]; e++) {
      const at = next[parent[e]]++;
      child[at] = row;
      part[at] = share[e];
    }
  }
  return { start: from, child, share: part };
}

/** Works outside time have lanes below the others. */
function placeLanes(history) {
  history.lanes = [];
  history.height = 1;
  for (const [lane, name] of [[1, "Undated"], [2, "Refused"]]) {
    let count = 0;
    for (const v of history.lane) if (v === lane) count++;
    if (!count) continue;
    const top = history.height + LANE_GAP;
    history.height = top + LANE_HEIGHT;
    history.lanes.push({ name, count, top });
  }
}

/** The century of a year, by its first year: 1800 for 1885. */
export const centuryOf = year => 100 * Math.floor(year / 100);

export function centuryName(century) {
  return century >= 0 ? `${century || 1}–${century + 99}` : `${1 - century}–${-98 - century} BCE`;
}

export function yearName(year) {
  return year > 0 ? String(Math.floor(year)) : `${1 - Math.floor(year)} BCE`;
}

/** Parents of a work, heaviest first: pairs of row and per cent. */
export function parentsOf(history, row) {
  const pairs = [];
  for (let e = history.start[row]; e < history.start[row + 1]; e++) pairs.push([history.parent[e], history.share[e]]);
  return pairs;
}

/** Children of a work, heaviest first: pairs of row and per cent. */
export function childrenOfWork(history, row) {
  const { start, child, share } = history.children, pairs = [];
  for (let e = start[row]; e < start[row + 1]; e++) pairs.push([child[e], share[e]]);
  return pairs.sort((a, b) => b[1] - a[1]);
}

/**
 * What a work descends from (`parentsOf`) or what descends from it (`childrenOfWork`): the share that reaches each
 * work along its heaviest path, strongest first, and the edges on the way.
 */
export function lineage(history, row, relatives, { least = 0.03, most = 300 } = {}) {
  const reach = new Map(), edges = [], waiting = [[row, 1]];
  while (waiting.length && reach.size <= most) {
    let best = 0;
    for (let k = 1; k < waiting.length; k++) if (waiting[k][1] > waiting[best][1]) best = k;
    const [from, weight] = waiting.splice(best, 1)[0];
    if (reach.has(from)) continue;
    reach.set(from, weight);
    for (const [to, share] of relatives(history, from)) {
      const along = weight * share / 100;
      if (along < least) continue;
      edges.push([from, to, along]);
      if (!reach.has(to)) waiting.push([to, along]);
    }
  }
  reach.delete(row);
  return { reach, edges: edges.filter(([from, to]) => to !== row && (reach.has(from) || from === row) && reach.has(to)) };
}
