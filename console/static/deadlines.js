// Redraws what is left of every deadline on the page ([data-due]): words and rings, every 15 s, every second in
// the last minute. When one turns amber or red, the page is asked for again: order and groups have changed.

const AMBER_FROM = 0.8;
const EVERY_SECONDS = 15;
const UNITS = [
  ["days", 86400],
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
];

export class Deadlines {
  // `now` is the server's time; onTurn() is called when a deadline has changed its state.
  constructor(words, now, onTurn) {
    this.words = words;
    this.onTurn = onTurn;
    this.ticks = 0;
    this.set(now);
    setInterval(() => this.tick(), 1000);
  }

  set(now) {
    this.offset = Date.parse(now) - Date.now();
  }

  tick() {
    this.ticks += 1;
    this.draw(this.ticks % EVERY_SECONDS !== 0);
  }

  draw(isLastMinuteOnly = false) {
    const now = Date.now() + this.offset;
    let hasTurned = false;
    for (const place of document.querySelectorAll("[data-due]")) {
      const left = (Date.parse(place.dataset.due) - now) / 1000;
      if (isLastMinuteOnly && Math.abs(left) > 60) continue;
      const total = (Date.parse(place.dataset.due) - Date.parse(place.dataset.start)) / 1000;
      const state = left <= 0 ? "late" : 1 - left / total >= AMBER_FROM ? "warn" : "ok";
      hasTurned = this.show(place, left, total, state) || hasTurned;
    }
    if (hasTurned) this.onTurn();
  }

  // Returns whether the state shown by the server is no longer true.
  show(place, left, total, state) {
    const ring = place.classList.contains("due") ? null : place.querySelector(".ring");
    if (ring) ring.style.setProperty("--p", left > 0 ? Math.max(1, Math.round((100 * left) / total)) : 0);
    const sla = place.classList.contains("due") ? place.querySelector(".sla") : null;
    if (sla) sla.lastChild.textContent = this.text(left, "exact" in place.dataset);
    const shown = /(?:sla|ring)--(ok|warn|late)/.exec((ring || sla)?.className || "");
    return Boolean(shown) && shown[1] !== state;
  }

  text(left, isExact) {
    const word = left > 0 ? this.words.left : this.words.over;
    return word.replace("{span}", this.span(Math.floor(Math.abs(left)), isExact));
  }

  span(seconds, isExact) {
    let first = UNITS.findIndex(([, size]) => seconds >= size);
    if (first < 0) first = UNITS.length - 1;
    const [unit, size] = UNITS[first];
    const text = this.words[unit].replace("{n}", Math.floor(seconds / size));
    const rest = seconds % size;
    if (!isExact || first + 1 === UNITS.length || rest < UNITS[first + 1][1]) return text;
    const [next, nextSize] = UNITS[first + 1];
    return `${text} ${this.words[next].replace("{n}", Math.floor(rest / nextSize))}`;
  }
}
