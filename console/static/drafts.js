// Keeps what is being written ([data-draft]) in this browser, so that nothing is lost by a reload, a sign-out or
// a dead connection. A draft goes when its form has been accepted.

const PREFIX = "huiyin.draft.";

export class Drafts {
  constructor(words) {
    this.words = words;
    document.addEventListener("input", ({ target }) => target.matches("[data-draft]") && this.keep(target));
  }

  recall() {
    for (const { dataset } of document.querySelectorAll("[data-draft-done]")) this.remove(dataset.draftDone);
    for (const area of document.querySelectorAll("[data-draft]")) {
      if (!area.value) area.value = this.read(area.dataset.draft);
      this.count(area);
    }
  }

  keep(area) {
    try {
      if (area.value) localStorage.setItem(PREFIX + area.dataset.draft, area.value);
      else this.remove(area.dataset.draft);
    } catch {
      // No storage, no drafts: private windows and full disks are no reason to stop somebody writing.
    }
    this.count(area);
  }

  forget(form) {
    for (const area of form.querySelectorAll("[data-draft]")) {
      area.defaultValue = "";
      this.remove(area.dataset.draft);
    }
  }

  count(area) {
    const label = area.form?.querySelector("[data-count]");
    if (!label) return;
    const text = this.words.characters.replace("{n}", area.value.length);
    label.textContent = area.value ? `${text} · ${this.words.saved}` : "";
  }

  read(key) {
    try {
      return localStorage.getItem(PREFIX + key) || "";
    } catch {
      return "";
    }
  }

  remove(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch {
      // See above.
    }
  }
}
