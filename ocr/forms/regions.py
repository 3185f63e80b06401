"""Pages → regions: which stretches of which pages belong to one proof, with their rows, headings and labels.

Separate because where a proof begins is seen from titles and labels alone, before any value is. Imports location and kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from ocr.document import PageText
from ocr.forms.classify import Heading, find_headings
from ocr.forms.definitions import Forms
from ocr.forms.grammar import read_value
from ocr.forms.labels import Label, find_labels
from ocr.forms.locate import locate
from ocr.forms.rows import Row, levelled, lie_level, likely_skews, tokens_to_rows, without_fan
from ocr.forms.tables import starts_with_details
from ocr.forms.tokens import Token, page_tokens
from ocr.forms.unheaded import find_table
from ocr.forms.wraps import with_whole_labels

_KEYS = frozenset({"ntpn", "kode_billing", "ntb", "npwp", "jumlah", "tanggal", "stan", "nama_wajib_pajak"})
_SLIPPED = 2
"""So many labels beside ink of other fields: lines may have met their neighbours, another skew is tried."""
_OFTEN_BLANK = frozenset({"bagian", "nop", "alamat", "uraian", "pihak_lain"})
"""Labels that stand alone on proofs read well: section heads, and what many banks leave empty."""
_IN_FOOTERS = frozenset({"tanggal"})
"""A last page bears the day of printing, whose label may be read in part ("Tanggal" of "Tanggal Cetak")."""
_COME_BACK = 4
"""Key labels that must come back for a second proof without a title; one proof repeats two at most."""
_ALIKE = 4
"""Labels of any kind that two halves share when each is a slip; a slip bears few of those that matter."""
_SHARED, _OWN = 1, 2
"""Key labels that two papers under different titles share, a slip beside what it paid, and that each of them bears."""
_CROSSING = 0.02
"""Share of the words that may cross the gutter between two papers, or one: they lie a little askew."""
_FEWEST_HEADINGS = 3
"""Headings of a list that goes on under them overleaf."""
_HEADER_ROWS = 6
"""Letter heights ×: titles nearer than this many row heights are one heading."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a page that bears at most one proof."""

    page: int
    rows: tuple[Row, ...]
    headings: tuple[Heading, ...]
    labels: tuple[Label, ...]
    titles: frozenset[str]

    @property
    def titled(self) -> bool:
        """True when the region bears a title."""
        return bool(self.titles)

    @property
    def keys(self) -> frozenset[str]:
        """The fields among `_KEYS` that labels of the region name."""
        return frozenset(label.field for label in self.labels) & _KEYS


def find_regions(pages: Sequence[PageText], forms: Forms) -> list[list[Region]]:
    """The regions of `pages` in reading order, those of one proof together."""
    groups: list[list[Region]] = []
    for page in sorted(pages, key=lambda p: p.number):
        for region in _on_page(page, forms):
            if groups and _goes_on(groups[-1], region, forms):
                groups[-1].append(region)
            else:
                groups.append([region])
    return groups


def _on_page(page: PageText, forms: Forms) -> list[Region]:
    """The page's stretches, one per proof: split at titles that come back."""
    tokens, skew = _in_rows(page, forms)
    regions: list[Region] = []
    for column in _columns(tokens, skew, forms):
        rows = with_whole_labels(tokens_to_rows(column, skew), forms)
        headings, labels = find_headings(rows, forms), find_labels(rows, forms)
        cuts = _cuts(rows, headings, labels, forms)
        for start, end in zip(cuts, [*cuts[1:], len(rows)], strict=True):
            here = tuple(replace(h, row=h.row - start) for h in headings if start <= h.row < end)
            own = tuple(replace(label, row=label.row - start) for label in labels if start <= label.row < end)
            titles = frozenset(heading.text for heading in here) & forms.titles
            regions.append(Region(page.number, rows[start:end], here, own, titles))
    return _without_empty(regions)


def _in_rows(page: PageText, forms: Forms) -> tuple[tuple[Token, ...], float]:
    """The page's tokens with their rows parallel, and the rows' rise per pixel: as the reader measured, else as the words lie."""
    tokens = page_tokens(page)
    if page.slope is not None and page.slope.rows:
        return levelled(tokens, page.slope), 0.0
    if page.source == "text":
        return tokens, 0.0 if not tokens or lie_level(tokens) else _skew(tokens, forms)
    tokens = without_fan(tokens)
    return tokens, _skew(tokens, forms)


def _skew(tokens: Sequence[Token], forms: Forms) -> float:
    """The likeliest skew; where labels stand beside ink of other fields or beside none, the one at which the fewest do."""
    best, fewest = 0.0, len(tokens) + 1
    for skew in likely_skews(tokens) if tokens else ():
        rows = tokens_to_rows(tokens, skew)
        found, unread, blank = locate(rows, find_labels(rows, forms), forms)
        astray = len(unread) + len(blank - _OFTEN_BLANK) - len(set(found) & _KEYS)
        if astray < fewest:
            best, fewest = skew, astray
        if len(unread) < _SLIPPED and not (blank - _OFTEN_BLANK):
            break
    return best


def _columns(tokens: Sequence[Token], skew: float, forms: Forms) -> list[Sequence[Token]]:
    """The page's tokens, cut again and again where one paper ends and another stands beside it.

    Between two papers runs a gutter that hardly any word crosses; words of one paper do. Both bear the same labels.
    """
    for cut, fewest in _cuts_upright(tokens, skew, forms):
        if sum(t.box.left < cut < t.box.right for t in tokens) > max(1, _CROSSING * len(tokens)):
            continue
        left = [t for t in tokens if (t.box.left + t.box.right) / 2 < cut]
        right = [t for t in tokens if (t.box.left + t.box.right) / 2 >= cut]
        if _are_two_papers(_labelled(left, skew, forms), _labelled(right, skew, forms), fewest):
            return [*_columns(left, skew, forms), *_columns(right, skew, forms)]
    return [tokens]


def _are_two_papers(left: frozenset[str], right: frozenset[str], fewest: int) -> bool:
    """Whether the labels of two halves are those of a paper each; `fewest` is how many key labels they must share."""
    both = left & right
    if fewest == _SHARED:
        return len(both & _KEYS) >= fewest and all(len(half & _KEYS) >= _OWN for half in (left, right))
    return len(both & _KEYS) >= fewest or len(both) >= _ALIKE > fewest


def _cuts_upright(tokens: Sequence[Token], skew: float, forms: Forms) -> Iterator[tuple[float, int]]:
    """Where gutters between papers may run, and how many key labels must stand on both sides of each.

    A title stands beside itself or another one, at any height; where one was lost on a scan, many labels stand beside themselves.
    """
    rows = tokens_to_rows(tokens, skew)
    headings = [h for h in find_headings(rows, forms) if h.text in forms.titles]
    for first, second in permutations(headings, 2):
        if first.right < second.left:
            yield _gutter(tokens, first.right, second.left), 2 if first.text == second.text else _SHARED
    labels = [label for label in find_labels(rows, forms) if label.field in _KEYS]
    beside = [b for a, b in permutations(labels, 2) if a.field == b.field and a.box.right < b.box.left]
    if len({label.field for label in beside}) >= _COME_BACK:
        yield min(label.box.left for label in beside) - 1, _COME_BACK


def _labelled(tokens: Sequence[Token], skew: float, forms: Forms) -> frozenset[str]:
    return frozenset(label.field for label in find_labels(tokens_to_rows(tokens, skew), forms))


def _gutter(tokens: Sequence[Token], left: float, right: float) -> float:
    """The x between `left` and `right` that the fewest tokens cross, the middle-most of equals."""
    places = [left + (right - left) * step / 20 for step in range(1, 20)]
    middle = (left + right) / 2
    return min(places, key=lambda x: (sum(t.box.left < x < t.box.right for t in tokens), abs(x - middle)))


def _cuts(rows: Sequence[Row], headings: Sequence[Heading], labels: Sequence[Label], forms: Forms) -> list[int]:
    """Row indexes at which a proof begins; the first is 0."""
    starts: list[int] = []
    for heading in sorted((h for h in headings if h.text in forms.titles), key=lambda h: h.row):
        near = starts and rows[heading.row].middle - rows[starts[-1]].middle < _HEADER_ROWS * rows[heading.row].height
        if not near:
            starts.append(heading.row)
    labels = [label for label in labels if label.field in _KEYS]
    cuts = [0]
    for start, end in zip(starts[1:], [*starts[2:], len(rows)], strict=False):
        before = {label.field for label in labels if cuts[-1] <= label.row < start}
        after = {label.field for label in labels if start <= label.row < end}
        if len(before) >= 2 and len(after) >= 2 and before & after:
            cuts.append(start)
    return cuts if len(cuts) > 1 else [0, *_restarts(labels, rows, forms)]


def _restarts(labels: Sequence[Label], rows: Sequence[Row], forms: Forms) -> list[int]:
    """Rows at which labels begin again without a title between: another proof whose heading was lost."""
    starts: list[int] = []
    seen: set[str] = set()
    for index, label in enumerate(labels):
        if label.field in seen and len(seen & {other.field for other in labels[index:]}) >= _COME_BACK:
            starts.append(label.row - _is_caption(label, rows, forms))
            seen = set()
        seen.add(label.field)
    return starts


def _is_caption(label: Label, rows: Sequence[Row], forms: Forms) -> bool:
    """True for a label alone on its row whose value stands on the row above, and none of it on the row beneath."""
    if not label.row or label.end - label.start < len(rows[label.row].tokens):
        return False
    above, below = (row.tokens for row in (rows[label.row - 1], rows[min(label.row + 1, len(rows) - 1)]))
    rule = forms.fields[label.field]
    read = [read_value(rule, tokens) for tokens in (above, below)]
    return read[0] is not None and not read[0].doubts and (read[1] is None or read[1].fit < read[0].fit)


def _without_empty(regions: Sequence[Region]) -> list[Region]:
    return [region for region in regions if region.rows]


def _goes_on(group: Sequence[Region], region: Region, forms: Forms) -> bool:
    """True when `region` is more of the paper that ends on the page before it."""
    return _continues(group, region) or _continues_table(group, region, forms) or _continues_list(group, region)


def _continues_list(group: Sequence[Region], region: Region) -> bool:
    """True when `region` goes on with the list of payments that ends on the page before it, under the same headings."""
    if group[-1].page + 1 != region.page or region.titled or not region.labels:
        return False
    headings = _labelled_on(region, region.labels[0].row)
    if len(headings) < _FEWEST_HEADINGS or not {"ntpn", "kode_billing"} & set(headings):
        return False
    return any(_labelled_on(group[-1], row) == headings for row in {label.row for label in group[-1].labels})


def _labelled_on(region: Region, row: int) -> tuple[str, ...]:
    return tuple(label.field for label in region.labels if label.row == row)


def _continues_table(group: Sequence[Region], region: Region, forms: Forms) -> bool:
    """True when `region` goes on with the detail table of the proof that ends on the page before it."""
    if group[-1].page + 1 != region.page or region.titled or region.keys & {"ntpn", "npwp", "nama_wajib_pajak"}:
        return False
    return starts_with_details(region.rows, region.labels, forms) and bool(
        find_table(group[-1].rows, group[-1].labels, forms).details
    )


def _continues(group: Sequence[Region], region: Region) -> bool:
    """True when `region` goes on with the proof that ends on the page before it."""
    if group[-1].page + 1 != region.page:
        return False
    if region.titled and not region.titles & frozenset[str]().union(*(part.titles for part in group)):
        return False
    had = frozenset[str]().union(*(part.keys for part in group))
    if not region.keys:
        return not region.titled and bool(region.labels)
    return not (had & region.keys - _IN_FOOTERS) and "ntpn" not in region.keys
