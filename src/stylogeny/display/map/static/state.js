// What is chosen on the map, as a small immutable object, and its two ways into and out of an address.

export const NOTHING = Object.freeze({ work: "", artist: "", style: "", century: "", q: "", region: "", colour: "" });
const NAMES = Object.keys(NOTHING);

/** State kept in the page's address: a choice is a new entry of the browser's history, a movement is not. */
export class Address {
  read() {
    const query = new URLSearchParams(location.search), state = {};
    for (const name of NAMES) state[name] = query.get(name) || "";
    return { state, view: query.get("view") || "" };
  }

  write(state, view, { entry }) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of [...Object.entries(state), ["view", view]]) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString().replaceAll("%2C", ","), there = location.pathname + (text ? `?${text}` : "");
    if (there === location.pathname + location.search) return;
    if (entry) history.pushState(null, "", there);
    else history.replaceState(null, "", there);
  }

  listen(changed) {
    addEventListener("popstate", changed);
    return () => removeEventListener("popstate", changed);
  }
}

/** State of a map that has no address, as in a notebook. */
export class Memory {
  read() { return { state: { ...NOTHING }, view: "" }; }
  write() {}
  listen() { return () => {}; }
}
