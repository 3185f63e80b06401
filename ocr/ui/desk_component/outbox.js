// Acts on their way to the server: each goes out at once and again until it is confirmed, whatever happens to the connection,
// the app or the page. Separate from the desk so that it is tested with node (tests/ui/outbox.test.mjs).

const KEPT = "bukti-setor-acts"; // in the tab's own storage: a page that is loaded again sends what its forerunner could not
const RELOADED = "bukti-setor-reloaded";
const REPEAT_MS = 2000;
const LATE_MS = 5000;
const WAKE_EVERY = 3; // requests over an open connection without an answer: the app was started anew and does not know this page
const RELOAD_AFTER = 8;
const RELOAD_PAUSE_MS = 60000;

// `world` holds what lies outside: storage, now(), link() → {connected, running}, send(acts), late(), wake(), reload().
export class Outbox {
  constructor(world) {
    this.world = world;
    this.client = Math.random().toString(36).slice(2);
    this.n = 0;
    this.acts = this.stored();
    this.since = world.now();
    this.unanswered = 0;
  }

  get open() {
    return this.acts.length > 0;
  }

  // Whether the oldest act is on its way for so long that a person must know.
  get late() {
    return this.open && this.world.now() - this.since >= LATE_MS;
  }

  // `first`: before what is on its way already.
  put(act, first = false) {
    if (!this.open) this.since = this.world.now();
    this.acts[first ? "unshift" : "push"]({ id: `${this.client}-${++this.n}`, ...act });
    this.keep();
    this.world.send(this.acts);
    this.repeatLater();
  }

  // The server's answer: the acts it has applied or refused, for good.
  heard(ids) {
    const left = this.acts.filter((act) => !ids.includes(act.id));
    if (left.length < this.acts.length) this.since = this.world.now();
    this.acts = left;
    this.unanswered = 0;
    this.keep();
    this.repeatLater();
  }

  repeatLater() {
    clearTimeout(this.timer);
    if (this.open) this.timer = setTimeout(() => this.again(), REPEAT_MS);
  }

  again() {
    const { connected, running } = this.world.link();
    const reads = running && ["region", "word"].includes(this.acts[0].kind);
    if (this.late && !reads) this.world.late();
    // Never into a running answer: Streamlit would begin it anew each time, and never finish it on a busy machine.
    if (connected && !running) {
      this.unanswered += 1;
      if (this.unanswered > RELOAD_AFTER) this.reload();
      if (this.unanswered % WAKE_EVERY) this.world.send(this.acts);
      else this.world.wake(); // by itself: what Streamlit sends together counts for the fragment alone
    }
    this.repeatLater();
  }

  reload() {
    const last = Number(this.world.storage?.getItem(RELOADED) ?? 0);
    if (this.world.now() - last < RELOAD_PAUSE_MS) return;
    this.world.storage?.setItem(RELOADED, String(this.world.now()));
    this.world.reload();
  }

  stop() {
    clearTimeout(this.timer);
  }

  keep() {
    if (this.open) this.world.storage?.setItem(KEPT, JSON.stringify(this.acts));
    else this.world.storage?.removeItem(KEPT);
  }

  stored() {
    return JSON.parse(this.world.storage?.getItem(KEPT) ?? "[]");
  }
}

// The tab's own storage, or null where the browser keeps none.
export function tab_storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

// How the page stands to the app, as Streamlit says it: whether messages arrive, and whether an answer is being made.
export function app_link() {
  const { testConnectionState, testScriptState } = document.querySelector('[data-testid="stApp"]')?.dataset ?? {};
  return { connected: testConnectionState === "CONNECTED", running: testScriptState !== "notRunning" };
}
