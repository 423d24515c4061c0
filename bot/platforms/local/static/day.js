// The demo's calendar: one press is one school day.

import { acted, byId, FAILED, say, send } from "./page.js";

export function listen(afterwards) {
  byId("day").addEventListener("click", (event) => {
    const button = event.target.closest(".next-day");
    if (button && !button.getAttribute("aria-busy")) next(button, afterwards);
  });
}

async function next(button, afterwards) {
  button.setAttribute("aria-busy", "true");
  say("Nästa skoldag räknas fram");
  try {
    acted("day"); // the morning's message may come before the answer
    await send("/demo/next", { day: button.dataset.day });
    acted("day");
    button.removeAttribute("aria-busy");
    await afterwards();
    say(`Nu är det ${byId("day").querySelector("time").textContent}`);
  } catch {
    say(FAILED);
  } finally {
    button.removeAttribute("aria-busy");
  }
}
