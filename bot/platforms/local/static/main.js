// Starts what the page needs.

import { atHome, byId } from "./page.js";
import * as day from "./day.js";

if (byId("composer")) {
  const parts = await Promise.all(["./press.js", "./composer.js", "./drawer.js", "./live.js"].map((part) => import(part)));
  for (const part of parts) part.listen();
  const { sync } = await import("./sync.js");
  day.listen(async () => (atHome ? location.reload() : sync()));
} else {
  day.listen(async () => location.reload());
}
document.documentElement.dataset.ready = "yes";
