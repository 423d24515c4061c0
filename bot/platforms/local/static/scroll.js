// Where the reader is: new messages come into view, unless somebody is reading further up.

import { answersDeed, byId, calm, justActed } from "./page.js";

const scroll = byId("scroll");
const pill = byId("newer");
const NEAR = 120; // pixels from the end that still count as being there
let unseen = null;

const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
let wasAtEnd = true;

scroll.addEventListener("scroll", () => {
  wasAtEnd = atEnd();
  if (wasAtEnd) pill.hidden = true;
}, { passive: true });

pill.addEventListener("click", () => {
  pill.hidden = true;
  if (!unseen?.isConnected) return;
  reveal(unseen);
  unseen.querySelector(".card")?.focus({ preventScroll: true });
});

/** Brings the whole of an element into view or, when it is too tall, its beginning. */
export function reveal(element, behavior = calm.matches ? "auto" : "smooth") {
  const [view, box] = [scroll, element].map((one) => one.getBoundingClientRect());
  const above = box.top - view.top - 16;
  const below = box.bottom - view.bottom + 16;
  const by = above < 0 || box.height > view.height - 32 ? above : Math.max(0, below);
  if (by) scroll.scrollBy({ top: by, behavior });
}

/** For a message that has just come or changed. */
export function follow(post, isNew) {
  if (isNew ? justActed() || wasAtEnd : answersDeed(post)) {
    reveal(post);
  } else if (isNew) {
    unseen = post;
    pill.hidden = false;
  }
}

/** For a page that has just been opened. */
export function startAtNewest() {
  const posts = [...scroll.querySelectorAll(".post")];
  if (!posts.length) return;
  scroll.scrollTop = scroll.scrollHeight;
  reveal(posts.reduce((one, other) => (Number(other.dataset.changed) > Number(one.dataset.changed) ? other : one)), "auto");
  wasAtEnd = atEnd();
}
