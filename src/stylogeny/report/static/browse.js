// All works and all artists: a list of which only the rows in sight exist, and the one that is chosen beside it.
(function () {
  "use strict";
  const data = window.STYLOGENY, people = window.STYLOGENY_ARTISTS || {}, rows = document.getElementById("rows");
  if (!data || !rows) return;
  const n = data.x.length, CELL = 64, ACROSS = 24, PER = ACROSS * ACROSS, HIGH = 76;
  const space = document.getElementById("rowspace"), detail = document.getElementById("detail");
  const search = document.getElementById("browsesearch"), order = document.getElementById("browseorder");
  const tabs = { w: document.getElementById("tabworks"), a: document.getElementById("tabartists") };
  const children = Array.from({ length: n }, () => []), own = data.artists.map(() => []);
  data.parents.forEach((list, child) => { for (let i = 0; i < list.length; i += 2) children[list[i]].push([child, list[i + 1]]); });
  data.artist.forEach((a, k) => own[a].push(k)); // works come in order of time
  const numbered = new Map(data.artists.map((name, a) => [name, a]));
  let kind = "w", list = [], chosen = -1;

  function element(tag, text, cls) { const e = document.createElement(tag); if (text) e.textContent = text; if (cls) e.className = cls; return e; }
  function thumb(k, side) {
    const box = element("span", "", "thumb"), w = data.sizes[2 * k], h = data.sizes[2 * k + 1];
    box.style.width = box.style.height = side + "px";
    if (!w) return box;
    const at = data.cells[k] % PER, grow = side / CELL, picture = element("span");
    picture.style.width = w * grow + "px"; picture.style.height = h * grow + "px";
    picture.style.backgroundImage = "url(thumbs/" + data.sheets[Math.floor(data.cells[k] / PER)] + ")";
    picture.style.backgroundPosition = -(at % ACROSS) * CELL * grow + "px " + -Math.floor(at / ACROSS) * CELL * grow + "px";
    picture.style.backgroundSize = ACROSS * CELL * grow + "px auto";
    box.append(picture);
    return box;
  }
  const years = a => { const w = own[a], first = data.year[w[0]], last = data.year[w[w.length - 1]]; return first === last ? first : first + " to " + last; };
  const foremost = a => own[a].reduce((best, k) => (data.cells[k] < data.cells[best] ? k : best), own[a][0]);
  const words = k => kind === "w" ? data.title[k] + " " + data.artists[data.artist[k]] + " " + data.styles[data.style[k]] : data.artists[k];
  const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  function relist() {
    const wanted = plain(search.value.trim()).split(/\s+/).filter(Boolean);
    const all = kind === "w" ? Array.from({ length: n }, (_, k) => k) : data.artists.map((_, a) => a).filter(a => data.artists[a] && own[a].length);
    list = all.filter(k => { const said = plain(words(k)); return wanted.every(w => said.includes(w)); });
    const by = order.value;
    if (by === "name") list.sort((a, b) => words(a).localeCompare(words(b)));
    else if (by === "weight") list.sort((a, b) => kind === "w" ? data.cells[a] - data.cells[b] : data.cells[foremost(a)] - data.cells[foremost(b)]);
    else if (kind === "a") list.sort((a, b) => own[a][0] - own[b][0]);
    space.style.height = list.length * HIGH + "px";
    document.getElementById("rowcount").textContent = list.length + (kind === "w" ? " works" : " artists");
    draw();
  }
  function draw() {
    const first = Math.max(Math.floor(rows.scrollTop / HIGH) - 2, 0), last = Math.min(first + Math.ceil(rows.clientHeight / HIGH) + 4, list.length);
    space.textContent = "";
    for (let i = first; i < last; i++) {
      const k = list[i], row = element("div", "", "browserow"), said = element("span", "", "said");
      row.style.top = i * HIGH + "px"; row.setAttribute("role", "option"); row.setAttribute("aria-selected", String(k === chosen)); row.id = "row" + k;
      if (kind === "w") {
        said.append(element("cite", data.title[k]), element("span", [data.artists[data.artist[k]], data.year[k]].filter(Boolean).join(", "), "range"));
        row.append(thumb(k, CELL), said);
      } else {
        said.append(element("span", data.artists[k], "artistname"), element("span", years(k) + ", " + own[k].length + (own[k].length === 1 ? " work" : " works"), "range"));
        row.append(thumb(foremost(k), CELL), said);
      }
      row.addEventListener("click", () => go(kind, k));
      space.append(row);
    }
    rows.dataset.shown = String(last - first);
    rows.setAttribute("aria-activedescendant", "row" + chosen);
  }
  function go(to, k) { location.hash = to + k; }
  function link(to, k, label) { const a = element("a", label); a.href = "#" + to + k; return a; }
  function works(title, cls, pairs) {
    if (!pairs.length) return;
    detail.append(element("h3", title, cls));
    const grid = element("div", "", "browsegrid");
    for (const [k, share] of pairs.slice(0, 24)) {
      const a = link("w", k, ""), said = element("span", data.title[k], "said");
      said.append(element("span", [data.artists[data.artist[k]], data.year[k]].filter(Boolean).join(", "), "range"));
      if (share) said.append(element("span", share + "\u202f%", "figure"));
      a.append(thumb(k, 96), said); grid.append(a);
    }
    detail.append(grid);
    if (pairs.length > 24) detail.append(element("p", "and " + (pairs.length - 24) + " more", "note"));
  }
  function artists(title, cls, lines) {
    if (!lines || !lines.length) return;
    detail.append(element("h3", title, cls));
    const items = element("ul", "", "browseartists");
    for (const [name, share, low, high] of lines) {
      const item = element("li"), a = numbered.get(name);
      item.append(a !== undefined && own[a].length ? link("a", a, name) : element("span", name), element("span", " " + share + "\u202f% (" + low + "–" + high + ")", "range"));
      items.append(item);
    }
    detail.append(items);
  }
  function show(to, k) {
    if (to !== kind) { kind = to; search.value = ""; }
    for (const key of ["w", "a"]) tabs[key].setAttribute("aria-selected", String(key === kind));
    chosen = k; relist();
    const at = list.indexOf(k);
    if (k >= 0 && at >= 0 && (at * HIGH < rows.scrollTop || (at + 1) * HIGH > rows.scrollTop + rows.clientHeight)) { rows.scrollTop = at * HIGH - rows.clientHeight / 2; draw(); }
    if (k < 0) return;
    detail.textContent = "";
    if (kind === "w") {
      const a = data.artist[k], head = element("p", "", "claim");
      head.append(element("cite", data.title[k]), ", " + data.year[k]);
      detail.append(thumb(k, 192), head);
      const by = element("p"); if (data.artists[a]) by.append(link("a", a, data.artists[a])); if (data.styles[data.style[k]]) by.append((data.artists[a] ? ". " : "") + data.styles[data.style[k]]);
      detail.append(by);
      if (data.pages[k]) { const p = element("p"), page = element("a", "Its page, with its lines drawn"); page.href = "works/" + data.pages[k] + ".html"; p.append(page); detail.append(p); }
      const elders = []; for (let i = 0; i < data.parents[k].length; i += 2) elders.push([data.parents[k][i], data.parents[k][i + 1]]);
      works("Where it came from", "elder", elders);
      works("What came of it", "younger", children[k].slice().sort((x, y) => y[1] - x[1]));
      if (!elders.length && !children[k].length) detail.append(element("p", "Nothing here is traced to it or from it.", "note"));
    } else {
      detail.append(element("p", data.artists[k], "claim"), element("p", years(k) + ", " + own[k].length + (own[k].length === 1 ? " work" : " works"), "note"));
      const [from, into] = people[data.artists[k]] || [[], []];
      artists("Sources: shares of the debts to others", "elder", from);
      artists("Followers: shares of theirs", "younger", into);
      works("Works in time", "", own[k].map(w => [w, 0]));
    }
    detail.scrollTop = 0;
  }
  function follow() {
    const at = /^#([wa])(\d+)$/.exec(location.hash);
    if (at) show(at[1], Number(at[2])); else show(location.hash === "#artists" ? "a" : "w", -1);
  }
  rows.addEventListener("scroll", draw);
  rows.addEventListener("keydown", e => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -list.length, End: list.length }[e.key];
    if (!step || !list.length) return;
    e.preventDefault();
    const at = list.indexOf(chosen);
    go(kind, list[Math.min(Math.max((at < 0 ? -1 : at) + step, 0), list.length - 1)]);
  });
  search.addEventListener("input", () => { rows.scrollTop = 0; relist(); });
  order.addEventListener("change", () => { rows.scrollTop = 0; relist(); });
  tabs.w.addEventListener("click", () => { location.hash = "works"; }); tabs.a.addEventListener("click", () => { location.hash = "artists"; });
  window.addEventListener("hashchange", follow);
  new ResizeObserver(draw).observe(rows);
  follow();
})();
