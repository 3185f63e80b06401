// What the desk decides, without a browser: tested with node (tests/ui/desk_logic.test.mjs).

// Scale and offset that show `box` (page pixels) in a stage, with air around it; null box: the whole page's width.
// `close`: as large as the stage allows up to four times, for a number whose characters are compared one by one.
export function view_of(box, page, stage, close = false) {
  const whole = Math.min(stage.width / page.width, stage.height / page.height);
  if (!box) return { scale: whole, x: (stage.width - page.width * whole) / 2, y: (stage.height - page.height * whole) / 2 };
  const [left, top, right, bottom] = box;
  const wide = ((close ? 0.92 : 0.62) * stage.width) / Math.max(1, right - left);
  const high = ((close ? 0.5 : 0.22) * stage.height) / Math.max(1, bottom - top);
  const scale = Math.max(whole, Math.min(wide, high, close ? 4 : 2.2));
  return {
    scale,
    x: kept(stage.width / 2 - ((left + right) / 2) * scale, page.width * scale, stage.width),
    y: kept(stage.height / 2 - ((top + bottom) / 2) * scale, page.height * scale, stage.height),
  };
}

// An offset moved so that no empty space shows where there is still paper.
export function kept(offset, paper, stage) {
  if (paper <= stage) return (stage - paper) / 2;
  return Math.min(0, Math.max(stage - paper, offset));
}

// The view after zooming by `factor` with the point (x, y) of the stage held still.
export function zoomed(view, factor, x, y) {
  const scale = Math.min(6, Math.max(0.1, view.scale * factor));
  const real = scale / view.scale;
  return { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
}

// How a crop of `box` is shown in `room` px: CSS size and position of the whole page behind a small window.
export function crop_of(box, page, room, tall) {
  const air = Math.max(4, (box[3] - box[1]) * 0.3);
  const aside = air * 2.2;
  const left = Math.max(0, box[0] - aside), top = Math.max(0, box[1] - air);
  const right = Math.min(page.width, box[2] + aside), bottom = Math.min(page.height, box[3] + air);
  const scale = Math.min(tall / (bottom - top), room / (right - left), 4);
  return {
    width: Math.round((right - left) * scale), height: Math.round((bottom - top) * scale),
    size: page.width * scale, x: -left * scale, y: -top * scale,
  };
}

// The text with the next choice at `index`; `choices` does not hold the character itself, cycling returns to `first`.
export function cycled(text, index, choices, first) {
  const ring = [first, ...choices.filter((c) => c !== first)];
  const at = ring.indexOf(text[index]);
  return text.slice(0, index) + ring[(at + 1) % ring.length] + text.slice(index + 1);
}

// Index of the field that comes after `from` among those that satisfy `wanted`; -1 when there is none.
export function next_index(fields, from, wanted) {
  for (let i = from + 1; i < fields.length; i++) if (wanted(fields[i])) return i;
  return -1;
}

// Whether a person is led to this field: doubtful or refused; in a random sample every value that stands there.
export function needs_eyes(field, record) {
  return Boolean(field.review || field.error || (record.sampled && field.shown));
}

// A box with a third of its height added on every side, inside the page.
export function widened(box, page) {
  const air = (box[3] - box[1]) / 3;
  return [Math.max(0, box[0] - air), Math.max(0, box[1] - air), Math.min(page.width, box[2] + air), Math.min(page.height, box[3] + air)];
}

// A page's size as it lies after `turn` degrees to the right.
export function turned_size(page, turn) {
  return turn % 180 ? { width: page.height, height: page.width } : { width: page.width, height: page.height };
}

// A box of the page (page pixels) where it lies after `turn` degrees to the right.
export function turned_box([left, top, right, bottom], page, turn) {
  const { width, height } = page;
  if (turn === 90) return [height - bottom, left, height - top, right];
  if (turn === 180) return [width - right, height - bottom, width - left, height - top];
  if (turn === 270) return [top, width - right, bottom, width - left];
  return [left, top, right, bottom];
}
