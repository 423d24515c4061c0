// Keeps the conversation as the server has it. What has not changed is not touched, so that
// half-filled inputs, opened threads and the keyboard's place stay.

import { ask, atHome, byId, conversation, elements, main, say, staff } from "./page.js";
import { bringValues } from "./fields.js";

const list = byId("messages");
const listeners = [];
let changed = [];
let running = null;
let again = false;

/** `listener({item, post, isNew})` hears of each message that is new on the page, or changed there. */
export function onArrival(listener) {
  listeners.push(listener);
}

/** Brings the page up to date. Many calls at once are at most two questions to the server. */
export function sync() {
  if (running) {
    again = true;
    return running;
  }
  running = bringUp().finally(() => {
    running = null;
  });
  return running;
}

async function bringUp() {
  do {
    again = false;
    const since = main.dataset.changed;
    const news = await ask(`/api/chat/${staff}/news`, {
      conversation, since, antal: main.dataset.length, at_home: atHome,
    });
    show(news);
    main.dataset.changed = news.changed;
  } while (again);
}

function show(news) {
  keepFocus(byId("people-list"), news.people);
  keepFocus(byId("tabs"), news.tabs);
  keepFocus(byId("day"), news.day);
  if (!list) return;
  changed = [];
  const arrived = place(list, news.order, new Map(news.items.map((one) => [one.key, elements(one.html)[0]])));
  byId("empty").hidden = news.order.length > 0;
  if (arrived.length) tell(arrived);
  for (const post of changed) notify(post, false);
  for (const post of arrived) notify(post, true);
}

/** Replaces what an element holds, and keeps the keyboard on the same control if it was there. */
function keepFocus(element, html) {
  if (element.innerHTML.trim() === html.trim() || element.querySelector("[aria-busy]")) return;
  const place = [...element.querySelectorAll("a, button")].indexOf(document.activeElement);
  element.innerHTML = html;
  element.querySelectorAll("a, button")[place]?.focus();
}

/** Makes the children of `parent` those keys in that order. Returns the posts that are new. */
function place(parent, order, fresh) {
  const arrived = [];
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  for (const [key, child] of known) if (!order.includes(key)) child.remove();
  order.forEach((key, position) => {
    let child = known.get(key);
    const wanted = fresh.get(key);
    if (!child && !wanted) return;
    if (!child) {
      child = wanted;
      arrived.push(...wanted.querySelectorAll(".post"));
    } else if (wanted) {
      arrived.push(...update(child, wanted));
    }
    if (parent.children[position] !== child) parent.insertBefore(child, parent.children[position] ?? null);
  });
  return arrived;
}

function update(child, wanted) {
  child.dataset.label = wanted.dataset.label;
  swapPost(child.querySelector(":scope > .post"), wanted.querySelector(":scope > .post"));
  const [oldDay, newDay] = [child, wanted].map((one) => one.querySelector(":scope > .day"));
  if (!newDay) oldDay?.remove();
  else if (!oldDay) child.prepend(newDay);
  return updateThread(child, wanted);
}

function updateThread(child, wanted) {
  const [old, thread] = [child, wanted].map((one) => one.querySelector(":scope > .thread"));
  if (!thread) {
    old?.remove();
    return [];
  }
  if (!old) {
    child.querySelector(":scope > .whispers").after(thread);
    thread.open = true;
    return [...thread.querySelectorAll(".post")];
  }
  old.querySelector("summary").replaceWith(thread.querySelector("summary"));
  const replies = [...thread.querySelector(".replies").children];
  const keys = replies.map((reply) => reply.dataset.key);
  const arrived = place(old.querySelector(".replies"), keys, new Map(replies.map((one) => [one.dataset.key, one])));
  if (arrived.length) old.open = true;
  return arrived;
}

/** Puts a changed card in the old one's place, with what the person had begun to fill in. */
function swapPost(old, fresh) {
  if (!old || !fresh || old.dataset.changed === fresh.dataset.changed) return;
  const held = old.contains(document.activeElement);
  if (!old.querySelector("[aria-busy]")) bringValues(old, fresh);
  old.replaceWith(fresh);
  changed.push(fresh);
  if (held) fresh.querySelector(".card")?.focus({ preventScroll: true });
}

function tell(arrived) {
  const words = arrived
    .filter((post) => !post.classList.contains("mine"))
    .map((post) => `Nytt meddelande från ${post.querySelector(".who").textContent}: ${post.querySelector("h3")?.textContent ?? ""}`);
  if (words.length) say(words.join(". "));
}

function notify(post, isNew) {
  for (const listener of listeners) listener({ item: post.closest(".item"), post, isNew });
}
