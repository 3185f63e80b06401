// Asks for a fragment again when its time has come: never before the last answer, and never right after a key or a
// click, which may be on the way to another page (docs/decisions/0609).

const pulses = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let pulse = pulses.get(parentElement);
  if (!pulse) {
    pulse = new Pulse(() => pulses.delete(parentElement));
    pulses.set(parentElement, pulse);
  }
  pulse.send = () => setTriggerValue("beat", data.answer);
  pulse.answered(data);
  return () => pulse.close();
}

const ANSWER_LOST_MS = 15000;
const REST_MS = 3000;
const ACTS = ["pointerdown", "keydown", "popstate"];

class Pulse {
  constructor(forget) {
    this.forget = forget;
    this.asked = this.acted = -Infinity;
    this.slowest = 0;
    this.onact = () => (this.acted = performance.now());
    for (const name of ACTS) window.addEventListener(name, this.onact, true);
  }

  answered({ answer, every_s }) {
    if (answer === this.answer) return;
    this.answer = answer;
    if (this.waiting) this.slowest = Math.max(0.9 * this.slowest, performance.now() - this.asked);
    this.waiting = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), 1000 * every_s);
  }

  beat() {
    const rest = this.acted + Math.max(REST_MS, 4 * this.slowest) - performance.now();
    if (rest > 0) {
      this.timer = setTimeout(() => this.beat(), rest);
      return;
    }
    this.asked = performance.now();
    this.waiting = true;
    this.timer = setTimeout(() => this.beat(), ANSWER_LOST_MS);
    this.send();
  }

  close() {
    clearTimeout(this.timer);
    for (const name of ACTS) window.removeEventListener(name, this.onact, true);
    this.forget();
  }
}
