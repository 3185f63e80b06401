"""How held-out documents word, write and set things, per split: labels, dates, amounts, names, typefaces.

Separate so that one can see that dev and test share no typeface, no names and few wordings. Sources of the wordings are
banks' and the authority's prints; the samples use other typefaces and names than both splits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Literal

from samples.banks import rupiah
from samples.sheet import FONT_FOLDER
from samples.values import MONTHS

Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")


WORDS_FOLDER = Path(__file__).parent / "words"


def _words(name: str) -> tuple[str, ...]:
    """The lines of `words/NAME.txt`."""
    return tuple((WORDS_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines())


class FontsMissing(RuntimeError):
    """A typeface of the held-out documents is not installed; the message names the Debian package."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: style, files under the font folder, and the Debian package that brings it."""

    style: str
    regular: str
    bold: str
    package: str

    def checked(self) -> Face:
        """Itself, when installed; raises FontsMissing."""
        for name in (self.regular, self.bold):
            if not Path(FONT_FOLDER / name).exists():
                raise FontsMissing(f"{FONT_FOLDER / name} is missing: apt-get install {self.package}")
        return self


FACES: dict[Split, tuple[Face, ...]] = {
    "dev": (
        Face("sans", "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "roboto/unhinted/RobotoTTF/Roboto-Bold.ttf", "fonts-roboto-unhinted"),
        Face("sans", "croscore/Arimo-Regular.ttf", "croscore/Arimo-Bold.ttf", "fonts-croscore"),
        Face("serif", "charis/CharisSIL-Regular.ttf", "charis/CharisSIL-Bold.ttf", "fonts-sil-charis"),
        Face("mono", "mononoki/mononoki-Regular.ttf", "mononoki/mononoki-Bold.ttf", "fonts-mononoki"),
        Face("mono", "tlwg/TlwgTypist.ttf", "tlwg/TlwgTypist-Bold.ttf", "fonts-tlwg-typist-ttf"),
    ),
    "test": (
        Face("sans", "crosextra/Carlito-Regular.ttf", "crosextra/Carlito-Bold.ttf", "fonts-crosextra-carlito"),
        Face("sans", "open-sans/OpenSans-Regular.ttf", "open-sans/OpenSans-Bold.ttf", "fonts-open-sans"),
        Face("sans", "clear-sans/ClearSans-Regular.ttf", "clear-sans/ClearSans-Bold.ttf", "fonts-clear-sans"),
        Face("sans", "paratype/PTS55F.ttf", "paratype/PTS75F.ttf", "fonts-paratype"),
        Face("serif", "crosextra/Caladea-Regular.ttf", "crosextra/Caladea-Bold.ttf", "fonts-crosextra-caladea"),
        Face("serif", "paratype/PTF55F.ttf", "paratype/PTF75F.ttf", "fonts-paratype"),
        Face("mono", "anonymous-pro/Anonymous Pro.ttf", "anonymous-pro/Anonymous Pro B.ttf", "fonts-anonymous-pro"),
        Face("mono", "paratype/PTM55F.ttf", "paratype/PTM75F.ttf", "fonts-paratype"),
    ),
}  # fmt: skip

LABELS: dict[Split, dict[str, tuple[str, ...]]] = {
    "dev": {
        "tanggal": ("Tanggal dan Jam Bayar", "Tanggal Bayar", "Tgl Bayar"),
        "buku": ("Tanggal Buku",),
        "ntb": ("NTB", "NTB/NTP"),
        "ntpn": ("NTPN", "No. NTPN"),
        "billing": ("Kode Billing", "ID Billing"),
        "npwp": ("NPWP",),
        "nama": ("Nama Wajib Pajak", "Nama WP"),
        "kap": ("Mata Anggaran", "Kode Akun Pajak"),
        "kjs": ("Jenis Setoran", "Kode Jenis Setoran"),
        "pair": ("KAP-KJS", "KAP/KJS"),
        "masa": ("Masa Pajak", "Masa"),
        "tahun": ("Tahun Pajak",),
        "jumlah": ("Jumlah Setoran", "Jumlah Setor"),
        "transfer": ("Nominal", "Jumlah Transfer"),
        "waktu": ("Tanggal", "Waktu Transaksi"),
        "terbilang": ("Terbilang",),
    },
    "test": {
        "tanggal": ("Tanggal & Jam Bayar", "Tanggal Pembayaran", "Tanggal Setor", "Tanggal dan Jam Bayar"),
        "buku": ("Tanggal Buku", "Tgl Buku"),
        "ntb": ("Nomor Transaksi Bank", "NTB", "NTP"),
        "ntpn": ("Nomor Transaksi Penerimaan Negara", "NTPN"),
        "billing": ("Id Biling", "Nomor Billing", "Kode Billing"),
        "npwp": ("NPWP/NIK", "NPWP", "Id Wajib Pajak"),
        "nama": ("Nama WP", "Nama", "Nama Wajib Pajak"),
        "kap": ("Jenis Pajak (MAP)", "Kode Akun", "Mata Anggaran", "KAP"),
        "kjs": ("Kode Jenis Setor", "KJS", "Jenis Setoran"),
        "pair": ("Mata Anggaran dan Jenis Setor", "KAP-KJS", "MAP/KJS"),
        "masa": ("Masa Pajak", "Masa Tahun Pajak"),
        "tahun": ("Tahun Pajak", "Tahun"),
        "jumlah": ("Jumlah Pembayaran", "Jumlah Bayar", "Total Disetor", "Jumlah Setoran"),
        "transfer": ("Nominal Transaksi", "Nominal", "Jumlah"),
        "waktu": ("Waktu Transaksi", "Tanggal Transaksi", "Tgl"),
        "terbilang": ("Terbilang",),
    },
}

NAMES: dict[Split, tuple[str, ...]] = {
    "dev": _words("dev-names"),
    "test": (
        "PT NUSA INDAH PERSADA", "CV BERKAH USAHA", "RUDI GUNAWAN HIDAYAT", "PT XYLO QUARTZ INDONESIA", "YAYASAN PELITA HATI",
        "PT WAHANA VISUAL JAYA", "HJ. KARTIKA SARI", "DINAS PEKERJAAN UMUM KOTA BARU", "PT 88 FORTUNA ABADI", "FIRMA JOKO & REKAN",
    ),
}  # fmt: skip
ADDRESSES: dict[Split, tuple[str, ...]] = {
    "dev": _words("dev-addresses"),
    "test": ("JL. GATOT SUBROTO KAV. 21 JAKARTA", "RUKO PERMATA B-17 DENPASAR", "JL. VETERAN 1945 MAKASSAR", "KP. BARU RT 001/002"),
}  # fmt: skip
BANKS: dict[Split, tuple[str, ...]] = {
    "dev": ("BANK ARTHA DEV", "Bank Samudra Raya"),
    "test": ("BANK KARYA NASIONAL", "Bank Cakrawala", "PT BANK UTAMA LESTARI TBK", "Bank Syariah Amanah"),
}
ABBREVIATED = {
    "dev": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "test": ("Jan", "Peb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des"),
}


def moment(rng: Random, split: Split, paid: datetime, *, slip: bool = False) -> str:
    """The time of payment as printed; transfer slips (`slip`) name the month."""
    clock = f"{paid:%H:%M:%S}"
    named = f"{paid.day:02d} {ABBREVIATED[split][paid.month - 1]} {paid.year}"
    full = f"{paid.day} {MONTHS[paid.month - 1]} {paid.year}"
    styles: dict[Split, tuple[str, ...]] = {
        "dev": (f"{paid:%d/%m/%Y} {clock}", f"{paid:%d-%m-%Y} {clock}"),
        "test": (
            f"{paid:%d-%m-%Y} {clock}",
            f"{paid:%Y-%m-%d} {clock}",
            f"{paid:%d/%m/%Y} {clock}",
            f"{named} {clock}",
        ),
    }
    slips: dict[Split, tuple[str, ...]] = {
        "dev": (f"{named} {clock}", f"{full} , {clock} WIB"),
        "test": (f"{full}, {clock} WIB", f"{named} - {clock} WITA", f"{paid:%d/%m/%Y} {clock}"),
    }
    return rng.choice((slips if slip else styles)[split])


def money(rng: Random, split: Split, amount: Decimal, currency: str, *, english: bool = False) -> str:
    """The amount as printed."""
    plain, whole = rupiah(amount), rupiah(amount, cents=False)
    if currency == "USD":
        return rng.choice((f"{plain}", f"USD {plain}"))
    if english:
        return rng.choice((f"IDR {amount:,.2f}", f"IDR {amount:,.0f}"))
    styles: dict[Split, tuple[str, ...]] = {
        "dev": (plain, f"Rp {plain}", whole),
        "test": (f"{plain} IDR", f"Rp{plain}", f"Rp. {whole},-", plain, f"Rp {whole}"),
    }
    return rng.choice(styles[split])


def number(rng: Random, split: Split, npwp: str) -> str:
    """The NPWP as printed, of 15 or 16 digits."""
    dots = f"{npwp[:2]}.{npwp[2:5]}.{npwp[5:8]}.{npwp[8]}-{npwp[9:12]}.{npwp[12:]}"
    styles: dict[Split, tuple[str, ...]] = {
        "dev": (dots, npwp),
        "test": (dots, dots.replace("-", "."), "0" + npwp, f"{npwp[:9]}-{npwp[9:12]}-{npwp[12:]}"),
    }
    return rng.choice(styles[split])
