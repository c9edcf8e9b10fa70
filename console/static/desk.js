// The staff console, enhanced: every page works without this as plain links and forms. Forms are sent and pages
// asked for again in the background, and only what has changed is put in; the server alone makes HTML.

import { Deadlines } from "./deadlines.js";
import { Drafts } from "./drafts.js";
import { Feed } from "./feed.js";
import { listenToKeys } from "./keys.js";
import { preparePalette } from "./palette.js";
import { rest, tellPresence } from "./presence.js";
import { fetchPage, isSignIn, pageOf, swap } from "./regions.js";

const SOON_MS = 300;
const APART_MS = 2000;
const IDLE_MS = 5000;
const SAFETY_MS = 60000;
const OFFLINE_NOTICE_MS = 3000;
const NOTICE_MS = 6000;
const TOAST_MS = 6000;
const PREVIEW_MS = 400;

// What answers a form stays until the next one.
const SAID = ["banner", "toasts"];

const desk = document.getElementById("desk");
const words = JSON.parse(desk.dataset.words);
const notice = document.getElementById("notice");
const title = document.title;
const drafts = new Drafts(words);
const deadlines = new Deadlines(words, desk.dataset.now, () => refreshSoon());

let refreshTimer = 0;
let refreshedAt = 0;
let isUnderHand = false;
let idleTimer = 0;
let offlineTimer = 0;
let wasOffline = false;
let isLive = false;

begin();

function begin() {
  drafts.recall();
  dress();
  showNewest();
  listenToKeys();
  preparePalette();
  tellPresence();
  document.addEventListener("submit", submit);
  document.addEventListener("click", clicked);
  document.addEventListener("change", ({ target }) => target.matches("input[type=file]") && nameFiles(target));
  watchHand();
  openFeed();
  setInterval(refresh, SAFETY_MS);
  document.addEventListener("visibilitychange", () => document.hidden || refreshSoon());
  for (const form of document.querySelectorAll("form[data-preview]")) watchPreview(form);
}

// What the server's HTML needs after it has been put in.
function dress() {
  deadlines.draw();
  for (const toast of document.querySelectorAll("[data-toast]")) showToast(toast);
  for (const hidden of document.querySelectorAll("[data-print], [data-all]")) hidden.hidden = false;
  const count = document.querySelector("#rail-inbox b")?.lastChild.textContent;
  document.title = count ? `(${count}) ${title}` : title;
}

function showToast(toast) {
  if (toast.leaves) return;
  toast.leaves = true;
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : toast.remove());
  setTimeout(leave, Number(toast.dataset.toast) || TOAST_MS);
}

// What scrolls a conversation: its own box, on a phone the page.
function scroller() {
  const messages = document.getElementById("messages");
  return messages && getComputedStyle(messages).overflowY === "auto" ? messages : document.scrollingElement;
}

function showNewest() {
  if (!document.getElementById("messages")?.offsetParent) return;
  scroller().scrollTop = scroller().scrollHeight;
  // A photo that is still to come will push the end down.
  const last = [...document.querySelectorAll("#messages .msg:last-of-type img")].filter((image) => !image.complete);
  for (const image of last) image.addEventListener("load", showNewest, { once: true });
}

// Sends a form in the background; what comes back is the page that a browser without script would show.
async function submit(event) {
  const form = event.target;
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  const button = event.submitter || form.querySelector("button:not([type=button])");
  if (button?.getAttribute("aria-busy")) return;
  button?.setAttribute("aria-busy", "true");
  const fields = new FormData(form, event.submitter);
  try {
    const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
    const response = await fetchPage(form.action, { method: "POST", body });
    await answered(form, response);
  } catch {
    showNotice(words.failed, "ban--red");
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

async function answered(form, response) {
  if (isSignIn(response)) return showNotice(words.signed_out, "ban--red", 0);
  const page = await pageOf(response);
  if (!page.getElementById("desk")) {
    return showNotice(page.querySelector(".alone__p")?.textContent || words.failed, "ban--red", 0);
  }
  if (response.ok) {
    drafts.forget(form);
    rest();
    form.reset();
    form.closest("details")?.removeAttribute("open");
    history.replaceState(null, "", response.url);
  }
  put(page, form);
  document.getElementById("banner")?.scrollIntoView({ block: "nearest" });
}

// `form` is the one just sent: what it stands in is replaced although it was being used.
function put(page, form) {
  const { scrollHeight, scrollTop, clientHeight } = scroller();
  const isAtEnd = scrollHeight - scrollTop - clientHeight < 80;
  const held = form ? [] : isUnderHand ? [...SAID, "rows"] : SAID;
  const left = swap(page, { sent: form, held });
  document.getElementById("fresh")?.toggleAttribute("hidden", !left.includes("rows"));
  deadlines.set(page.getElementById("desk").dataset.now);
  if (isAtEnd) showNewest();
  dress();
}

function refreshSoon() {
  const wait = Math.max(SOON_MS, refreshedAt + APART_MS - Date.now());
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refresh, wait);
}

async function refresh() {
  if (document.hidden || !document.querySelector("[data-live]")) return;
  refreshedAt = Date.now();
  const address = location.href;
  const response = await fetchPage(address).catch(() => null);
  if (!response || address !== location.href) return;
  if (isSignIn(response)) {
    showNotice(words.signed_out, "ban--red", 0);
    return;
  }
  const page = await pageOf(response);
  if (page.getElementById("desk")) put(page);
}

// The list does not move under a hand: it waits for five seconds of rest, or for a click on the pill.
function watchHand() {
  const list = document.querySelector(".list");
  if (!list) return;
  const touch = () => {
    isUnderHand = true;
    clearTimeout(idleTimer);
    idleTimer = setTimeout(rest, IDLE_MS);
  };
  const rest = () => {
    isUnderHand = false;
    if (!document.getElementById("fresh").hidden) refresh();
  };
  for (const kind of ["pointermove", "pointerdown", "focusin", "keydown"]) list.addEventListener(kind, touch);
  document.getElementById("fresh").addEventListener("click", rest);
}

// One stream for all tabs of a browser: the tab that holds the lock hears, and tells the others.
function openFeed() {
  const tabs = new BroadcastChannel("huiyin.desk");
  const tell = (news) => {
    heard(news);
    tabs.postMessage(news);
  };
  let isSpeaker = false;
  tabs.addEventListener("message", ({ data }) => {
    if (!data.isHello) heard(data);
    else if (isSpeaker) tabs.postMessage({ isOpen: isLive });
  });
  tabs.postMessage({ isHello: true });
  const listeners = Object.fromEntries(
    ["case", "message", "info", "revisit", "counts", "presence"].map((name) => [
      name,
      (data) => tell({ isOpen: true, isNew: true, only: name === "presence" ? data.case : "" }),
    ]),
  );
  const feed = new Feed("/events", listeners, (isOpen) => tell({ isOpen }));
  const hold = () => {
    isSpeaker = true;
    return new Promise(() => feed.open("0"));
  };
  if (navigator.locks) navigator.locks.request("huiyin.desk", hold);
  else hold();
}

function heard({ isOpen, isNew, only }) {
  const live = document.getElementById("live");
  isLive = isOpen;
  live.hidden = false;
  live.classList.toggle("rail__live--off", !isOpen);
  live.querySelector("span").textContent = isOpen ? words.live : words.offline;
  clearTimeout(offlineTimer);
  if (!isOpen) {
    offlineTimer = setTimeout(() => {
      wasOffline = true;
      showNotice(words.lost, "", 0);
    }, OFFLINE_NOTICE_MS);
  } else if (wasOffline) {
    wasOffline = false;
    showNotice(words.back, "ban--green", 4000);
    refreshSoon();
  }
  // Who is at a complaint concerns only the pages that show it.
  if (isNew && (!only || document.getElementById("content")?.dataset.case === only)) refreshSoon();
}

function showNotice(text, look, milliseconds = NOTICE_MS) {
  notice.textContent = text;
  notice.className = `ban ${look}`;
  notice.hidden = false;
  clearTimeout(notice.timer);
  if (milliseconds) notice.timer = setTimeout(() => (notice.hidden = true), milliseconds);
}

function clicked(event) {
  for (const open of document.querySelectorAll("details.pop[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  if (event.target.closest("[data-print]")) window.print();
  const tab = event.target.closest("[data-tab]");
  if (tab) {
    event.preventDefault();
    document.getElementById(tab.dataset.tab).checked = true;
    document.querySelector(tab.hash)?.focus();
  }
  const all = event.target.closest("[data-all] input");
  const name = all?.closest("[data-all]").dataset.all;
  for (const box of all ? document.querySelectorAll(`input[name=${name}]:not(:disabled)`) : []) {
    box.checked = all.checked;
  }
  if (event.target.matches("input[type=checkbox]")) countChosen();
}

function nameFiles(input) {
  const place = document.querySelector(`[data-files="${input.id}"]`);
  if (place) place.textContent = [...input.files].map((file) => file.name).join(", ");
}

function countChosen() {
  const place = document.querySelector("[data-chosen]");
  if (!place) return;
  const count = document.querySelectorAll("input[name=case]:checked").length;
  place.textContent = count ? words.chosen.replace("{n}", count) : "";
}

// What filing the form would lead to, a moment after typing stops.
function watchPreview(form) {
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetchPage(form.dataset.preview, { method: "POST", body }).catch(() => null);
      if (response?.ok && !isSignIn(response)) {
        document.getElementById("preview").innerHTML = await response.text();
      }
    }, PREVIEW_MS);
  });
}
