// Tells colleagues that somebody is writing to the customer, that they have stopped, and that they have left the
// page ([data-presence] is the address). Without script the
// server still knows who has asked for the page of late.

const AGAIN_MS = 4000;
const REST_MS = 6000;

let saidAt = 0;
let restTimer = 0;

export function tellPresence() {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("#reply, #contact")) return;
    if (!target.value.trim()) return rest();
    if (Date.now() - saidAt > AGAIN_MS) say("writing");
    clearTimeout(restTimer);
    restTimer = setTimeout(rest, REST_MS);
  });
  addEventListener("pagehide", () => say("gone"));
  // When a page follows itself, the old one's farewell comes after the new one was asked for.
  say("here");
}

// Also to be called when what was written has been sent.
export function rest() {
  clearTimeout(restTimer);
  if (saidAt) say("resting");
}

function say(state) {
  const place = document.querySelector("[data-presence]");
  if (!place) return;
  saidAt = state === "writing" ? Date.now() : 0;
  const body = new URLSearchParams({ state, csrf: place.querySelector("[name=csrf]")?.value ?? "" });
  fetch(place.dataset.presence, { method: "POST", body, keepalive: true }).catch(() => {
    // The next one may arrive; it is a courtesy, and nothing hangs on it.
  });
}
