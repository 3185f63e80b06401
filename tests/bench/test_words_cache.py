"""Words kept on disk are those of this document and this reader, or they are read anew."""

from bench.words_cache import WordsCache
from ocr.document import Box, Char, PageText, Upload, Word

WORD = Word("NTPN", Box(1.0, 2.0, 3.0, 4.0), 0.9, tuple(Char(c, 0.9, (("O", 0.05),)) for c in "NTPN"))
PAGES = ((PageText(1, 100, 200, (WORD,), "ocr", 0.5),), 1)


class Counting:
    """A reader that counts how often it was asked."""

    times = 0

    def __call__(self, upload):
        self.times += 1
        return PAGES


def test_a_second_run_reads_nothing_and_gives_the_same(tmp_path):
    read, upload = Counting(), Upload("a.pdf", b"one")
    first = WordsCache(tmp_path, "reader").pages(upload, read)
    again = WordsCache(tmp_path, "reader").pages(Upload("renamed.pdf", b"one"), read)
    assert (first, again, read.times) == (PAGES, PAGES, 1)


def test_another_document_or_another_reader_is_read(tmp_path):
    read = Counting()
    WordsCache(tmp_path, "reader").pages(Upload("a.pdf", b"one"), read)
    WordsCache(tmp_path, "reader").pages(Upload("a.pdf", b"two"), read)
    WordsCache(tmp_path, "retrained").pages(Upload("a.pdf", b"one"), read)
    assert read.times == 3
