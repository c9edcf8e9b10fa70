// The keyboard of ui/UI.md §6. Single keys act only outside of fields and never while an input method composes:
// the Enter that picks a character must not send.

const FIELDS = "input, textarea, select, [contenteditable]";

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const isInField = event.target.matches?.(FIELDS) && !event.target.matches("input[type=radio], input[type=checkbox]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
    if (event.key === "Escape") return leave(event.target);
    if (isInField || event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event.key)) event.preventDefault();
  });
}

function sendForm(event) {
  const form = event.target.closest?.("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

// Closes what is open, otherwise goes back to the list.
function leave(target) {
  const open = document.querySelector("details.pop[open], details.more[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (!target.closest?.("dialog")) {
    target.blur?.();
    (document.querySelector(".row[aria-current]") || document.getElementById("rows"))?.focus();
  }
}

function act(key) {
  if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
  if (key === "?") {
    document.getElementById("keys").showModal();
    return true;
  }
  const places = [...document.querySelectorAll(`[data-key="${CSS.escape(key.toLowerCase())}"]`)];
  const place = places.find((each) => each.offsetParent !== null);
  if (!place) return false;
  use(place);
  return true;
}

function use(place) {
  if (place.matches("summary")) {
    place.parentElement.open = true;
    place.parentElement.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  } else if (place.matches("input")) {
    place.focus();
  } else {
    place.click();
    if (place.dataset.focus) document.getElementById(place.dataset.focus)?.focus();
  }
}

function move(step) {
  const rows = [...document.querySelectorAll(".row")];
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row === document.activeElement);
  const start = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(rows.length - 1, Math.max(0, start + step))].focus();
  return true;
}
