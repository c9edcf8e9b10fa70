// Messages on their way up. Each is kept in localStorage until the server has shown that it has it, and is sent
// again with the same client_id, so that neither a dead connection nor a reload loses or doubles anything.

const PREFIX = "huiyin.out.";
const RETRY_MS = [1000, 2000, 5000, 10000, 30000];
const TIMEOUT_MS = 30 * 1000;
const UPLOAD_TIMEOUT_MS = 10 * 60 * 1000;
const KEEP_SENT_MS = 60 * 60 * 1000;

export class Outbox {
  // onChange(entry) is called whenever an entry is added or its state changes: queued, sent or failed.
  constructor(url, onChange) {
    this.url = url;
    this.onChange = onChange;
    this.files = new Map();
    this.entries = new Map();
    this.isBusy = false;
    this.failures = 0;
    for (const entry of stored()) this.restore(entry);
  }

  restore(entry) {
    const isOld = entry.state === "sent" && Date.now() - entry.order > KEEP_SENT_MS;
    if (isOld) return unstore(entry);
    // Files live in memory only: after a reload they have to be chosen again.
    if (entry.state === "queued" && entry.file_names.length) Object.assign(entry, { state: "failed", reason: "lost" });
    this.entries.set(entry.client_id, entry);
  }

  list() {
    return [...this.entries.values()].sort((a, b) => a.order - b.order);
  }

  // `body` is kind, text, button, command and language. `label` is what the log shows of it instead of its text;
  // a silent entry is not shown at all.
  add(body, { files = [], label = "", isSilent = false } = {}) {
    const last = this.list().pop();
    const entry = {
      client_id: newId(),
      order: Math.max(Date.now(), last ? last.order + 1 : 0),
      at: new Date().toISOString(),
      state: "queued",
      reason: "",
      file_names: files.map((file) => file.name),
      label,
      is_silent: isSilent,
      body,
    };
    this.entries.set(entry.client_id, entry);
    if (files.length) this.files.set(entry.client_id, files);
    this.change(entry, "queued");
    this.flush();
    return entry;
  }

  // The server has shown the message: nothing more to do for it.
  settle(clientId) {
    const entry = this.entries.get(clientId);
    if (!entry) return;
    this.entries.delete(clientId);
    this.files.delete(clientId);
    unstore(entry);
  }

  again(clientId) {
    const entry = this.entries.get(clientId);
    if (entry) this.change(entry, "queued");
    this.flush();
  }

  isWaitingForEcho() {
    return this.list().some((entry) => entry.state === "sent");
  }

  async flush() {
    if (this.isBusy) return;
    this.isBusy = true;
    clearTimeout(this.timer);
    let wait = 0;
    for (let entry = this.next(); entry && !wait; entry = this.next()) wait = await this.send(entry);
    this.isBusy = false;
    if (wait) this.timer = setTimeout(() => this.flush(), wait);
  }

  next() {
    return this.list().find((entry) => entry.state === "queued");
  }

  // Returns the milliseconds to wait before trying again, 0 when the entry is dealt with.
  async send(entry) {
    let response;
    try {
      response = await this.post(entry);
    } catch {
      return this.later();
    }
    if (response.ok) {
      this.failures = 0;
      if (this.entries.has(entry.client_id)) this.change(entry, "sent");
      // Only words are sure to be shown again by the server; the rest is done when it is accepted.
      if (entry.body.kind !== "text") this.settle(entry.client_id);
      return 0;
    }
    if (response.status === 429 || response.status >= 500) {
      return Math.max(this.later(), 1000 * Number(response.headers.get("Retry-After") || 0));
    }
    const answer = await response.json().catch(() => null);
    entry.reason = (answer && answer.error && answer.error.message) || "";
    this.change(entry, "failed");
    return 0;
  }

  post(entry) {
    const files = this.files.get(entry.client_id) || [];
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), files.length ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
    const fields = { client_id: entry.client_id, ...entry.body };
    const request = { method: "POST", signal: stop.signal };
    if (files.length) {
      request.body = new FormData();
      for (const [name, value] of Object.entries(fields)) request.body.append(name, value);
      for (const file of files) request.body.append("file", file, file.name);
    } else {
      request.body = JSON.stringify(fields);
      request.headers = { "Content-Type": "application/json" };
    }
    return fetch(this.url, request).finally(() => clearTimeout(timer));
  }

  later() {
    return RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
  }

  change(entry, state) {
    entry.state = state;
    store(entry);
    this.onChange(entry);
  }
}

function newId() {
  // crypto.randomUUID exists on https pages only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Storage may be forbidden or full; the chat then works without surviving a reload.
function stored() {
  const entries = [];
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key.startsWith(PREFIX)) entries.push(JSON.parse(localStorage.getItem(key)));
    }
  } catch {
    return [];
  }
  return entries;
}

function store(entry) {
  try {
    localStorage.setItem(PREFIX + entry.client_id, JSON.stringify(entry));
  } catch {
    return;
  }
}

function unstore(entry) {
  try {
    localStorage.removeItem(PREFIX + entry.client_id);
  } catch {
    return;
  }
}
