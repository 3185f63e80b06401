"""What a person does on the review desk, applied to the store: edit, accept, delete, undo, read again, move on.

Separate from the component so that every act is tested without a browser. Each act comes with a name of its own, and may
come again, from a page loaded anew too; it is applied once. A refusal is a sentence for the person, never an exception.
What the database could not take stays unheard, and the browser says it again.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ocr.document import Box, Record, Word
from ocr.errors import DatabaseGone, EditConflict, EngineError, InputError, Language
from ocr.forms import label, parse_correction, read_spot
from ocr.i18n import translator
from ocr.service import Service
from ocr.store import AWAY, RecordView
from ocr.ui.desk_data import order
from ocr.ui.state import State, Step
from ocr.ui.values import says, shown

log = logging.getLogger(__name__)

LONGEST_S = 300.0  # a pause longer than this is a break, not work on a record
ACTS_KEPT = 10_000


class Heard:
    """Names of acts that were applied or are being applied, for all sessions of this process.

    A page that was loaded again is another session, and sends what its forerunner saw no answer to.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._acts: dict[str, bool] = {}

    def begin(self, act: str) -> Literal["new", "running", "done"]:
        """How far this act is; "new" makes the caller the one who applies it."""
        with self._lock:
            known = self._acts.get(act)
            if known is not None:
                return "done" if known else "running"
            self._acts[act] = False
            while len(self._acts) > ACTS_KEPT:
                del self._acts[next(iter(self._acts))]
            return "new"

    def end(self, act: str, *, done: bool) -> None:
        """Note that it was applied or refused; not done: it may come again."""
        with self._lock:
            self._acts.pop(act, None)
            if done:
                self._acts[act] = True


@dataclass(slots=True)
class Desk:
    """The acts of one session. `rows` gives the records under review as they stand."""

    service: Service
    session: State
    who: str
    language: Language
    rows: Callable[[], Sequence[RecordView]]
    heard: Heard = field(default_factory=Heard)

    def hear(self, acts: Sequence[Mapping[str, Any]]) -> None:
        """Apply the acts not heard before, in their order; none behind one that could not be taken yet."""
        session = self.session
        session.answer, session.heard, session.unheard = secrets.token_hex(4), [], False
        for act in acts:
            before = self.heard.begin(act["id"])
            if before == "running":  # in the session of the page as it was before it was loaded again
                break
            if before == "new" and not self._heed(act):
                session.unheard = True
                break
            session.heard.append(act["id"])

    def _heed(self, act: Mapping[str, Any]) -> bool:
        """Apply or refuse one act; False when the database could not take it."""
        self.session.notice, done = "", False
        try:
            self._apply(act)
            done = True
        except (InputError, EngineError) as error:
            self.session.say(error.message(self.language), "bad")
            done = True
        except AWAY as error:
            log.warning("act %s of a desk waits for the database", act["kind"], exc_info=error)
            self.session.say(DatabaseGone().message(self.language), "bad")
        finally:
            self.heard.end(act["id"], done=done)
        return done

    def _apply(self, act: Mapping[str, Any]) -> None:
        match act["kind"]:
            case "edit":
                self.edit(act["record"], act["field"], act["text"], act["was"])
            case "region":
                self.read_region(act["record"], act["field"], act["page"], act["box"], act["was"])
            case "word":
                self.take_word(act["record"], act["field"], act["page"], act["index"], act["was"])
            case "accept":
                self.accept(act["record"], act["seen"])
            case "accept_next":
                listed, sampled = self._listed(), self.service.store.passes.waiting()
                if self.accept(act["record"], act["seen"]):
                    self.go_on(act["record"], listed, in_sample=act["record"] in sampled)
            case "delete":
                listed, sampled = self._listed(), self.service.store.passes.waiting()
                self.delete(act["record"])
                self.go_on(act["record"], listed, in_sample=act["record"] in sampled)
            case "next":
                self.go(act["record"], 1)
            case "previous":
                self.go(act["record"], -1)
            case "open":
                self.session.record_id = act["target"]
            case "undo":
                self.undo()

    def edit(self, record_id: str, name: str, text: str, was: str) -> None:
        """Save what was typed; refused when somebody else changed the field since `was` was on the screen.

        `was` itself is what stood there: nothing to save, even where it is no value at all, as an NTPN read a character short.
        """
        session, view = self.session, self.service.store.record(record_id)
        draft = f"{record_id}/{name}"
        item = view.record.fields[name]
        if text == was:
            session.drafts.pop(draft, None)
            return
        try:
            value = parse_correction(name, text)
        except InputError as error:
            session.drafts[draft] = (text, error.message(self.language))
            raise
        if self._is_overtaken(view, name, text, was, value):
            return
        session.drafts.pop(draft, None)
        if value == item.value:
            return
        self.service.store.edit(record_id, {name: value}, who=self.who, version=view.version)
        session.push(Step(record_id, name, item, value, accepted_before(view)))
        session.say(self._t("{field} saved").format(field=label(name, self.language)), "good")

    def _is_overtaken(self, view: RecordView, name: str, text: str, was: str, value: str | None) -> bool:
        """Whether somebody else changed the field since `was` was on the screen; then `text` is kept as a draft and it is said."""
        item = view.record.fields[name]
        theirs = shown(name, item.value)
        if theirs == was or value == item.value:
            return False
        said = self._t("{who} changed {field} to “{value}” meanwhile. Esc takes that, Enter replaces it with yours.")
        said = said.format(who=item.changed_by or "OCR", field=label(name, self.language), value=theirs or "–")
        self.session.drafts[f"{view.id}/{name}"] = (text, said)
        self.session.say(said, "bad")
        return True

    def read_region(self, record_id: str, name: str, page: int, box: Sequence[float], was: str) -> None:
        """Read a rectangle again, as the field is written, and save what stands there."""
        view = self.service.store.record(record_id)
        self._take(view, name, page, self.service.read_region(view.document_id, page, Box(*box)), was)

    def take_word(self, record_id: str, name: str, page: int, index: int, was: str) -> None:
        """Save what the word `index` of a page says when it is read as the field is written."""
        view = self.service.store.record(record_id)
        text = self.service.store.page_text(view.document_id, page)
        self._take(view, name, page, text.words[index : index + 1] if text else (), was)

    def _take(self, view: RecordView, name: str, page: int, words: Sequence[Word], was: str) -> None:
        """Save the value in `words` with its ink; doubtful characters stay marked. What is no value is said, not saved."""
        session, before = self.session, view.record.value(name)
        text = " ".join(word.text for word in words).strip(" :")
        if not text:
            session.say(self._t("Nothing readable there. Draw the frame a little larger."), "bad")
            return
        found = read_spot(name, words, page)
        if found is None:
            self.edit(view.id, name, text, was)
            return
        if self._is_overtaken(view, name, shown(name, found.value), was, found.value):
            return
        session.drafts.pop(f"{view.id}/{name}", None)
        if found.value == before:
            session.say(self._t("{field}: the same stands there").format(field=label(name, self.language)), "good")
            return
        changes = {name: found.value}
        self.service.store.edit(view.id, changes, who=self.who, version=view.version, found={name: found})
        session.push(Step(view.id, name, view.record.fields[name], found.value, accepted_before(view)))
        said = self._t("{field}: read from there, please compare") if found.review else self._t("{field} saved")
        session.say(said.format(field=label(name, self.language)), "good")

    def accept(self, record_id: str, seen: Mapping[str, str]) -> bool:
        """Note that a person found the record right; False while a text of it is refused, or when it says something else than `seen`.

        `seen` are the texts that stood on the screen, by field.
        """
        session = self.session
        if any(key.startswith(f"{record_id}/") for key in session.drafts):
            session.say(self._t("One value is not saved yet. Correct it or press Escape, then accept."), "bad")
            return False
        view = self.service.store.record(record_id)
        unseen = [name for name, text in seen.items() if not says(name, view.record.value(name), text)]
        if unseen:
            changes = ", ".join(self._now(view, name) for name in unseen)
            said = self._t("Not accepted, for it changed meanwhile: {changes}. Compare with the page, then accept.")
            session.say(said.format(changes=changes), "bad", field=unseen[0])
            return False
        if view.status != "accepted":
            self.service.store.accept(record_id, who=self.who, version=view.version)
            session.push(Step(record_id))
            self._note_pace()
        session.say(self._t("Accepted"), "good")
        return True

    def delete(self, record_id: str) -> None:
        """Hide a record that is no proof, or stands here twice; undo brings it back."""
        session, view = self.session, self.service.store.record(record_id)
        if view.status != "deleted":
            self.service.store.delete(record_id, who=self.who, version=view.version)
            session.push(Step(record_id, deleted=True))
        for draft in [key for key in session.drafts if key.startswith(f"{record_id}/")]:
            del session.drafts[draft]
        session.say(self._t("Deleted; Undo brings it back."), "good")

    def _now(self, view: RecordView, name: str) -> str:
        item = view.record.fields[name]
        value, who = shown(name, item.value) or "–", item.changed_by or "OCR"
        return f"{label(name, self.language)} “{value}” ({who})"

    def go(self, record_id: str, way: int) -> None:
        """Move to the neighbour in the queue."""
        listed = self._listed()
        if record_id in listed:
            at = listed.index(record_id) + way
            self.session.record_id = listed[max(0, min(at, len(listed) - 1))]
        elif listed:
            self.session.record_id = listed[0]

    def go_on(self, record_id: str, listed: Sequence[str], *, in_sample: bool) -> None:
        """Move to the next record not yet accepted, and from the last one to those that were skipped.

        `listed` is the queue before `record_id` was accepted or deleted. Who was looking at the sample stays in it while it lasts.
        """
        sampled = self.service.store.passes.waiting()
        is_open = {view.id for view in self.rows() if view.status == "open"}
        at = listed.index(record_id) if record_id in listed else 0
        left = [item for item in (*listed[at:], *listed[:at]) if item in is_open]
        drawn = [item for item in left if item in sampled] if in_sample else []
        self.session.record_id = next(iter(drawn or left), record_id)

    def _listed(self) -> list[str]:
        return order(self.rows(), self.service.store.passes.waiting(), self.session.doubted)

    def undo(self) -> None:
        """Take back this person's latest act, and show the record it was done to."""
        session = self.session
        if not session.undo:
            session.say(self._t("Nothing to undo"))
            return
        step = session.undo[-1]
        view = self.service.store.record(step.record_id)
        session.record_id = step.record_id
        if step.deleted:
            if view.status == "deleted":
                self.service.store.restore(step.record_id, who=self.who, version=view.version)
            session.undo.pop()
            session.say(self._t("Brought back"), "good")
            return
        if step.old is None:
            if view.status == "accepted":
                self.service.store.reopen(step.record_id, who=self.who, version=view.version)
            session.undo.pop()
            session.say(self._t("Acceptance taken back"), "good")
            return
        now = view.record.fields[step.field]
        if now != step.old:  # else the database took the value back, and went away before the rest
            if now.value != step.new:
                session.undo.pop()
                raise EditConflict(who=now.changed_by or "OCR", field=label(step.field, self.language))
            back, old = {step.field: step.old.value}, {step.field: step.old}
            view = self.service.store.edit(step.record_id, back, who=self.who, version=view.version, restored=old)
        if view.status != "accepted" and view.record == step.accepted:  # nobody changed another value of it meanwhile
            self.service.store.accept(step.record_id, who=self.who, version=view.version)
        session.undo.pop()
        session.say(self._t("{field} is as before").format(field=label(step.field, self.language)), "good")

    def _note_pace(self) -> None:
        now = time.monotonic()
        if self.session.accepted_at and now - self.session.accepted_at < LONGEST_S:
            self.session.timings.append(now - self.session.accepted_at)
            del self.session.timings[:-50]
        self.session.accepted_at = now

    def _t(self, message: str) -> str:
        return translator(self.language)(message)


def accepted_before(view: RecordView) -> Record | None:
    """The record if it is accepted: what taking an edit back brings back with the value."""
    return view.record if view.status == "accepted" else None
