// The review desk: queue, page and form in one piece, so that focus, ink and keys belong together.
// Python is the truth: every act goes out with its own name and is repeated until it is confirmed (outbox.js); data that
// comes back never overwrites what is being typed.

const LINK_WAITS_MS = 3000;
const desks = new WeakMap();

export default function (component) {
  const { data: [data], parentElement, setTriggerValue } = component;
  let desk = desks.get(parentElement);
  if (!desk) {
    desk = new Desk(parentElement.querySelector(".desk"), parentElement);
    desks.set(parentElement, desk);
  }
  desk.send = (acts) => setTriggerValue("acts", { acts });
  desk.update(data);
  return () => desk.close();
}

const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
};

class Desk {
  constructor(root, shadow) {
    this.root = root;
    this.shadow = shadow;
    this.outbox = new Outbox({
      storage: tab_storage(), now: () => Date.now(), link: app_link, send: (acts) => this.send(acts),
      late: () => this.data.unheard || this.say(this.t.not_saved, "bad"), // that the database is away is said already
      wake: () => document.dispatchEvent(new Event("bukti-setor-wake")),
      reload: () => this.reload(),
    });
    this.fields = [];
    this.inputs = new Map();
    this.view = null;
    this.turns = new Map(); // page number → quarter turns to the right, in degrees
    this.region = false;
    this.wantsFocus = matchMedia("(pointer: fine) and (min-width: 760px)").matches;
    this.find = (selector) => root.querySelector(selector);
    this.onkey = (event) => this.key(event);
    document.addEventListener("keydown", this.onkey, true);
    this.onclick = (event) => this.hold(event);
    document.addEventListener("click", this.onclick, true);
    this.onleave = (event) => this.leave(event);
    window.addEventListener("beforeunload", this.onleave);
    this.bindStage();
    this.sized = new ResizeObserver(() => this.fitted && this.fit());
    this.sized.observe(this.find(".stage"));
  }

  close() {
    this.saveAll(); // kept in the tab, and sent when the desk is opened again
    this.outbox.stop();
    document.removeEventListener("keydown", this.onkey, true);
    document.removeEventListener("click", this.onclick, true);
    window.removeEventListener("beforeunload", this.onleave);
    this.sized.disconnect();
    desks.delete(this.shadow);
  }

  act(kind, more = {}) {
    this.root.classList.add("busy");
    this.outbox.put({ kind, record: this.record?.id ?? "", ...more });
  }

  // The last text of this value that is on its way.
  waiting(name) {
    return this.outbox.acts.findLast((act) => act.kind === "edit" && act.field === name && act.record === this.record.id)?.text;
  }

  // Leaving asks first while something is not saved; what is loaded again sends it.
  leave(event) {
    if (!this.record || !this.root.isConnected) return;
    this.saveAll();
    if (this.outbox.open && !this.reloading) event.preventDefault();
  }

  // The app answers and does not know this page any more, even when woken: a new page sends what is open.
  async reload() {
    if (this.isTyping()) return;
    const answer = await fetch("_stcore/health", { cache: "no-store" }).catch(() => null);
    if (!answer?.ok || this.isTyping()) return;
    this.reloading = true;
    location.reload();
  }

  // A workbook is made of what is saved, and another page hears no act of this one: both wait for what was typed last. A
  // link waits only so long, for an act is kept in the tab too.
  hold(event) {
    const wanted = event.target.closest?.('[data-testid="stDownloadButton"] button, a[href]');
    const aside = event.ctrlKey || event.metaKey || event.shiftKey; // in another tab or window
    if (!wanted || aside || wanted === this.released || !this.record || !this.root.isConnected) return;
    this.saveAll();
    if (!this.outbox.open) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.wanted = wanted;
    if (wanted.href) setTimeout(() => this.release(wanted), LINK_WAITS_MS);
    else this.say(this.t.download_waits);
  }

  release(wanted) {
    if (!wanted || this.wanted !== wanted) return;
    this.wanted = null;
    this.released = wanted;
    wanted.click();
    this.released = null;
  }

  releaseSaved() {
    if (this.outbox.open) return;
    if (this.data.notice.kind === "bad") this.wanted = null; // what was typed is refused, and the note says why
    this.release(this.wanted);
  }

  update(data) {
    const before = this.record?.id;
    if (before && !data.answer && data.record?.id !== before) return this.stayAt(before);
    this.data = data;
    this.t = data.texts;
    this.root.lang = data.language;
    if (data.answer !== this.answer) {
      if (this.outbox.late) this.noted = null; // what was said of the delay is over
      this.outbox.heard(data.heard);
    }
    if (this.answer == null && this.outbox.open) this.send(this.outbox.acts);
    this.answer = data.answer;
    this.root.classList.toggle("busy", this.outbox.open);
    this.record = data.record;
    this.drawQueue();
    const lead = this.isNews(data.notice) && data.notice.field;
    this.drawNote();
    this.drawHelp();
    this.root.classList.toggle("nothing", !this.record);
    if (!this.record) return;
    this.bringIntoAddress();
    if (this.record.id !== before) this.open();
    else this.refresh();
    if (lead && this.inputs.has(lead) && !this.isTyping()) this.focus(lead);
    this.releaseSaved();
  }

  // The address names the proof on the desk, for a reload or a colleague. Streamlit would add a step to the browser's way
  // back for each proof looked at, and going back through them would show nothing.
  bringIntoAddress() {
    const address = new URL(location.href);
    if (address.searchParams.get("record") === this.record.id) return;
    address.searchParams.set("record", this.record.id);
    history.replaceState(history.state, "", address);
  }

  // A session that never heard of this desk, for the app was started anew beneath it, shows another proof: it is told which
  // one is looked at, before all else, and the desk stays as it is until it answers.
  stayAt(record) {
    const asked = this.outbox.acts.some((act) => act.kind === "open" && act.target === record);
    if (!asked) this.outbox.put({ kind: "open", record, target: record }, true);
  }

  // A record comes onto the desk

  open() {
    this.fields = this.record.fields;
    this.inputs = new Map();
    this.current = null;
    this.turns.clear();
    this.find(".form").setAttribute("aria-label", this.t.form);
    this.find(".viewer").setAttribute("aria-label", this.t.page);
    this.drawHead();
    this.find(".fields").replaceChildren(...this.fields.map((field) => this.block(field)));
    this.drawFoot();
    this.drawBar();
    this.show(this.record.fields.find((f) => f.review && f.page)?.page ?? this.record.pages[0].number);
    const first = this.fields.find((field) => needs_eyes(field, this.record)) ?? null;
    if (first && (this.wantsFocus || this.root.contains(this.shadow.activeElement))) this.focus(first.name);
    else if (this.wantsFocus) this.find(".accept")?.focus();
    this.wantsFocus = false;
  }

  refresh() {
    const refused = new Set(this.fields.filter((f) => f.error).map((f) => f.name));
    this.fields = this.record.fields;
    this.drawHead();
    for (const field of this.fields) this.patch(field);
    this.drawFoot();
    this.drawMarks();
    const now = this.fields.find((f) => f.error && !refused.has(f.name));
    if (now && !this.isTyping()) this.focus(now.name); // back to what was not taken, unless another value is being typed
  }

  drawHead() {
    const { record: r, t } = this;
    this.find(".head").replaceChildren(
      el("h2", {}, r.title),
      el("p", {}, el("span", { class: "tag" }, r.kind), " ", r.document, r.span ? ` · ${r.span}` : ""),
      r.sampled ? el("p", { class: "sampled" }, t.sampled) : "",
      ...r.warnings.map((text) => el("p", { class: "warn" }, text)),
    );
  }

  block(field) {
    const id = `f-${field.name}`;
    const input = el("input", {
      id, type: "text", autocomplete: "off", spellcheck: "false", class: field.mono ? "mono" : "",
      "aria-describedby": `${id}-why`,
      onfocus: () => this.focused(field.name),
      onblur: () => this.save(field.name),
      oninput: () => this.typed(field.name),
    });
    const more = el("span", { class: "mini" });
    const node = el("div", { class: "field", "data-name": field.name },
      el("div", { class: "row" }, el("label", { for: id }, field.label), el("span", { class: "conf" }), more),
      el("div", { class: "crop" }), input,
      el("div", { class: "lens", role: "group", "aria-label": this.t.lens, hidden: true }),
      el("p", { class: "why", id: `${id}-why` }), el("div", { class: "checks" }));
    if (field.name === "ntpn") {
      more.append(el("button", { type: "button", class: "quiet copy", tabindex: "-1", title: "Alt+C", onclick: () => this.copy() }, this.t.copy));
    }
    const waiting = this.waiting(field.name);
    this.inputs.set(field.name, { node, input, dirty: false, sent: waiting ?? null });
    if (waiting != null) input.value = waiting;
    this.patch(field);
    return node;
  }

  patch(field) {
    const { node, input, dirty } = this.inputs.get(field.name);
    const held = this.inputs.get(field.name);
    const typing = this.shadow.activeElement === input && dirty;
    const waiting = this.waiting(field.name) != null;
    if (field.error != null && !typing && !waiting) input.value = field.draft;
    else if (!typing && !waiting) { input.value = field.shown; held.dirty = false; }
    held.was = field.shown;
    if (!waiting) held.sent = null;
    node.className = `field ${field.tone}${field.error ? " wrong" : ""}${field.box ? "" : " noink"}`;
    input.tabIndex = this.all || needs_eyes(field, this.record) ? 0 : -1;
    input.setAttribute("aria-invalid", field.error ? "true" : "false");
    node.querySelector(".conf").textContent = field.said;
    node.querySelector(".why").textContent = field.error || field.why;
    node.querySelector(".checks").replaceChildren(
      ...field.checks.map((check) => el("span", { class: `check ${check.tone}` }, check.text)),
      ...(field.offer ? [el("button", { type: "button", class: "quiet offer", tabindex: "-1", title: "Alt+H", onclick: () => this.give(field.name, field.offer.value) }, field.offer.text)] : []));
    this.drawCrop(field);
    node.querySelector(".lens").hidden = !field.lens;
    if (field.lens) this.drawLens(field);
  }

  drawCrop(field) {
    const node = this.inputs.get(field.name).node.querySelector(".crop");
    const page = field.box && this.record.pages.find((p) => p.number === field.page && p.url);
    node.hidden = !page;
    if (!page) return;
    const c = crop_of(field.box, page, Math.max(200, this.find(".fields").clientWidth - 26), field.lens ? 62 : 26);
    Object.assign(node.style, {
      width: `${c.width}px`, height: `${c.height}px`, backgroundImage: `url("${page.url}")`,
      backgroundSize: `${c.size}px auto`, backgroundPosition: `${c.x}px ${c.y}px`,
    });
  }

  // The lens: every character by itself, doubtful ones as choices

  drawLens(field) {
    const { node, input } = this.inputs.get(field.name);
    const text = input.value.toUpperCase();
    const chars = field.chars.length === text.length ? field.chars : [...text].map((c) => [c, 1, [], false]);
    node.querySelector(".lens").replaceChildren(...chars.map(([first, confidence, choices, doubtful], i) => {
      const now = text[i];
      const title = field.chars.length ? `${first}: ${Math.round(confidence * 100)} %` + (choices.length ? ` · ${this.t.maybe} ${choices.join(" ")}` : "") : null;
      return el("button", {
        type: "button", tabindex: "-1", style: `--sure: ${confidence}`, class: `char${doubtful ? " doubt" : ""}${now !== first ? " changed" : ""}`, title,
        "aria-label": `${now}${title ? `, ${title}` : ""}`,
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => choices.length && this.cycle(field.name, i),
      }, now, doubtful && choices.length ? el("small", {}, choices.join("")) : null);
    }));
  }

  cycle(name, index) {
    const field = this.fields.find((f) => f.name === name);
    const { input } = this.inputs.get(name);
    const [first, , choices] = field.chars[index];
    input.value = cycled(input.value.toUpperCase(), index, choices, first);
    input.focus();
    input.setSelectionRange(index, index + 1);
    this.typed(name);
  }

  cycleHere() {
    const field = this.fields.find((f) => f.name === this.current && f.lens);
    if (!field) return;
    const { input } = this.inputs.get(field.name);
    const usable = (i) => field.chars[i]?.[2].length;
    let at = input.selectionStart ?? 0;
    if (input.selectionEnd - at !== 1 || !usable(at)) {
      at = field.chars.findIndex((char, i) => char[3] && usable(i));
      if (at < 0) at = field.chars.findIndex((_, i) => usable(i));
      if (at < 0) return;
      input.setSelectionRange(at, at + 1);
    }
    this.cycle(field.name, at);
  }

  // The next doubtful character after the selected one
  seekDoubt() {
    const field = this.fields.find((f) => f.name === this.current && f.lens);
    if (!field) return;
    const { input } = this.inputs.get(field.name);
    const from = input.selectionEnd - input.selectionStart === 1 ? input.selectionStart + 1 : 0;
    let at = field.chars.findIndex((char, i) => i >= from && char[3]);
    if (at < 0) at = field.chars.findIndex((char) => char[3]);
    if (at >= 0) input.setSelectionRange(at, at + 1);
  }

  // Typing and saving

  isTyping() {
    return [...this.inputs.values()].some(({ input, dirty }) => dirty && this.shadow.activeElement === input);
  }

  typed(name) {
    const held = this.inputs.get(name);
    held.dirty = held.input.value !== held.was;
    const field = this.fields.find((f) => f.name === name);
    if (field.lens) this.drawLens(field);
  }

  // `again`: a refused text is sent once more as it is, now that its reason was seen.
  save(name, again = false) {
    const held = this.inputs.get(name);
    const field = this.fields.find((f) => f.name === name);
    const text = held.input.value;
    if (text === held.sent || (text === (field.error ? field.draft : held.was) && !(again && field.error))) return;
    held.dirty = false;
    held.sent = text;
    this.act("edit", { field: name, text, was: held.was });
  }

  saveAll() {
    for (const [name, held] of this.inputs) if (held.dirty) this.save(name);
  }

  give(name, text) {
    const held = this.inputs.get(name);
    held.input.value = text;
    this.typed(name);
    this.save(name);
    held.input.focus();
  }

  // What history says, taken over by the person's key.
  takeOffer() {
    const field = this.fields.find((f) => f.name === this.current);
    if (field?.offer) this.give(field.name, field.offer.value);
  }

  // A word of the page becomes the marked value; the other side reads it as that value is written.
  take(index) {
    const held = this.inputs.get(this.current);
    held.dirty = false;
    held.input.value = held.was;
    this.act("word", { field: this.current, page: this.page.number, index: Number(index), was: held.was });
  }

  async copy() {
    const text = this.inputs.get("ntpn").input.value.trim();
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const input = this.inputs.get("ntpn").input;
      input.select();
      document.execCommand("copy");
    }
    this.say(`${this.t.copied} ${text}`);
  }

  // Where the eye is

  focus(name) {
    const { input, node } = this.inputs.get(name);
    input.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  }

  focused(name) {
    this.current = name;
    for (const [other, { node }] of this.inputs) node.classList.toggle("current", other === name);
    this.inputs.get(name).node.scrollIntoView({ block: "nearest" }); // with its reasons and offers below it
    const field = this.fields.find((f) => f.name === name);
    if (field.box) {
      if (field.page !== this.page?.number) this.show(field.page);
      this.look(field.box, field.lens);
    }
    this.drawMarks();
  }

  nextDoubt() {
    const at = this.fields.findIndex((f) => f.name === this.current);
    const i = next_index(this.fields, at, (f) => needs_eyes(f, this.record));
    if (i >= 0) this.focus(this.fields[i].name);
    else this.find(".accept").focus();
  }

  step(way) {
    this.saveAll();
    this.wantsFocus = true;
    this.act(way);
  }

  accept(next) {
    this.saveAll();
    this.wantsFocus = true;
    this.act(next ? "accept_next" : "accept", { seen: this.seen() });
  }

  discard() {
    this.wantsFocus = true;
    this.act("delete");
  }

  // What the person accepts: the texts on the screen, and not what somebody else has made of them meanwhile.
  seen() {
    return Object.fromEntries([...this.inputs].map(([name, { was }]) => [name, this.waiting(name) ?? was]));
  }

  // The page

  show(number) {
    this.page = this.record.pages.find((p) => p.number === number) ?? this.record.pages[0];
    const image = this.find(".sheet img");
    image.alt = `${this.t.page} ${this.page.number}`;
    if (this.page.url) image.src = this.page.url;
    else image.removeAttribute("src");
    Object.assign(image.style, { width: `${this.page.width}px`, height: `${this.page.height}px` });
    this.find(".hint").textContent = this.page.url ? this.hint : this.page.error || this.t.unread;
    this.drawBar();
    this.fit();
    this.drawMarks();
  }

  get hint() {
    return matchMedia("(pointer: coarse)").matches ? this.t.hint_touch : this.t.hint;
  }

  get room() {
    const stage = this.find(".stage");
    return { width: stage.clientWidth, height: stage.clientHeight };
  }

  fit() {
    if (!this.page) return;
    const stage = this.room;
    const paper = this.paper;
    const scale = stage.width / paper.width;
    const wide = { scale, x: 0, y: kept(0, paper.height * scale, stage.height) };
    this.place(paper.height * scale > stage.height * 1.9 ? view_of(null, paper, stage) : wide);
    this.fitted = true;
  }

  look(box, close) {
    this.place(view_of(turned_box(box, this.page, this.turn), this.paper, this.room, close));
    this.fitted = false;
  }

  place(view) {
    this.view = view;
    const { width, height } = this.page;
    const [right, down] = { 0: [0, 0], 90: [height, 0], 180: [width, height], 270: [0, width] }[this.turn];
    const turned = this.turn ? ` translate(${right}px, ${down}px) rotate(${this.turn}deg)` : "";
    const sheet = this.find(".sheet");
    sheet.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})${turned}`;
    sheet.style.transformOrigin = "0 0";
    sheet.style.setProperty("--thin", `${2 / view.scale}px`);
  }

  zoom(factor) {
    const { width, height } = this.room;
    this.place(zoomed(this.view, factor, width / 2, height / 2));
    this.fitted = false;
  }

  rotate() {
    if (!this.page) return;
    this.turns.set(this.page.number, (this.turn + 90) % 360);
    this.fit();
  }

  // Views and boxes are reckoned on the paper as it lies, so that zoom, fit, ink and frames work on a turned page too.
  get turn() {
    return this.turns.get(this.page?.number) ?? 0;
  }

  get paper() {
    return turned_size(this.page, this.turn);
  }

  drawBar() {
    const { t } = this;
    const pages = this.record.pages;
    const tab = (page) => el("button", {
      type: "button", tabindex: "-1", class: page.number === this.page?.number ? "tab on" : "tab",
      "aria-pressed": page.number === this.page?.number ? "true" : "false", onclick: () => this.show(page.number),
    }, String(page.number));
    const tool = (text, title, onclick, on = false) => el("button", {
      type: "button", tabindex: "-1", title, class: on ? "on" : "", onclick,
      "aria-label": /\p{L}/u.test(text) ? `${text}: ${title}` : title, // whoever speaks to the screen says what stands on it
    }, text);
    const bar = this.find(".bar");
    bar.setAttribute("aria-label", t.tools);
    bar.replaceChildren(
      ...(pages.length > 1 ? [el("span", { class: "label" }, t.page), ...pages.map(tab)] : []),
      el("span", { class: "gap" }),
      tool("−", `${t.smaller} (Alt −)`, () => this.zoom(1 / 1.3)),
      tool("+", `${t.larger} (Alt +)`, () => this.zoom(1.3)),
      tool(t.fit, `${t.fit_title} (Alt 0)`, () => this.fit()),
      tool("⟳", `${t.rotate} (Alt R)`, () => this.rotate()),
      tool(t.region, t.region_title, () => { this.region = !this.region; this.drawBar(); this.find(".stage").classList.toggle("region", this.region); }, this.region),
      tool("?", t.help, () => this.find(".help").showModal()),
    );
  }

  drawMarks() {
    if (!this.page) return;
    const place = (node, box) => Object.assign(node.style, {
      left: `${box[0]}px`, top: `${box[1]}px`, width: `${box[2] - box[0]}px`, height: `${box[3] - box[1]}px`,
    });
    const words = this.page.words.map(([text, ...box], index) => {
      const node = el("div", { class: "word", title: text, "data-text": text, "data-index": index });
      place(node, box);
      return node;
    });
    const boxes = this.fields.filter((f) => f.box && f.page === this.page.number).map((field) => {
      const node = el("div", { class: `box ${field.tone}${field.name === this.current ? " current" : ""}`, title: field.label });
      place(node, field.box);
      return node;
    });
    this.find(".marks").replaceChildren(...boxes, ...words);
  }

  bindStage() {
    const stage = this.find(".stage"), band = this.find(".band");
    let from = null;
    const point = (event) => {
      const box = stage.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.page) return;
      event.preventDefault(); // the field keeps its focus
      from = { ...point(event), view: { ...this.view }, region: this.region || event.shiftKey, word: event.target.dataset?.index, moved: false };
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => {
      if (!from) return;
      const now = point(event);
      if (Math.abs(now.x - from.x) + Math.abs(now.y - from.y) > 5) from.moved = true;
      if (!from.moved) return;
      if (from.region) {
        band.hidden = false;
        Object.assign(band.style, {
          left: `${Math.min(now.x, from.x)}px`, top: `${Math.min(now.y, from.y)}px`,
          width: `${Math.abs(now.x - from.x)}px`, height: `${Math.abs(now.y - from.y)}px`,
        });
      } else {
        this.place({ ...from.view, x: from.view.x + now.x - from.x, y: from.view.y + now.y - from.y });
        this.fitted = false;
      }
    });
    stage.addEventListener("pointerup", (event) => {
      if (!from) return;
      const start = from, now = point(event);
      from = null;
      band.hidden = true;
      if (start.moved && start.region) this.reread(start, now);
      else if (!start.moved && start.word && this.current) this.take(start.word);
    });
    stage.addEventListener("wheel", (event) => {
      if (!this.view) return;
      event.preventDefault();
      this.fitted = false;
      if (event.ctrlKey) {
        const { x, y } = point(event);
        this.place(zoomed(this.view, Math.exp(-event.deltaY / 300), x, y));
      } else this.place({ ...this.view, x: this.view.x - event.deltaX, y: this.view.y - event.deltaY });
    }, { passive: false });
  }

  reread(start, now) {
    if (!this.current) return this.say(this.t.pick_field);
    const at = (v, axis) => (v - this.view[axis]) / this.view.scale;
    const drawn = [at(Math.min(start.x, now.x), "x"), at(Math.min(start.y, now.y), "y"), at(Math.max(start.x, now.x), "x"), at(Math.max(start.y, now.y), "y")];
    const box = turned_box(drawn, this.paper, (360 - this.turn) % 360);
    this.region = false;
    this.find(".stage").classList.remove("region");
    this.drawBar();
    this.say(this.t.rereading);
    this.act("region", { field: this.current, page: this.page.number, box, was: this.inputs.get(this.current).was });
  }

  // The ink of the marked value once more, without a mouse.
  rereadHere() {
    const field = this.fields.find((f) => f.name === this.current);
    if (!field?.box) return this.say(this.t.pick_field);
    const page = this.record.pages.find((p) => p.number === field.page);
    this.say(this.t.rereading);
    this.act("region", { field: field.name, page: field.page, box: widened(field.box, page), was: this.inputs.get(field.name).was });
  }

  // Queue, notes, help

  drawQueue() {
    const { data, t } = this;
    const queue = this.find(".queue");
    queue.setAttribute("aria-label", t.queue);
    const item = (row) => el("button", {
      type: "button", title: `${row.title} · ${row.sub}`, class: `item ${row.tone}${row.id === data.record?.id ? " on" : ""}`, "data-id": row.id, "aria-current": row.id === data.record?.id ? "true" : false,
      onclick: () => { this.saveAll(); this.wantsFocus = true; this.act("open", { target: row.id }); },
    }, el("span", { class: "name" }, row.title), el("span", { class: "sub" }, row.sub));
    const groups = data.queue.filter((group) => group.rows.length);
    const top = queue.scrollTop, aside = queue.querySelector(".rows")?.scrollLeft ?? 0;
    const rows = el("div", { class: "rows" }, ...groups.flatMap((group) => [el("h3", {}, `${group.title} (${group.count})`), ...group.rows.map(item)]));
    queue.replaceChildren(el("p", { class: "left" }, data.left), rows);
    queue.scrollTop = top;
    rows.scrollLeft = aside;
    if (data.record?.id !== this.listed) this.bringIntoQueue(queue, rows);
    this.listed = data.record?.id;
  }

  // The proof on the desk stays in sight in the queue; only the queue scrolls, never the page.
  bringIntoQueue(queue, rows) {
    const on = rows.querySelector(".on")?.getBoundingClientRect();
    if (!on) return;
    const seen = queue.getBoundingClientRect();
    const head = queue.querySelector(".left").getBoundingClientRect().height;
    if (on.top < seen.top + head || on.bottom > seen.bottom) queue.scrollTop += on.top - seen.top - seen.height / 3;
    rows.scrollLeft += on.left - rows.getBoundingClientRect().left - 8;
  }

  drawNote() {
    const { notice } = this.data;
    if (notice.text && this.isNews(notice)) this.say(notice.text, notice.kind);
    else if (!notice.text) this.say("");
    this.noted = `${this.answer} ${notice.n}`;
  }

  // Each session counts from one, so the answer belongs to it.
  isNews(notice) {
    return this.noted !== `${this.answer} ${notice.n}`;
  }

  say(text, kind = "info") {
    const note = this.find(".note");
    note.textContent = text;
    note.className = `note ${kind}`;
  }

  drawFoot() {
    const { t, record } = this;
    const button = (text, cls, title, onclick) => el("button", { type: "button", class: cls, title, onclick }, text);
    const held = this.shadow.activeElement?.classList;
    const refocus = held?.contains("accept") ? ".accept" : null;
    this.find(".foot").replaceChildren(
      button(record.status === "accepted" ? t.accepted_next : t.accept_next, "primary accept", "Ctrl+Enter", () => this.accept(true)),
      button(t.previous, "", "Alt+↑", () => this.step("previous")),
      button(t.skip, "", "Alt+↓", () => this.step("next")),
      button(t.undo, "", "Alt+Z", () => this.act("undo")),
      button(t.delete, "", "Alt+Del", () => this.discard()),
      button(this.all ? t.only_doubtful : t.tab_all, "quiet", "Alt+T", () => this.toggleAll()),
    );
    if (refocus) this.find(refocus).focus();
  }

  toggleAll() {
    this.all = !this.all;
    for (const field of this.fields) this.inputs.get(field.name).input.tabIndex = this.all || needs_eyes(field, this.record) ? 0 : -1;
    this.drawFoot();
  }

  drawHelp() {
    const { t } = this;
    const help = this.find(".help");
    if (help.childElementCount && help.lang === this.data.language) return;
    help.lang = this.data.language;
    help.setAttribute("aria-label", t.help);
    help.replaceChildren(el("h2", {}, t.help),
      el("dl", {}, ...t.keys.flatMap(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)])),
      el("form", { method: "dialog" }, el("button", { class: "primary" }, t.close)));
  }

  key(event) {
    if (!this.record || !this.root.isConnected || this.find(".help").open) return;
    const inside = event.composedPath()[0];
    const ours = event.composedPath().includes(this.root);
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(inside.tagName ?? "") || inside.isContentEditable;
    if (typing && !ours) return;
    const name = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (event.key.length === 1 ? event.key.toUpperCase() : event.key);
    const keys = {
      "Ctrl+Enter": () => this.accept(true),
      "Alt+ArrowDown": () => this.step("next"),
      "Alt+ArrowUp": () => this.step("previous"),
      "Alt+Z": () => this.act("undo"),
      "Alt+Delete": () => this.discard(),
      "Alt+C": () => this.copy(),
      "Alt+H": () => this.takeOffer(),
      "Alt+T": () => this.toggleAll(),
      "Alt+B": () => this.rereadHere(),
      "Alt+R": () => this.rotate(),
      "Alt+0": () => this.fit(),
      "Alt++": () => this.zoom(1.3),
      "Alt+=": () => this.zoom(1.3),
      "Alt+-": () => this.zoom(1 / 1.3),
      F2: () => this.cycleHere(),
      F4: () => this.seekDoubt(),
    };
    if (/^Alt\+[1-9]$/.test(name)) keys[name] = () => this.record.pages[Number(event.key) - 1] && this.show(this.record.pages[Number(event.key) - 1].number);
    if (typing && name === "Enter") keys.Enter = () => { this.save(this.current, true); this.nextDoubt(); };
    if (typing && name === "Escape") keys.Escape = () => { const held = this.inputs.get(this.current); held.input.value = held.was; this.typed(this.current); this.save(this.current); };
    if (!typing && event.key === "?") keys[name] = () => this.find(".help").showModal();
    if (!typing && name === "N") keys.N = () => this.nextDoubt();
    if (!keys[name]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[name]();
  }
}
