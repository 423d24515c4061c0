// What every part of the page needs: its elements, what it is about, and talking with the server.

export const byId = (id) => document.getElementById(id);
export const main = byId("main");
export const staff = main.dataset.staff;
export const conversation = main.dataset.conversation;
export const atHome = main.dataset.home === "yes";
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

export const FAILED = "Det gick inte att nå Närvarolotsen. Försök igen.";

/** The elements that a piece of the server's HTML holds. */
export function elements(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

/** Says something to those who listen to the page. */
export function say(words) {
  byId("status").textContent = words;
}

export async function ask(path, values) {
  const response = await fetch(`${path}?${new URLSearchParams(values)}`);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

let last = { at: -Infinity, what: "", message: "" };

/** Remembers what the person just did, so that what comes of it is shown to them. */
export function acted(what, message = "") {
  last = { at: performance.now(), what, message };
}

/** Whether what comes now is likely an answer to what the person just did. */
export const justActed = () => performance.now() - last.at < 4000;

/** Whether a changed message is that answer: the card that was pressed, or a question answered in words. */
export function answersDeed(post) {
  return justActed() && (last.what === "text" ? post.dataset.thread !== "" : post.dataset.key === last.message);
}

/**
 * Sends one deed of the person. Its id is made once and stays on the element until it has arrived,
 * so that trying again after a broken connection is still the same deed.
 */
export async function deed(element, what, body) {
  element.dataset.deed ||= crypto.randomUUID();
  const whole = { id: element.dataset.deed, conversation, ...body };
  acted(what, body.message); // news may come before the answer
  const answer = await send(`/api/chat/${staff}/${what}`, whole);
  delete element.dataset.deed;
  last.at = performance.now();
  return answer;
}
