"""What a report says of the machine, on one whose processor is known."""

from pathlib import Path

from bench.report import machine, write_report


def test_the_instructions_that_matter_are_named(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text(
        "processor\t: 0\nmodel name\t: Model X\nflags\t\t: fpu avx2 avx512f avx512_vnni\n\nprocessor\t: 1\nmodel name\t: Model X\n"
    )
    assert machine(told).startswith("Model X, AVX2, AVX-512, VNNI, ")
    assert machine(tmp_path / "none").startswith("unknown processor, ")


def test_a_report_makes_its_folder(tmp_path: Path, capsys) -> None:
    write_report(tmp_path / "a" / "b.md", "text\n")
    assert (tmp_path / "a" / "b.md").read_text() == "text\n"
    assert capsys.readouterr().out == "text\n\n"
