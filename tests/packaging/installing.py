"""Wheel and sdist built from this repository, and installed into empty environments.

As a program it says what an installation weighs: `python tests/packaging/installing.py`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[2]
MOST = 60_000_000
"""What langbridge and all that it needs may weigh beyond Python, in bytes, without the bytecode that Python makes of it later."""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+==[^\s\\]+(?: ; [^\\\n]+?)?) *\\?$", re.MULTILINE)
# What comes with every environment.
_OF_PYTHON = ("pip", "setuptools", "_distutils_hack", "distutils-precedence.pth", "pkg_resources")


class Built(NamedTuple):
    """The two packages."""

    wheel: Path
    sdist: Path


class Weight(NamedTuple):
    """Bytes of an installation: the packages' own files, and the bytecode that Python has made of them."""

    files: int
    bytecode: int


def build(folder: Path, source: Path = REPOSITORY) -> Built:
    """Build wheel and sdist into a folder, with the backend that stands in this environment."""
    run(sys.executable, "-m", "hatchling", "build", "-d", str(folder), cwd=source)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, sdist)


def pythons() -> dict[str, str]:
    """The Pythons that can be had, by their versions: this one, those on the path, and those that a version manager keeps beside it."""
    found: dict[str, str] = {}
    for version in ("3.11", "3.12", "3.13"):
        ways = [shutil.which(f"python{version}"), *map(str, sorted(Path(sys.base_prefix).parent.glob(f"*/bin/python{version}")))]
        if f"{sys.version_info[0]}.{sys.version_info[1]}" == version:
            ways.insert(0, sys.executable)
        for way in filter(None, ways):
            if subprocess.run([way, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode == 0:
                found[version] = way
                break
    return found


def make_environment(python: str, folder: Path) -> Path:
    """An empty environment; its interpreter."""
    run(python, "-m", "venv", str(folder))
    return folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def install(interpreter: Path, package: Path) -> None:
    """Install a package and what it needs, in the versions of constraints.txt."""
    pinned = interpreter.parent / "pinned.txt"
    pinned.write_text("\n".join(_PINNED.findall((REPOSITORY / "constraints.txt").read_text(encoding="utf-8"))), encoding="utf-8")
    run(str(interpreter), "-m", "pip", "install", "--quiet", "--no-compile", "--constraint", str(pinned), str(package))


def has_registry(interpreter: Path, folder: Path) -> bool:
    """Whether packages can be had."""
    wanted = next(one for one in _PINNED.findall((REPOSITORY / "constraints.txt").read_text(encoding="utf-8")) if one.startswith("typer=="))
    call = [
        str(interpreter),
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--retries",
        "1",
        "--timeout",
        "10",
        "-d",
        str(folder),
        wanted,
    ]
    return subprocess.run(call, capture_output=True, check=False).returncode == 0


def weigh(interpreter: Path) -> Weight:
    """What stands in an environment beyond Python itself."""
    asked = run(str(interpreter), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    folder = Path(asked.strip())
    files = [
        path for path in folder.rglob("*") if path.is_file() and not path.relative_to(folder).parts[0].split("-")[0].startswith(_OF_PYTHON)
    ]
    bytecode = sum(path.stat().st_size for path in files if path.suffix == ".pyc")
    return Weight(sum(path.stat().st_size for path in files) - bytecode, bytecode)


def run(*call: str, cwd: Path | None = None) -> str:
    """What a program prints.  Raises AssertionError with what it says where it fails."""
    ended = subprocess.run(call, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, f"{' '.join(call)}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def main() -> None:
    """Say what an installation weighs; exit with 1 where that is too much."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = build(folder / "dist")
        interpreter = make_environment(sys.executable, folder / "environment")
        install(interpreter, built.wheel)
        before = weigh(interpreter)
        run(str(interpreter), "-m", "compileall", "-q", str(interpreter.parents[1]))
        after = weigh(interpreter)
    print(f"wheel {built.wheel.name}")
    print(f"installed with all it needs: {before.files / 1e6:.1f} MB, at most {MOST / 1e6:.0f} are allowed")
    print(f"bytecode that Python makes of it: {after.bytecode / 1e6:.1f} MB more")
    sys.exit(before.files > MOST)


if __name__ == "__main__":
    main()
