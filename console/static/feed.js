// A stream of server-sent events that always comes back, from where it was, after 1, 2, 5, 10, then every 30 s.

const RETRY_MS = [1000, 2000, 5000, 10000, 30000];

export class Feed {
  // `listeners` maps event names to functions of the parsed data; onState(isOpen) tells of the connection.
  constructor(url, listeners, onState) {
    this.url = url;
    this.listeners = listeners;
    this.onState = onState;
    this.failures = 0;
    this.lastId = "0";
  }

  open(lastId) {
    this.lastId = lastId;
    this.connect();
  }

  // Also cures a connection that is dead without knowing it, as after a phone's sleep.
  connect() {
    this.close();
    this.source = new EventSource(`${this.url}?last_id=${this.lastId}`);
    this.source.onopen = () => {
      this.failures = 0;
      this.onState(true);
    };
    this.source.onerror = () => this.lost();
    for (const [name, listener] of Object.entries(this.listeners)) {
      this.source.addEventListener(name, (event) => {
        this.lastId = event.lastEventId;
        listener(JSON.parse(event.data));
      });
    }
  }

  // The browser would try again by itself, but gives up for good on the first answer that is not 200.
  lost() {
    this.close();
    this.onState(false);
    const wait = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)];
    this.timer = setTimeout(() => this.connect(), wait);
  }

  close() {
    clearTimeout(this.timer);
    if (this.source) this.source.close();
  }
}
