// Asks for a fragment again when its time has come: never before the last answer, and never right after a key or a
// click, which may be on the way to another page (docs/decisions/0609).

const ANSWER_LOST_MS = 15000;
const REST_MS = 3000;

const pulses = new WeakMap();
let acted = -Infinity; // when a person last did something on this page, and how long the slowest answer of late took:
let slowest = 0; // kept for all pulses, for a click outlives the pulse that was there when it came
for (const name of ["pointerdown", "keydown", "popstate"]) window.addEventListener(name, () => (acted = performance.now()), true);

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!pulses.has(parentElement)) pulses.set(parentElement, new Pulse());
  const pulse = pulses.get(parentElement);
  pulse.send = () => setTriggerValue("beat", data.answer);
  pulse.answered(data);
  return () => {
    clearTimeout(pulse.timer);
    pulses.delete(parentElement);
  };
}

class Pulse {
  answered({ answer, every_s }) {
    if (answer === this.answer) return;
    this.answer = answer;
    if (this.asked) slowest = Math.max(0.9 * slowest, performance.now() - this.asked);
    this.asked = 0;
    this.in(1000 * every_s);
  }

  in(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.beat(), wait);
  }

  beat() {
    const rest = acted + Math.max(REST_MS, 4 * slowest) - performance.now();
    if (rest > 0) {
      this.in(rest);
      return;
    }
    this.asked = performance.now();
    this.in(ANSWER_LOST_MS);
    this.send();
  }
}
