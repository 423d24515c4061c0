// The message box: typed answers, in the conversation or in one of its threads.

import { answersDeed, atHome, byId, deed, FAILED } from "./page.js";
import { follow, startAtNewest } from "./scroll.js";
import { onArrival, sync } from "./sync.js";
import { take } from "./press.js";

const form = byId("composer");
const words = byId("words");
const label = byId("thread-label");
const failure = form.querySelector(".failure");
let thread = "";
let busy = false;

export function listen() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write();
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      write();
    }
  });
  words.addEventListener("input", grow);
  byId("leave-thread").addEventListener("click", () => {
    answerIn(null);
    words.focus();
  });
  byId("scroll").addEventListener("click", (event) => {
    const button = event.target.closest(".answer-here");
    if (!button) return;
    answerIn(button.closest(".item"));
    words.focus();
  });
  onArrival(arrived);
  if (!atHome) start();
}

/** Opens where the newest message is, ready to answer in its thread. */
function start() {
  const open = document.querySelector(".thread[open]");
  const items = byId("messages").children;
  if (open && open.parentElement === items[items.length - 1]) answerIn(open.parentElement);
  startAtNewest();
}

/** `item`: whose thread the next words go to; null: the conversation itself. */
function answerIn(item) {
  thread = item?.dataset.thread ?? "";
  label.hidden = !item;
  label.querySelector("strong").textContent = item?.dataset.label ?? "";
}

/** Follows the bot's question to where it was asked, unless something is half written. */
function arrived({ item, post, isNew }) {
  const question = post.classList.contains("from-bot") && (isNew || answersDeed(post));
  if (question && !words.value) answerIn(post.dataset.thread ? item : null);
  follow(post, isNew);
}

async function write() {
  const text = words.value.trim();
  if (!text || busy) return;
  busy = true;
  failure.textContent = "";
  try {
    const answer = await deed(form, "text", { text, thread });
    words.value = "";
    grow();
    await sync().catch(() => {}); // it has arrived; the live stream shows the rest
    take(answer, { thread });
  } catch {
    failure.textContent = FAILED;
  } finally {
    busy = false;
  }
}

function grow() {
  words.rows = Math.min(6, words.value.split("\n").length + Math.floor(words.value.length / 70));
}
