// The list of people: always there on a wide screen, a drawer on a phone.

import { byId, main } from "./page.js";

const people = byId("people");
const show = byId("show-people");

export function listen() {
  people.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
  show.addEventListener("click", () => open(true));
  byId("hide-people").addEventListener("click", () => open(false));
  people.parentElement.addEventListener("click", (event) => {
    if (main.inert && !people.contains(event.target) && event.target !== show) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && main.inert) open(false);
  });
}

function open(yes) {
  people.classList.toggle("shown", yes);
  show.setAttribute("aria-expanded", String(yes));
  main.inert = yes;
  if (yes) (people.querySelector('[aria-current="page"]') ?? people.querySelector("a")).focus();
  else show.focus();
}
