// Run by tests/ui/test_desk_logic.py: node --test tests/ui/desk_logic.test.mjs
import assert from "node:assert/strict";
import test from "node:test";
import { crop_of, cycled, kept, needs_eyes, next_index, turned_box, turned_size, view_of, widened, zoomed } from "../../ocr/ui/desk_component/logic.js";

const page = { width: 1240, height: 1754 };
const stage = { width: 800, height: 600 };

test("a field's ink comes to the middle, large enough to read", () => {
  const view = view_of([600, 800, 800, 830], page, stage);
  assert.ok(view.scale >= 1 && view.scale <= 2.2);
  assert.ok(Math.abs(700 * view.scale + view.x - 400) < 1);
  assert.ok(Math.abs(815 * view.scale + view.y - 300) < 1);
});

test("an NTPN comes as close as the stage allows, at most four times", () => {
  const far = view_of([600, 800, 850, 825], page, stage), near = view_of([600, 800, 850, 825], page, stage, true);
  assert.ok(near.scale > far.scale && near.scale > 2.9 && 250 * near.scale <= stage.width);
  assert.equal(view_of([600, 800, 620, 825], page, stage, true).scale, 4);
});

test("ink in a corner never pulls empty space onto the stage", () => {
  const view = view_of([0, 0, 100, 20], page, stage);
  assert.equal(view.x, 0);
  assert.equal(view.y, 0);
});

test("paper smaller than the stage is centred", () => {
  assert.equal(kept(-50, 400, 600), 100);
  const view = view_of(null, page, stage);
  assert.ok(Math.abs(view.x - (800 - page.width * view.scale) / 2) < 1e-9);
});

test("zooming keeps the point under the pointer", () => {
  const before = { scale: 1, x: -100, y: -50 };
  const after = zoomed(before, 1.5, 300, 200);
  assert.ok(Math.abs((300 - before.x) / before.scale - (300 - after.x) / after.scale) < 1e-9);
  assert.equal(zoomed(before, 1000, 0, 0).scale, 6);
});

test("a crop shows the whole box with air and fits its room", () => {
  const crop = crop_of([100, 100, 500, 130], page, 340, 62);
  assert.ok(crop.width <= 341);
  assert.ok(crop.height <= 63);
  const scale = crop.size / page.width;
  assert.ok(100 * scale + crop.x > 0 && 500 * scale + crop.x < crop.width);
});

test("a character cycles through its choices and back", () => {
  assert.equal(cycled("AO1", 1, ["0", "Q"], "O"), "A01");
  assert.equal(cycled("A01", 1, ["0", "Q"], "O"), "AQ1");
  assert.equal(cycled("AQ1", 1, ["0", "Q"], "O"), "AO1");
});

test("the next doubtful field is found after the current one only", () => {
  const fields = [{ review: true }, { review: false }, { review: true }];
  assert.equal(next_index(fields, 0, (f) => f.review), 2);
  assert.equal(next_index(fields, 2, (f) => f.review), -1);
});

test("doubtful and refused values need eyes, in a sample every value does", () => {
  assert.equal(needs_eyes({ review: false, shown: "1" }, {}), false);
  assert.equal(needs_eyes({ review: true, shown: "" }, {}), true);
  assert.equal(needs_eyes({ error: "x", shown: "1" }, {}), true);
  assert.equal(needs_eyes({ review: false, shown: "1" }, { sampled: true }), true);
  assert.equal(needs_eyes({ review: false, shown: "" }, { sampled: true }), false);
});

test("ink read again has air around it and stays on the page", () => {
  assert.deepEqual(widened([100, 100, 200, 130], page), [90, 90, 210, 140]);
  assert.deepEqual(widened([0, 2, 1240, 1750], { width: 1240, height: 1754 }), [0, 0, 1240, 1754]);
});

test("a box on a turned page comes back when the page is turned on to where it was", () => {
  const box = [10, 20, 110, 50];
  for (const turn of [0, 90, 180, 270]) {
    const there = turned_box(box, page, turn);
    assert.ok(there[0] < there[2] && there[1] < there[3]);
    assert.deepEqual(turned_box(there, turned_size(page, turn), (360 - turn) % 360), box);
  }
  assert.deepEqual(turned_box(box, page, 90), [page.height - 50, 10, page.height - 20, 110]);
  assert.deepEqual(turned_size(page, 90), { width: 1754, height: 1240 });
});
