// Puts a freshly made page into the present one, region by region ([data-live]), without taking anything from
// under somebody's hands: a field with the focus, an open form, a half-written reply.

// What the server made of each region. The page itself has moved on since: countdowns, toasts that have left.
const made = new WeakMap();
for (const region of document.querySelectorAll("[data-live]")) made.set(region, markup(region));

export function fetchPage(url, options = {}) {
  return fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" }, ...options });
}

export function isSignIn(response) {
  return response.redirected && new URL(response.url).pathname === "/login";
}

export async function pageOf(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// Returns the ids of the regions that were left as they are. `sent` is a form whose region is free again.
export function swap(page, { sent = null, held = [] } = {}) {
  const left = [];
  for (const region of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(region.id);
    if (!fresh || isSame(made.get(region), markup(fresh))) continue;
    const isFree = sent && region.contains(sent) && !isWritten(region);
    if (isFree || !(held.includes(region.id) || isInUse(region))) {
      replace(region, fresh);
    } else {
      left.push(region.id);
      if (sent && region.contains(sent)) showSeen(region, fresh);
    }
  }
  return left;
}

// Keeps what stands before the first difference, so that a log is only added to.
function replace(region, fresh) {
  const before = made.get(region);
  const after = markup(fresh);
  const focused = region.contains(document.activeElement) ? document.activeElement.id : "";
  // A tab that somebody chose stays; otherwise the fresh page knows best (a case just taken can be answered).
  const tab = region.querySelector("[name=tab]:checked");
  const top = region.scrollTop;
  let first = 0;
  if (before.length === region.childNodes.length) while (before[first] === after[first]) first += 1;
  const kept = [...region.childNodes].slice(0, first);
  region.replaceChildren(...kept, ...[...fresh.childNodes].slice(first).map((node) => document.importNode(node, true)));
  made.set(region, after);
  region.scrollTop = top;
  if (tab && !tab.defaultChecked) document.getElementById(tab.id).checked = true;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function markup(region) {
  return [...region.childNodes].map((node) => node.outerHTML ?? node.textContent);
}

function isSame(before, after) {
  return before.length === after.length && before.every((each, place) => each === after[place]);
}

function isInUse(region) {
  const focus = document.activeElement;
  const isTyping = region.contains(focus) && focus.matches("input:not([type=radio]), textarea, select");
  // What is only opened to be read may be drawn again; a form may not.
  return isTyping || isWritten(region) || region.querySelector("details[open] form") !== null;
}

function isWritten(region) {
  const isTyped = (area) => area.value.trim() && area.value !== area.defaultValue;
  const isChosen = (input) => input.files.length > 0;
  return (
    [...region.querySelectorAll("textarea")].some(isTyped) ||
    [...region.querySelectorAll("input[type=file]")].some(isChosen)
  );
}

// A reply that was refused because of something newer may be sent once that is on the page.
function showSeen(region, fresh) {
  const seen = region.querySelector("[name=seen]");
  const newest = fresh.querySelector("[name=seen]");
  if (seen && newest) seen.value = newest.value;
}
