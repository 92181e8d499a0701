"""Run a command and print, as JSON, its exit code, wall and processor seconds, and peak memory in bytes.

A small process of its own: one that is started from a large one counts its parent's memory as its own peak on Linux.
"""

import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
told = process.stderr.read() if process.stderr else b""
_, status, used = os.wait4(process.pid, 0)
wall = time.perf_counter() - start
unit = 1 if sys.platform == "darwin" else 1024
print(
    json.dumps(
        {
            "code": os.waitstatus_to_exitcode(status),
            "wall": wall,
            "processor": used.ru_utime + used.ru_stime,
            "peak": used.ru_maxrss * unit,
            "stderr": told.decode("utf-8", "replace")[-2000:],
        }
    )
)
