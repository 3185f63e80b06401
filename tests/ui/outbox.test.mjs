// Run by tests/ui/test_desk_logic.py: node --test tests/ui/outbox.test.mjs
import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Outbox } from "../../ocr/ui/desk_component/outbox.js";

mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1e12 });
const pass = (seconds) => { while (seconds-- > 0) mock.timers.tick(1000); };

const tab = () => {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key) };
};

// A desk's surroundings, with what happened to them in `seen`.
const world = (link = { connected: true, running: false }, storage = tab()) => {
  const seen = { sent: [], late: 0, woken: 0, reloads: 0 };
  return {
    seen, storage, now: () => Date.now(), link: () => link, send: (acts) => seen.sent.push(acts.map((act) => act.text)),
    late: () => (seen.late += 1), wake: () => (seen.woken += 1), reload: () => (seen.reloads += 1),
  };
};
const edit = (text) => ({ kind: "edit", text });

test("an act is repeated until it is confirmed", () => {
  const at = world(), outbox = new Outbox(at);
  outbox.put(edit("a"));
  pass(2);
  outbox.put(edit("b"));
  outbox.heard([outbox.acts[0].id]);
  pass(2);
  assert.deepEqual(at.seen.sent, [["a"], ["a"], ["a", "b"], ["b"]]);
  outbox.heard([outbox.acts[0].id]);
  pass(60);
  assert.equal(at.seen.sent.length, 4);
});

test("without a connection nothing is sent, the delay is said, and the first act goes out when it is back", () => {
  const link = { connected: false, running: false }, at = world(link), outbox = new Outbox(at);
  outbox.put(edit("a"));
  pass(30);
  assert.equal(at.seen.sent.length, 1);
  assert.ok(at.seen.late > 0 && outbox.late);
  assert.equal(at.seen.woken + at.seen.reloads, 0);
  link.connected = true;
  pass(2);
  assert.deepEqual(at.seen.sent.at(-1), ["a"]);
  outbox.stop();
});

test("an answer that is being made is not begun anew", () => {
  const at = world({ connected: true, running: true }), outbox = new Outbox(at);
  outbox.put({ kind: "region", text: "r" });
  pass(60);
  assert.equal(at.seen.sent.length, 1);
  assert.equal(at.seen.late + at.seen.woken + at.seen.reloads, 0);
  outbox.stop();
});

test("an app that does not know the page any more is woken, then the page is loaded again, once a minute at most", () => {
  const at = world(), outbox = new Outbox(at);
  outbox.put(edit("a"));
  pass(6);
  assert.equal(at.seen.woken, 1);
  pass(12);
  assert.equal(at.seen.reloads, 1);
  pass(30);
  assert.equal(at.seen.reloads, 1);
  outbox.stop();
});

test("a page that is loaded again sends what its forerunner could not, under the same name", () => {
  const at = world({ connected: false, running: false }), outbox = new Outbox(at);
  outbox.put(edit("a"));
  outbox.stop();
  const later = new Outbox(world({ connected: true, running: false }, at.storage));
  assert.deepEqual(later.acts, outbox.acts);
  later.heard([outbox.acts[0].id]);
  assert.equal(new Outbox(world({}, at.storage)).open, false);
});
