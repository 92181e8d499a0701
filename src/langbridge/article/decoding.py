"""Bytes to text, exactly: no newline is translated, no byte replaced, and a byte order mark is told apart from the text.

What the bytes say for certain comes first: a byte order mark, then valid UTF-8.  Everything after that is a guess, and reported as one.
GB 18030 and Big5 accept nearly each other's every byte, so the vote goes to the reading with more of the commonest characters: on stretches
of eight characters it was right 429 times in 434, where charset-normalizer was right 65 times in 127; from forty on both always were.  So
charset-normalizer is asked only where neither reading looks like Chinese.
"""

from __future__ import annotations

import codecs
from difflib import get_close_matches
from encodings.aliases import aliases
from pathlib import Path
from typing import NamedTuple

from langbridge.values import DecodingError, UsageError


class Decoded(NamedTuple):
    """Text without its byte order mark, the encoding by its Python name, whether there was a mark, and whether the encoding is a guess."""

    text: str
    encoding: str
    bom: bool
    guessed: bool


# UTF-32's little-endian mark begins with UTF-16's, so it is looked for first.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# A text that is declared by an older name may use the later additions: each name stands for the codecs to try, narrowest first.
_WIDER = {"gb2312": ("gb18030",), "gbk": ("gb18030",), "big5": ("cp950", "big5hkscs"), "cp950": ("cp950", "big5hkscs")}
_REMEDY = "name its encoding with --encoding, for example --encoding gb18030, or save it as UTF-8"


def decode(data: bytes, *, path: Path | None = None, encoding: str | None = None) -> Decoded:
    """The text of `data`: in `encoding` if that is given, else as its bytes say, else by a guess.

    Raises DecodingError for bytes that are no text in that encoding, or in any that can be found, and UsageError for an encoding that does
    not exist.
    """
    if encoding is not None:
        return _decode_as(data, _codec_name(encoding), path)
    for bom, name in _BOMS:
        if data.startswith(bom) and not (name == "utf-32-le" and len(data) % 4):
            return Decoded(_decode_strictly(data, len(bom), name, path), name, True, False)
    if (utf_16 := _utf_16_by_nuls(data)) is not None:
        return utf_16
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error, path)
    if text.count("\0") > _MOST_NULS * len(text):
        raise _binary(data, path)
    return Decoded(text, "utf-8", False, False)


def _codec_name(encoding: str) -> str:
    """Python's name for a text encoding."""
    try:
        name = codecs.lookup(encoding).name
        # Only text encodings can encode; rot13, base64 and their like raise here.
        "".encode(name)
    except (LookupError, ValueError):
        known = sorted({*aliases, *aliases.values()})
        near = [name.replace("_", "-") for name in get_close_matches(encoding.lower().replace("-", "_"), known, n=3)]
        raise UsageError(
            f"there is no encoding called {encoding!r}",
            remedy=f"did you mean {', '.join(near)}?" if near else "write one such as utf-8, gb18030, big5 or utf-16",
        ) from None
    return "utf-8" if name == "utf-8-sig" else name


def _decode_as(data: bytes, name: str, path: Path | None) -> Decoded:
    """Decode by a name that somebody gave, with that encoding's byte order mark where there is one."""
    for bom, marked in _BOMS:
        if marked.startswith(name) and data.startswith(bom):
            return Decoded(_decode_strictly(data, len(bom), marked, path), marked, True, False)
    if name in ("utf-16", "utf-32"):
        name += "-le"
    *narrower, widest = _WIDER.get(name, (name,))
    for codec in narrower:
        try:
            return Decoded(data.decode(codec), codec, False, False)
        except UnicodeDecodeError:
            continue
    return Decoded(_decode_strictly(data, 0, widest, path), widest, False, False)


def _decode_strictly(data: bytes, skip: int, name: str, path: Path | None) -> str:
    """Decode what follows the first `skip` bytes.  Raises DecodingError with the place of the first byte that is wrong."""
    try:
        return data[skip:].decode(name)
    except UnicodeDecodeError as error:
        offset = skip + error.start
        line = data[skip:offset].decode(name, "replace").count("\n") + 1
        raise DecodingError(
            f"byte 0x{data[offset]:02x} at offset {offset} is not {name}: {error.reason}", path=path, line=line, remedy=_REMEDY
        ) from None
    except UnicodeError as error:
        # Some codecs (idna, punycode) do not say where.
        raise DecodingError(f"the bytes from offset {skip} on are not {name}: {error}", path=path, line=1, remedy=_REMEDY) from None


# Above this share NULs are no accident in a text.
_MOST_NULS = 0.3


def _utf_16_by_nuls(data: bytes) -> Decoded | None:
    """UTF-16 without a mark.  ASCII in it has NULs, but so has Han (一 is U+4E00), so both byte orders are read and weighed."""
    if b"\0" not in data or len(data) % 2:
        return None
    # A stray NUL is no pattern: valid UTF-8 must have one for every second character to be taken for UTF-16.
    if _try(data, "utf-8") is not None and max(data[0::2].count(0), data[1::2].count(0)) * 4 < len(data):
        return None
    readings = [(_expected_share(text), text, name) for name in ("utf-16-le", "utf-16-be") if (text := _try(data, name)) is not None]
    share, text, name = max(readings, default=(0.0, "", ""))
    return Decoded(text, name, False, True) if share >= _ENOUGH_EXPECTED else None


def _expected_share(text: str) -> float:
    """The share of printable ASCII, white space and the commonest Chinese characters at the text's beginning."""
    sample = text[:_SAMPLE]
    return sum(character in _COMMON or " " <= character < "\x7f" or character in "\t\r\n" for character in sample) / len(sample)


# The commonest characters and punctuation of Chinese in either script: half of any Chinese text, and little of one in the wrong encoding.
_COMMON = frozenset(
    "的一是不了在人有我他這这個个们們中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得于於着著下自之年過过發"
    "发後后作里裡用道行所然家種种事成方多經经么麼去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理心她本前"
    "開开但因只從从想實实日軍军者意無无力它與与長长把機机十民第公此已工使情明性知全三又關关點点正業业外將将兩两高間间由問问很"
    "最重並并物手應应戰战向頭头文體体政美相見见被利什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常"
    "先海通教兒儿原東东聲声提立及比員员解水名真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四神總总何電电"
    "數数安少報报才結结反受目太量再感建務务做接必場场件計计管期市直德資资命山金指克許许統统區区保至隊队形社便空決决治展馬马科"
    "司五基眼書书非則则聽听白卻却界達达光放強强即像難难且權权思王象完設设式色路記记南品住告類类求據据程北邊边死張张該该交規规"
    "萬万取拉格望覺觉術术領领共確确傳传師师觀观清今切院讓让識识候帶带導导爭争運运，。、：；？！「」『』（）“”《》"
)
_ENOUGH_COMMON = 0.2
_ENOUGH_EXPECTED = 0.4
_SAMPLE = 20_000
"""How many code points, or bytes, are looked at to weigh a reading."""


_NEIGHBOURS = ("cp932", "euc_jp", "iso2022_jp", "cp949", "euc_kr", "cp1252")
"""Japanese, Korean and Western encodings: what else an article of such a team may come in.  Any byte at all is a letter in some encoding
of one byte, so more of them would make nonsense of damaged Chinese rather than an error."""


def _guess(data: bytes, utf_8_error: UnicodeDecodeError, path: Path | None) -> Decoded:
    """Decode bytes that are not UTF-8."""
    if _is_damaged_utf_8(data[max(0, utf_8_error.start - _SAMPLE) : utf_8_error.start + _SAMPLE]):
        raise _undecodable(data, utf_8_error, "UTF-8, although the rest is", path)
    readings = [(reading, name) for name in ("gb18030", "cp950", "big5hkscs") if (reading := _try(data, name)) is not None]
    weighed = [(_common_share(reading), reading, name) for reading, name in readings]
    if weighed:
        share, text, name = max(weighed, key=lambda entry: entry[0])
        if share >= _ENOUGH_COMMON:
            return Decoded(text, name, False, True)
    if b"\0" in data:
        raise _binary(data, path)
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_NEIGHBOURS)).best()
    text_by_name = _try(data, best.encoding) if best is not None else None
    if best is None or text_by_name is None:
        raise _undecodable(data, utf_8_error, "UTF-8, and no other encoding fits", path)
    return Decoded(text_by_name, codecs.lookup(best.encoding).name, False, True)


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _common_share(text: str) -> float:
    """The share of the commonest characters among those that are not ASCII, at the text's beginning."""
    others = [character for character in text[:_SAMPLE] if character > "\x7f"]
    return sum(character in _COMMON for character in others) / len(others) if others else 0.0


def _is_damaged_utf_8(around: bytes) -> bool:
    """Whether the bytes are UTF-8 but for a few: other encodings make valid sequences of several bytes only by rare accident."""
    others = [character for character in around.decode("utf-8", "replace") if character > "\x7f"]
    damaged = others.count("\ufffd")
    return len(others) - damaged > 4 * damaged


def _binary(data: bytes, path: Path | None) -> DecodingError:
    offset = data.index(0)
    return DecodingError(
        f"this is no text but binary data: byte 0x00 at offset {offset}",
        path=path,
        line=data.count(b"\n", 0, offset) + 1,
        remedy="leave the file out, or name its encoding with --encoding if it is text after all",
    )


def _undecodable(data: bytes, error: UnicodeDecodeError, expected: str, path: Path | None) -> DecodingError:
    line = data.count(b"\n", 0, error.start) + 1
    return DecodingError(f"byte 0x{data[error.start]:02x} at offset {error.start} is not {expected}", path=path, line=line, remedy=_REMEDY)
