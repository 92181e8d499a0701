"""Make terminal.svg: what three commands print on a terminal, taken from a real one, in a copy of this repository's articles.

    .venv/bin/python docs/images/terminal.py

The picture holds text and names no font from elsewhere.  Each run of characters says how wide it is, so that columns stand under each other
in whatever font the reader has.
"""

from __future__ import annotations

import fcntl
import os
import pty
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
COLUMNS = 114
CELL, LINE, SIZE, EDGE = 10, 25, 16.5, 20
CALLS = (
    "langbridge convert seeds --to zh-Hant-TW",
    "langbridge explain '埃里克的打印机，“3.5万亿”，美国历史' --to zh-Hant-TW",
    "langbridge diff post.md output/zh-Hant-TW/post.md",
)
POST = "# 软件\n\n这个软件的质量很高，美国历史里也没有。\n"


def printed(call: str, folder: Path) -> str:
    """What a call prints on a terminal of COLUMNS columns, colours included."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    program = [sys.executable, "-c", "from langbridge.cli.main import run; run()", *shlex.split(call)[1:]]
    environ = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {
        "TERM": "xterm-256color",
        "COLUMNS": str(COLUMNS),
    }
    with subprocess.Popen(program, cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        read = bytearray()
        try:
            while piece := os.read(ours, 65536):
                read += piece
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(ours)
    # A progress bar is drawn over and wiped out: what counts stands behind it.
    return read.decode().rpartition("\x1b[2K")[2].replace("\r\n", "\n").rstrip()


def recorded() -> list[list[Segment]]:
    """The lines of the picture."""
    shown = Text()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for copied in ("seeds", "glossaries"):
            shutil.copytree(REPOSITORY / copied, folder / copied)
        shutil.copy(REPOSITORY / "langbridge.yaml", folder)
        (folder / "post.md").write_text(POST, encoding="utf-8")
        printed("langbridge convert post.md --to zh-Hant-TW", folder)
        for call in CALLS:
            shown += Text.assemble(("$ ", "green"), (call, "bold"), "\n", Text.from_ansi(printed(call, folder)), "\n\n")
    shown.rstrip()
    return Console(width=COLUMNS, force_terminal=True, color_system="truecolor").render_lines(shown, pad=False)


def drawn(line: list[Segment], row: int) -> Iterator[str]:
    """The elements of a line: one for each word and style, wide and narrow characters apart."""
    column = 0
    for text, style, _ in line:
        for (wide, blank), run in groupby(text, lambda char: (cell_len(char) == 2, char == " ")):
            said = "".join(run)
            if not blank:
                place = f'x="{EDGE + CELL * column}" y="{EDGE + LINE * row + 18}" textLength="{CELL * cell_len(said)}"'
                size = ' font-size="19"' if wide else ""
                yield f"<text {place}{size}{attributes(style or Style())}>{escape(said)}</text>"
            column += cell_len(said)


def attributes(style: Style) -> str:
    """A style as attributes of an element, a space before each."""
    said = ""
    if style.color and not style.color.is_default:
        said += f' fill="{style.color.get_truecolor(MONOKAI).hex}"'
    if style.bold:
        said += ' font-weight="bold"'
    if style.dim:
        said += ' opacity="0.65"'
    if lines := [name for name, has in (("underline", style.underline), ("line-through", style.strike)) if has]:
        said += f' text-decoration="{" ".join(lines)}"'
    return said


def main() -> None:
    """Write the picture."""
    lines = recorded()
    width, height = 2 * EDGE + CELL * COLUMNS, 2 * EDGE + LINE * len(lines)
    elements = "\n".join(element for row, line in enumerate(lines) for element in drawn(line, row))
    fonts = "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK TC', 'PingFang TC', 'Microsoft JhengHei', monospace"
    (HERE / "terminal.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="langbridge in a terminal">\n'
        f'<rect width="{width}" height="{height}" rx="8" fill="#1e1f22"/>\n'
        f'<g font-family="{fonts}" font-size="{SIZE}" fill="#d9d9d9">\n{elements}\n</g>\n</svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
