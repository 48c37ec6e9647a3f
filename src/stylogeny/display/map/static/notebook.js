// The map in a notebook: data comes from Python and the choice goes back.

import { show } from "./map.js";

export default {
  async render({ model, el }) {
    const bytes = name => {
      const view = model.get(name);
      return view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
    };
    const source = {
      numbers: async () => bytes("numbers"),
      words: async () => JSON.parse(model.get("words")),
      atlas: async () => (model.get("sheet").byteLength ? { ready: { 16: 0, 32: 0, 64: 1 }, done: true } : null),
      cells: async () => bytes("cells"),
      sheet: async () => new Blob([bytes("sheet")], { type: "image/jpeg" }),
      address: () => null,
    };
    const root = document.createElement("div");
    el.append(root);
    const changed = rows => { model.set("rows", rows); model.save_changes(); };
    const map = await show(root, source, { changed });
    const told = () => {
      const rows = model.get("rows"), chosen = map.chosen();
      if (rows.length === chosen.length && rows.every((row, k) => row === chosen[k])) return;
      if (rows.length <= 1) map.change({ work: rows.length ? map.words.ids[rows[0]] : "" });
    };
    model.on("change:rows", told);
    told();
    return () => { model.off("change:rows", told); map.close(); };
  },
};
