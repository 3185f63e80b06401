"""Lists the typefaces lines are drawn in, split by design so that no validation or test face is ever trained on.

Separate so that the split can be tested without a font installed. Every face is free software: packages of Debian, which stand in
`training/README.md`, and for training the Fontsource packages of `training/package.json`.
"""

import json
from functools import cache
from pathlib import Path

from training.splits import Split

FONT_ROOTS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))

WEB = Path(__file__).parent / "package.json"
"""Families of the training split by style, beside those of Debian (`typefaces`): Fontsource packages that `npm install` puts beside it."""

WEB_WEIGHTS = (300, 400, 700)

Faces = dict[str, tuple[float, tuple[str, ...]]]

FACES: dict[Split, Faces] = {
    "train": {
        "sans": (
            0.36,
            (
                "liberation2/LiberationSans-*.ttf",
                "liberation/LiberationSans-*.ttf",
                "liberation/LiberationSansNarrow-*.ttf",
                "dejavu/DejaVuSans.ttf",
                "dejavu/DejaVuSans-*.ttf",
                "dejavu/DejaVuSansCondensed*.ttf",
                "urw-base35/NimbusSans-*.otf",
                "urw-base35/NimbusSansNarrow-*.otf",
                "urw-base35/URWGothic-*.otf",
                "tex-gyre/texgyreadventor-*.otf",
                "tex-gyre/texgyreheros*.otf",
                "noto/NotoSans-*.ttf",
                "lato/Lato-Regular.ttf",
                "lato/Lato-Bold.ttf",
                "lato/Lato-Light.ttf",
                "lato/Lato-Medium*.ttf",
                "lato/Lato-Semibold.ttf",
                "inter/Inter-Regular.otf",
                "inter/Inter-Medium.otf",
                "inter/Inter-Bold.otf",
                "inter/Inter-Light.otf",
                "cantarell/Cantarell-Regular.otf",
                "cantarell/Cantarell-Bold.otf",
                "cantarell/Cantarell-Light.otf",
                "freefont/FreeSans*.ttf",
                "tuffy/Tuffy*.ttf",
                "dosis/Dosis-Medium.otf",
                "dosis/Dosis-Bold.otf",
                "quicksand/Quicksand-*.ttf",
                "oxygen/Oxygen-Sans*.ttf",
                "manrope/*anrope-*.ttf",
                "arkpandora/Aerial*.ttf",
                "arkpandora/Veranda*.ttf",
                "adf/UniversalisADF*.otf",
                "adf/GilliusADF*.otf",
                "andika/*.ttf",
                "cmu/cmunss.ttf",
                "cmu/cmunsx.ttf",
                "lm/lmsans10-*.otf",
                "mplus/*1-Regular.otf",
                "mplus/*1-Medium.otf",
                "nanum/NanumGothic.ttf",
                "nanum/NanumGothicBold.ttf",
                "nanum/NanumBarunGothic*.ttf",
                "vlgothic/VL-PGothic-Regular.ttf",
                "ipaexfont-gothic/*.ttf",
                "sawarabi-gothic/*.ttf",
                "comic-neue/ComicNeue-Regular.otf",
                "national-park/NationalPark-Regular.otf",
                "national-park/NationalPark-Heavy.otf",
                "routed-gothic/*.ttf",
                "osifont/*.ttf",
                "yanone-kaffeesatz/*-Regular.otf",
                "opendin/*.ttf",
                "play/*.ttf",
            ),
        ),
        "serif": (
            0.16,
            (
                "liberation2/LiberationSerif-*.ttf",
                "dejavu/DejaVuSerif.ttf",
                "dejavu/DejaVuSerif-*.ttf",
                "dejavu/DejaVuSerifCondensed*.ttf",
                "freefont/FreeSerif*.ttf",
                "urw-base35/NimbusRoman-*.otf",
                "urw-base35/C059-Italic.otf",
                "urw-base35/C059-Roman.otf",
                "urw-base35/URWBookman-*.otf",
                "tex-gyre/texgyretermes-*.otf",
                "tex-gyre/texgyrebonum-*.otf",
                "noto/NotoSerif-*.ttf",
                "stix-word/STIX-*.otf",
                "linux-libertine/LinLibertine_R.otf",
                "linux-libertine/LinLibertine_RB.otf",
                "ebgaramond/EBGaramond12-Regular.otf",
                "vollkorn/Vollkorn-Regular.ttf",
                "vollkorn/Vollkorn-Bold.ttf",
                "gentium-basic/*.ttf",
                "cmu/cmunrm.ttf",
                "cmu/cmunbx.ttf",
                "cmu/cmunti.ttf",
                "lm/lmroman10-*.otf",
                "roboto/slab/*.otf",
                "quattrocento/*.otf",
                "nanum/NanumMyeongjo.ttf",
                "ipaexfont-mincho/*.ttf",
                "croscore/Tinos-*.ttf",
            ),
        ),
        "mono": (
            0.30,
            (
                "liberation2/LiberationMono-*.ttf",
                "liberation/LiberationMono-Regular.ttf",
                "dejavu/DejaVuSansMono*.ttf",
                "freefont/FreeMono*.ttf",
                "croscore/Cousine-*.ttf",
                "urw-base35/NimbusMonoPS-*.otf",
                "tex-gyre/texgyrecursor-*.otf",
                "hack/Hack-*.ttf",
                "inconsolata/*.otf",
                "truetype/inconsolata/*",
                "firacode/FiraCode-*.ttf",
                "jetbrains-mono/JetBrainsMono-Regular.ttf",
                "jetbrains-mono/JetBrainsMono-Bold.ttf",
                "jetbrains-mono/JetBrainsMono-Light.ttf",
                "noto/NotoMono-Regular.ttf",
                "noto/NotoSansMono-*.ttf",
                "league-mono/LeagueMono-Regular.otf",
                "league-mono/LeagueMono-Bold.otf",
                "fantasque-sans/Normal/TTF/FantasqueSansMono-Regular.ttf",
                "agave/*.ttf",
                "hermit/*.otf",
                "monoid/*.ttf",
                "lm/lmmono10-*.otf",
                "lm/lmmonolt10-*.otf",
                "lm/lmmonoltcond10-*.otf",
                "lm/lmmonoprop10-*.otf",
                "cmu/cmuntt.ttf",
                "cmu/cmuntb.ttf",
                "fonts-go/Go-Mono*.ttf",
                "vlgothic/VL-Gothic-Regular.ttf",
                "nanum/NanumGothicCoding*.ttf",
                "oxygen/OxygenMono*.ttf",
                "gnutypewriter/*.ttf",
                "arkpandora/*Mono*.ttf",
            ),
        ),
        "printer": (
            0.13,
            (
                "ocr-a/OCRA.ttf",
                "ocr-a/OCRACondensed.ttf",
                "ocr-b/OCRB.otf",
                "ocr-b/OCRBL.otf",
                "3270/*.ttf",
                "glasstty/*.ttf",
                "dotgothic16/*.ttf",
                "proggy/*.ttf",
                "sixtyfour/*.ttf",
                "amiga/*.ttf",
                "unifont/unifont.otf",
                "mplus/*Code50*-Regular.otf",
                "mplus/*Code60*-Regular.otf",
                "mplus/*CodeLatin*-Regular.otf",
                "misc/[6-9]x1[2-8].pcf.gz",
                "misc/[6-9]x1[2-8]B.pcf.gz",
                "misc/10x20.pcf.gz",
                "misc/12x24.pcf.gz",
                "misc/clR[6-8]x1?.pcf.gz",
                "misc/ter-u1[468]?_unicode.pcf.gz",
                "misc/ter-u2[0248]?_unicode.pcf.gz",
                "misc/ter-u32?_unicode.pcf.gz",
                "75dpi/cour[BR][12]?.pcf.gz",
                "75dpi/helv[BR]1[0-4].pcf.gz",
                "75dpi/lut[BR]S1?.pcf.gz",
                "100dpi/cour[BR]1?.pcf.gz",
                "100dpi/lut[BR]S1?.pcf.gz",
            ),
        ),
        "display": (0.05, ()),
    },
    "validation": {
        "sans": (
            0.45,
            ("roboto/unhinted/**/Roboto-Regular.ttf", "roboto/unhinted/**/Roboto-Bold.ttf", "cabin/Cabin-Regular.otf"),
        ),
        "serif": (0.2, ("charis/CharisSIL-*.ttf", "tex-gyre/texgyrepagella-regular.otf")),
        "mono": (0.25, ("mononoki/mononoki-Regular.ttf", "mononoki/mononoki-Bold.ttf", "tlwg/TlwgTypist.ttf")),
        "printer": (0.1, ("spleen/spleen-8x16.otf", "spleen/spleen-12x24.otf", "spleen/spleen-16x32.otf")),
    },
    "test": {
        "sans": (
            0.42,
            (
                "open-sans/OpenSans-Regular.ttf",
                "open-sans/OpenSans-Bold.ttf",
                "open-sans/OpenSans-Cond*.ttf",
                "crosextra/Carlito-Regular.ttf",
                "crosextra/Carlito-Bold.ttf",
                "clear-sans/ClearSans-Regular.ttf",
                "clear-sans/ClearSans-Bold.ttf",
                "paratype/PTS55F.ttf",
                "paratype/PTN57F.ttf",
                "b612/B612-Regular.otf",
                "allerta/allerta_medium.otf",
            ),
        ),
        "serif": (
            0.18,
            (
                "crosextra/Caladea-Regular.ttf",
                "crosextra/Caladea-Bold.ttf",
                "paratype/PTF55F.ttf",
                "tex-gyre/texgyreschola-bold.otf",
            ),
        ),
        "mono": (
            0.28,
            (
                "anonymous-pro/Anonymous Pro.ttf",
                "courier-prime/Courier Prime.otf",
                "courier-prime/Courier Prime Bold.otf",
                "courier-prime/Courier Prime Code.otf",
                "paratype/PTM55F.ttf",
                "b612/B612Mono-Regular.otf",
            ),
        ),
        "printer": (0.12, ("pc/Px_IBM_VGA8.ttf", "pc/Px_IBM_VGA9.ttf", "pc/Px_IBM_MDA.ttf", "pc/Px_IBM_EGA8.ttf")),
    },
}
"""Per split: style → (share of the lines, globs under the font folders)."""


class FontsMissing(RuntimeError):
    """No typeface of a split is installed; `training/README.md` names the packages."""


@cache
def _installed() -> tuple[Path, ...]:
    endings = (".ttf", ".otf", ".pcf.gz")
    found = (path for root in FONT_ROOTS if root.is_dir() for path in root.rglob("*") if path.name.endswith(endings))
    return tuple(sorted(found))


def _of_the_web(style: str) -> tuple[Path, ...]:
    packages = WEB.parent / "node_modules" / "@fontsource"
    files = (
        packages / family / "files" / f"{family}-latin-{weight}-normal.woff"
        for family in json.loads(WEB.read_text(encoding="utf-8"))["typefaces"][style]
        for weight in WEB_WEIGHTS
    )
    return tuple(path for path in files if path.exists())


@cache
def faces(split: Split) -> dict[str, tuple[Path, ...]]:
    """Installed faces of the split by style, sorted; raises FontsMissing if a style has none."""
    chosen = {}
    for style, (_, globs) in FACES[split].items():
        chosen[style] = tuple(path for path in _installed() if any(path.match(glob) for glob in globs))
        if split == "train":
            chosen[style] += _of_the_web(style)
        if not chosen[style]:
            raise FontsMissing(f"no {style} typeface of the {split} split is installed; see training/README.md")
    return chosen


def shares(split: Split) -> dict[str, float]:
    """The share of the lines that each style takes."""
    return {style: share for style, (share, _) in FACES[split].items()}
