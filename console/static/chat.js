// The customer's web chat. What is said goes into the outbox and up by POST; what happens comes down the feed.

import { ChatLog } from "./chatlog.js";
import { Feed } from "./feed.js";
import { Outbox } from "./outbox.js";

const API = "/api/v1/webchat";
const DRAFT = "huiyin.draft";
const START = "huiyin.start";
const START_AGAIN_MS = 60 * 1000;
const OFFLINE_NOTICE_MS = 3000;
const BACK_NOTICE_MS = 4000;
const ECHO_MS = 10000;
const AWAY_MS = 30000;

const page = Object.fromEntries(
  ["chat", "log", "line", "notice", "composer", "text", "files", "picked", "newer", "more", "look", "languages"].map((id) => [
    id,
    document.getElementById(id),
  ]),
);
const { place, language, zone } = page.chat.dataset;
const words = JSON.parse(page.chat.dataset.words);
const limits = JSON.parse(page.chat.dataset.limits);
const title = document.title;

const log = new ChatLog(page.log, {
  words,
  zone,
  onTap: ({ label, data }) => send({ kind: "button", button: data, text: label }),
  onAgain: (clientId) => outbox.again(clientId),
  onUnseen: () => (page.newer.hidden = false),
});
const outbox = new Outbox(`${API}/messages`, (entry) => {
  log.showEntry(entry);
  if (entry.state === "sent") setTimeout(missEcho, ECHO_MS);
});
const feed = new Feed(`${API}/stream`, { message: hear, state: ({ complaint }) => showComplaint(complaint) }, showConnection);

let complaint = null;
let isOnline = true;
let noticeTimer = 0;
let unread = 0;
let chosen = [];

begin();

async function begin() {
  page.more.hidden = false;
  page.look.hidden = false;
  page.text.value = recall(DRAFT) || "";
  grow();
  page.log.setAttribute("aria-busy", "true");
  outbox.list().forEach((entry) => log.showEntry(entry));
  const history = await fetchHistory();
  if (!history) return;
  history.messages.forEach((message) => outbox.settle(message.client_id));
  log.showAll(history.messages);
  showComplaint(history.complaint);
  page.log.removeAttribute("aria-busy");
  greet();
  outbox.flush();
  feed.open(history.last_id);
}

// Comes back every few seconds until the server answers; null when it does not know us.
async function fetchHistory() {
  for (;;) {
    const response = await fetch(`${API}/history`).catch(() => null);
    if (response && response.ok) return response.json();
    if (response && response.status === 403) {
      showNotice(words.no_cookie, "ban--red");
      return null;
    }
    showConnection(false);
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

// Says hello for the customer: the answer is the greeting, and the place is known from then on.
function greet() {
  const last = JSON.parse(recall(START) || "null") || { place: "", at: 0 };
  const isFirst = log.isEmpty && Date.now() - last.at > START_AGAIN_MS;
  if (!isFirst && (!place || place === last.place)) return;
  keep(START, JSON.stringify({ place, at: Date.now() }));
  send({ kind: "command", command: "start", text: place }, { isSilent: true });
}

function send(body, options) {
  outbox.add({ ...body, language }, options);
}

function hear(message) {
  outbox.settle(message.client_id);
  log.show(message);
  if (document.hidden && message.from !== "customer") {
    unread += 1;
    document.title = `${words.unread.replace("{n}", unread)} ${title}`;
  }
}

// The server has a message but has not shown it: perhaps the stream is dead and nobody noticed.
function missEcho() {
  if (isOnline && outbox.isWaitingForEcho()) feed.connect();
}

function showComplaint(next) {
  complaint = next;
  log.showComplaint(next);
  showLine();
}

function showLine() {
  page.line.classList.toggle("is-off", !isOnline);
  page.line.querySelector("span").textContent = isOnline ? (complaint ? complaint.line : words.idle) : words.connecting;
}

function showConnection(isNowOnline) {
  if (isNowOnline === isOnline) return;
  isOnline = isNowOnline;
  showLine();
  clearTimeout(noticeTimer);
  if (!isOnline) {
    noticeTimer = setTimeout(() => showNotice(words.offline), OFFLINE_NOTICE_MS);
    return;
  }
  outbox.flush();
  if (page.notice.textContent !== words.offline) return;
  showNotice(words.back, "ban--green");
  noticeTimer = setTimeout(() => showNotice(""), BACK_NOTICE_MS);
}

function showNotice(text, className = "") {
  page.notice.textContent = text;
  page.notice.className = `ban ${className}`;
  page.notice.hidden = !text;
}

function submit() {
  const text = page.text.value.trim();
  if (!text && !chosen.length) return;
  send({ kind: "text", text }, { files: chosen });
  page.text.value = "";
  chosen = [];
  drawChosen();
  grow();
  page.text.focus();
}

function choose(files) {
  const wanted = [...files];
  const fitting = wanted.filter((file) => file.size <= limits.file_bytes);
  chosen = [...chosen, ...fitting];
  showNotice("");
  if (fitting.length < wanted.length) showNotice(words.too_large, "ban--red");
  if (chosen.length > limits.files) showNotice(words.too_many, "ban--red");
  chosen = chosen.slice(0, limits.files);
  drawChosen();
}

function drawChosen() {
  page.picked.hidden = !chosen.length;
  page.picked.replaceChildren(
    ...chosen.map((file) => {
      const chip = document.createElement("span");
      const name = document.createElement("span");
      const remove = document.createElement("button");
      chip.className = "att";
      name.textContent = file.name;
      Object.assign(remove, { type: "button", className: "ib ib--s", textContent: "×" });
      remove.setAttribute("aria-label", words.remove.replace("{name}", file.name));
      remove.onclick = () => {
        chosen = chosen.filter((other) => other !== file);
        drawChosen();
      };
      chip.append(name, remove);
      return chip;
    }),
  );
}

// The field grows with what is written in it; the style sheet says how far.
function grow() {
  page.text.style.height = "auto";
  page.text.style.height = `${page.text.scrollHeight + 2}px`;
  keep(DRAFT, page.text.value);
}

function openMenus() {
  return document.querySelectorAll("details.pop[open]");
}

function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

page.composer.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});

page.text.addEventListener("keydown", (event) => {
  // Enter that picks a candidate of an input method must not send; 229 is what older browsers report.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});

page.text.addEventListener("input", grow);

page.text.addEventListener("paste", (event) => {
  if (event.clipboardData && event.clipboardData.files.length) choose(event.clipboardData.files);
});

page.files.addEventListener("change", () => {
  choose(page.files.files);
  page.files.value = "";
});

page.more.addEventListener("click", (event) => {
  const item = event.target.closest("[data-command]");
  if (!item) return;
  page.more.open = false;
  send({ kind: "command", command: item.dataset.command, text: "" }, { label: item.textContent.trim() });
});

page.look.addEventListener("submit", (event) => {
  event.preventDefault();
  const number = page.look.elements.number.value.trim();
  if (number) send({ kind: "command", command: "progress", text: number }, { label: number });
});

page.languages.addEventListener("click", (event) => {
  const link = event.target.closest("[data-language]");
  // The link itself brings the page in the other language; the outbox goes on there.
  if (!link) return;
  const chosenLanguage = link.dataset.language;
  const body = { kind: "command", command: "language", text: chosenLanguage, language: chosenLanguage };
  outbox.add(body, { isSilent: true });
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

page.newer.addEventListener("click", () => log.scrollToEnd());

page.log.addEventListener("scroll", () => {
  if (log.isAtEnd()) page.newer.hidden = true;
});

let hiddenAt = 0;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    hiddenAt = Date.now();
    return;
  }
  unread = 0;
  document.title = title;
  if (!isOnline || Date.now() - hiddenAt > AWAY_MS) feed.connect();
  outbox.flush();
});

addEventListener("online", () => {
  feed.connect();
  outbox.flush();
});
