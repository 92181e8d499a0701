"""Convert the files of a folder with OpenCC alone: read, convert, write.  What any batch costs at least."""

import sys
from pathlib import Path

import opencc

config, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
convert = opencc.OpenCC(config).convert
target.mkdir(parents=True, exist_ok=True)
for path in sorted(source.iterdir()):
    (target / path.name).write_text(convert(path.read_text(encoding="utf-8")), encoding="utf-8")
