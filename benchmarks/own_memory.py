"""Run langbridge and write into the first argument's file how much memory this process itself took at its peak, in bytes."""

import resource
import sys
from pathlib import Path

from langbridge.cli.main import run

told = Path(sys.argv.pop(1))
try:
    run()
finally:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told.write_text(str(peak * (1 if sys.platform == "darwin" else 1024)))
