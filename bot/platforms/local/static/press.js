// Presses in cards, forms in the dialog, and what comes back with them.

import { atHome, byId, deed, elements, FAILED, say, staff } from "./page.js";
import { reveal } from "./scroll.js";
import { fieldsOf, sayDate } from "./fields.js";
import { sync } from "./sync.js";

const dialog = byId("dialog");
const underWay = new WeakMap(); // card → {element, work}
let opened = null; // the spot that the form was opened from

export function listen() {
  document.addEventListener("click", clicked);
  document.addEventListener("input", (event) => {
    if (event.target.type === "date") sayDate(event.target);
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted(event.target);
  });
  dialog.addEventListener("close", closed);
  if (atHome) openHome();
}

function clicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  // The second click of a double click may land on the next question's button: it counts for nothing.
  if (button.dataset.action !== undefined && event.detail < 2) pressed(button);
  else if (button.dataset.dismiss !== undefined) dismiss(button.closest(".whisper"));
  else if (button.dataset.close !== undefined) dialog.close();
}

/** Where a press stands: read before it is sent, because its card may be gone when the answer comes. */
function spotOf(card, button) {
  if (dialog.contains(card)) return { ...opened, card };
  const post = card.closest(".post");
  return {
    card,
    button,
    message: post?.dataset.key ?? "",
    thread: post?.dataset.thread ?? card.closest(".whisper")?.dataset.thread ?? "",
    holder: card.closest(".whispers") ?? card.closest(".reply, .item")?.querySelector(":scope > .whispers"),
  };
}

async function pressed(button) {
  const card = button.closest(".card");
  const spot = spotOf(card, button);
  const { action, value } = button.dataset;
  const answer = await act(card, button, "press", { action, value, ...named(spot), fields: fieldsOf(card) });
  if (answer) take(answer, spot);
}

async function submitted(form) {
  const spot = spotOf(form);
  const { submit: action, value } = form.dataset;
  const answer = await act(form, form, "form", { action, value, ...named(spot), fields: fieldsOf(form) });
  if (!answer) return;
  if (!answer.form) dialog.close();
  take(answer, spot);
}

const named = ({ message, thread }) => ({ message, thread });

/** One deed at a time in a card: the same button again is nothing new, another one waits its turn. */
async function act(card, element, what, body) {
  const before = underWay.get(card);
  if (before?.element === element) return null;
  await before?.work;
  if (!card.isConnected || underWay.has(card)) return null;
  const work = carryOut(card, element, what, body).finally(() => underWay.delete(card));
  underWay.set(card, { element, work });
  return work;
}

/** What failed says so, and can be tried again. */
async function carryOut(card, element, what, body) {
  const failure = card.querySelector(":scope > .failure");
  failure.textContent = "";
  card.setAttribute("aria-busy", "true");
  try {
    const answer = await deed(element, what, body);
    await sync().catch(() => {}); // it has arrived; the live stream shows the rest
    return answer;
  } catch {
    failure.textContent = FAILED;
    return null;
  } finally {
    card.removeAttribute("aria-busy");
  }
}

async function openHome() {
  const home = byId("home");
  try {
    const answer = await deed(home, "home", {});
    home.replaceChildren(...elements(answer.swap), ...elements(answer.whisper));
    if (!home.children.length) home.innerHTML = '<p class="empty">Här finns inget att visa än.</p>';
  } catch {
    home.innerHTML = '<p class="failure"></p>';
    home.firstChild.textContent = FAILED;
  }
}

/** Shows what came back with a deed. On the home page it may stand in the person's own conversation. */
export function take(answer, spot) {
  if (atHome && !answer.swap && !answer.whisper && !answer.form) {
    location.assign(`/chat/${staff}`);
    return;
  }
  if (answer.swap) swap(spot.card, elements(answer.swap)[0]);
  if (answer.whisper) whisper(elements(answer.whisper)[0], spot);
  if (answer.form) openForm(elements(answer.form)[0], spot);
}

function swap(card, fresh) {
  if (!card?.isConnected || card.tagName === "FORM") return;
  const held = card.contains(document.activeElement);
  card.replaceWith(fresh);
  if (held) fresh.focus();
}

/** A whisper stands right after what was pressed; after a typed text, last of all. */
function whisper(element, spot) {
  element.dataset.thread = spot.thread;
  (spot.holder?.isConnected ? spot.holder : byId("asides")).append(element);
  reveal(element);
  if (document.activeElement !== byId("words")) element.focus({ preventScroll: true });
  say("Ett svar som bara du ser");
}

function dismiss(element) {
  const beside = element.closest(".whispers").parentElement.querySelector(":scope > .post .card");
  element.remove();
  (beside ?? byId("words")).focus({ preventScroll: true });
}

function openForm(form, spot) {
  opened = spot;
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  (form.querySelector("[data-field]") ?? form.querySelector("h2")).focus();
}

/** The browser goes back to the button the form was opened from; if it is gone, to its card's heir. */
function closed() {
  dialog.replaceChildren();
  const message = opened?.message;
  opened = null;
  if (document.activeElement !== document.body) return;
  const card = message && document.querySelector(`.post[data-key="${CSS.escape(message)}"] .card`);
  (card || byId("words")).focus();
}
