// The conversation: one element per message, in the order of their ids. A message that the server has not
// shown yet stands behind the newest one there was when it was written.

import { copyOf, drawBubble, drawButton, drawCard, drawFile, drawIcon, drawRing, drawSteps, make } from "./chatparts.js";

const TAPPED = "huiyin.tapped";
const NEAR_THE_END_PX = 120;
const RINGS_MS = 15000;

export class ChatLog {
  // onTap(button) and onAgain(clientId) tell what the customer does; onUnseen() that there is something new
  // below what is in view.
  constructor(element, { words, zone, onTap, onAgain, onUnseen }) {
    Object.assign(this, { element, words, onTap, onAgain, onUnseen });
    this.says = new Map(); // by message id, or by client_id while there is no id yet
    this.newestId = "";
    this.complaint = null;
    this.isFollowing = true;
    this.top = 0;
    const language = document.documentElement.lang;
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
    this.clock = new Intl.DateTimeFormat(language, clock);
    this.day = new Intl.DateTimeFormat(language, { month: "long", day: "numeric", timeZone: zone });
    this.time = (at) => (/^\d{4}-\d\d-\d\dT/.test(at) ? this.clock.format(new Date(at)) : at || "");
    element.addEventListener("scroll", () => this.watchScroll());
    new ResizeObserver(() => this.follow()).observe(element);
    setInterval(() => this.refreshCards(), RINGS_MS);
  }

  get isEmpty() {
    return this.says.size === 0;
  }

  // All there is so far, in one go. What waits to be sent comes after it.
  showAll(messages) {
    for (const message of messages) this.adopt(message);
    for (const say of this.says.values()) if (say.entry) say.rank = this.newestId;
    for (const say of this.ordered()) this.draw(say);
    this.refresh();
    this.scrollToEnd();
  }

  // A message from the server: new, changed, or the echo of one that is drawn already.
  show(message) {
    const say = this.adopt(message);
    this.draw(say);
    this.refresh();
    if (this.isFollowing) this.scrollToEnd();
    else if (message.from !== "customer") this.onUnseen();
  }

  // One of the customer's own on its way.
  showEntry(entry) {
    if (entry.is_silent || this.ordered().some((say) => say.id && say.message.client_id === entry.client_id)) return;
    const say = this.says.get(entry.client_id) || this.newSay(entry.client_id);
    const files = entry.file_names.map((name) => ({ name, kind: "document" }));
    const text = entry.label || entry.body.text;
    say.entry = entry;
    say.message = { from: "customer", text, at: entry.at, files, client_id: entry.client_id };
    this.draw(say);
    this.refresh();
    this.scrollToEnd();
  }

  showComplaint(complaint) {
    this.complaint = complaint;
    this.refreshCards();
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.isFollowing = true;
  }

  // Only a hand goes up; a picture that loads below moves the end away, and is followed.
  watchScroll() {
    const isUp = this.element.scrollTop < this.top;
    this.top = this.element.scrollTop;
    if (isUp || this.isAtEnd()) this.isFollowing = this.isAtEnd();
  }

  follow() {
    if (this.isFollowing) this.scrollToEnd();
  }

  isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
  }

  adopt(message) {
    const waiting = message.client_id && this.says.get(message.client_id);
    if (waiting) this.says.delete(message.client_id);
    const say = this.says.get(message.id) || waiting || this.newSay(message.id);
    this.says.set(message.id, say);
    if (compareIds(message.id, this.newestId) > 0) this.newestId = message.id;
    return Object.assign(say, { id: message.id, rank: message.id, message, entry: null });
  }

  newSay(key) {
    const say = { id: "", rank: this.newestId, element: make("div", "say") };
    this.says.set(key, say);
    return say;
  }

  ordered() {
    const order = (say) => (say.entry ? say.entry.order : 0);
    return [...this.says.values()].sort((a, b) => compareIds(a.rank, b.rank) || order(a) - order(b));
  }

  draw(say) {
    const { text, card, buttons, files, edited } = say.message;
    const print = JSON.stringify([text, card || null, buttons || [], files, Boolean(edited)]);
    const isMine = say.message.from === "customer";
    if (say.print !== print) {
      say.print = print;
      say.element.className = isMine ? "say say--me" : "say";
      // Nobody needs to hear read out what they have just written.
      if (isMine) say.element.setAttribute("aria-live", "off");
      say.element.replaceChildren(...this.parts(say));
    }
    if (isMine) this.drawDelivery(say);
    this.place(say);
  }

  place(say) {
    const says = this.ordered();
    const next = says.slice(says.indexOf(say) + 1).find((other) => other.element.parentNode);
    const anchor = next ? next.element : null;
    if (say.element.parentNode && say.element.nextElementSibling === anchor) return;
    this.element.insertBefore(say.element, anchor);
  }

  parts(say) {
    const { message } = say;
    const card = message.card || {};
    const text = card.text === undefined ? message.text : card.text;
    const buttons = (message.buttons || []).flat();
    const parts = [];
    if (message.from === "officer") parts.push(this.signature(message));
    if (text) parts.push(drawBubble(message, text, this.words, this.time));
    for (const file of message.files || []) parts.push(drawFile(file, this.words, () => this.follow()));
    say.card = card.kind === "ack" || card.kind === "progress" ? card : null;
    say.section = say.card && drawCard(card, this.words, this.time);
    say.choices = buttons.length && card.kind !== "faces" ? this.quickReplies(say, buttons) : null;
    if (buttons.length && card.kind === "faces") parts.push(this.faces(say, buttons));
    return [...parts, say.section, say.choices].filter(Boolean);
  }

  signature(message) {
    const line = make("span", "say__w");
    line.append(make("b", "", message.name), ` ${this.time(message.at)}`);
    return line;
  }

  quickReplies(say, buttons) {
    const list = make("div", "qr-list");
    list.setAttribute("role", "group");
    const picture = (button) => button.icon && drawIcon(button.icon, 18);
    list.append(...buttons.map((button) => drawButton(button, "qk", picture(button), (tap) => this.tap(say, tap))));
    return list;
  }

  faces(say, buttons) {
    const list = make("div", "faces");
    list.setAttribute("role", "group");
    const picture = (i) => drawIcon(`f${i + 1}`, 32);
    list.append(...buttons.map((button, i) => drawButton(button, "face", picture(i), (tap) => this.tap(say, tap))));
    return list;
  }

  tap(say, button) {
    remember(say.id);
    this.onTap(button);
    this.refresh();
  }

  drawDelivery(say) {
    const { state, reason, client_id: clientId } = say.entry || { state: "sent", reason: "" };
    if (!say.delivery) say.delivery = copyOf("delivery");
    const part = (name) => say.delivery.querySelector(`[data-part=${name}]`);
    const hasFailed = state === "failed";
    say.delivery.querySelector("time").textContent = this.time(say.message.at);
    part("icon").hidden = state !== "sent";
    part("state").textContent = this.words[hasFailed && reason ? reason : state] || reason;
    part("again").hidden = !hasFailed || reason === "lost";
    part("again").onclick = () => this.onAgain(clientId);
    say.delivery.classList.toggle("bub__t--failed", hasFailed);
    say.element.classList.toggle("say--queued", state === "queued");
    say.element.append(say.delivery);
  }

  // What depends on the whole conversation: the days, which choices are still open, the newest card.
  refresh() {
    const says = this.ordered();
    const hasSpoken = says.some((say) => say.message.from === "customer");
    this.element.querySelector(".hero").hidden = hasSpoken;
    this.element.classList.toggle("chat__b--start", !hasSpoken);
    this.refreshDays(says);
    this.refreshChoices(says);
    this.refreshCards();
  }

  refreshDays(says) {
    let day = this.dayName(new Date());
    for (const say of says) {
      const next = this.dayName(new Date(say.message.at));
      if (next === day) delete say.element.dataset.day;
      else say.element.dataset.day = next;
      day = next;
    }
  }

  // Quick replies stay until one is used: those after the customer's last word, and the newest ones before it.
  refreshChoices(says) {
    const lastWord = says.map((say) => say.message.from).lastIndexOf("customer");
    const newest = says.map((say) => Boolean(say.choices)).lastIndexOf(true);
    const used = tapped();
    says.forEach((say, i) => {
      if (say.choices) say.choices.hidden = used.includes(say.id) || (i < lastWord && i !== newest);
    });
  }

  refreshCards() {
    const cards = this.ordered().filter((say) => say.card);
    const newest = cards.filter((say) => this.complaint && say.card.number === this.complaint.number).pop();
    if (newest) drawSteps(newest.section.querySelector("[data-part=steps]"), this.complaint.steps, this.time);
    for (const say of cards) drawRing(say.section, say.card, this.complaint, this.words);
  }

  dayName(date) {
    const name = this.day.format(date);
    if (name === this.day.format(new Date())) return `${this.words.today} ${name}`;
    if (name === this.day.format(new Date(Date.now() - 86400000))) return `${this.words.yesterday} ${name}`;
    return name;
  }
}

// Ids are whole numbers too large for a Number, so they stay text.
function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

function tapped() {
  try {
    return JSON.parse(localStorage.getItem(TAPPED)) || [];
  } catch {
    return [];
  }
}

function remember(id) {
  try {
    localStorage.setItem(TAPPED, JSON.stringify([...tapped(), id].slice(-50)));
  } catch {
    return;
  }
}
