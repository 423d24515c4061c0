// Hears from the server that something is new, and asks for it. Only while somebody looks: a browser
// holds few connections open to one server, and a forgotten window should not use one up.

import { sync } from "./sync.js";

let source = null;

export function listen() {
  document.addEventListener("visibilitychange", follow);
  follow();
}

function follow() {
  if (document.visibilityState === "hidden") {
    source?.close();
    source = null;
  } else if (!source) {
    source = new EventSource("/api/stream");
    source.addEventListener("changed", () => sync().catch(() => {})); // the next event tries again
  }
}
