// The command palette (Ctrl/⌘ K): jump to a case, find one, go to a page. The server says what fits.

import { fetchPage, isSignIn } from "./regions.js";

const WAIT_MS = 120;

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-text");
const list = document.getElementById("palette-list");
let timer = 0;
let asked = 0;

export function preparePalette() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, WAIT_MS);
  });
  input.addEventListener("keydown", steer);
  // A click beside it closes it; inside, links are links.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

function open() {
  dialog.showModal();
  input.select();
  find();
}

async function find() {
  const turn = ++asked;
  const text = input.value.trim();
  const response = await fetchPage(`/find?${new URLSearchParams({ text })}`).catch(() => null);
  // An answer that comes after a newer question is no answer any more.
  if (!response?.ok || isSignIn(response) || turn !== asked) return;
  list.innerHTML = await response.text();
  list.dataset.text = text;
  choose(0);
}

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function choose(place) {
  const all = options();
  const chosen = all[Math.min(all.length - 1, Math.max(0, place))];
  for (const option of all) option.setAttribute("aria-selected", String(option === chosen));
  input.setAttribute("aria-activedescendant", chosen?.id ?? "");
  chosen?.scrollIntoView({ block: "nearest" });
}

function steer(event) {
  if (event.isComposing || event.keyCode === 229) return;
  const here = options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(here + 1);
  else if (event.key === "ArrowUp") choose(here - 1);
  else if (event.key === "Enter") go();
  else return;
  event.preventDefault();
}

// What was typed last decides, also when Enter comes before its answer.
async function go() {
  clearTimeout(timer);
  if (list.dataset.text !== input.value.trim()) await find();
  list.querySelector("[aria-selected=true] a")?.click();
}
