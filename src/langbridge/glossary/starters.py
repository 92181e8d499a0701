"""The glossaries that langbridge brings along, for a new project to begin with."""

from __future__ import annotations

from pathlib import Path

from langbridge.glossary.files import read_bytes

STARTERS = ("ai.yaml", "business.yaml", "software.yaml", "names.yaml", "places.yaml")
"""Their files, in the order in which a project names them. What else lies in a checkout's folder is not for others."""

_PACKAGE = Path(__file__).parents[1]
# A wheel carries them inside the package; a checkout, as an editable install has it, keeps them in a folder of their own.
_FOLDERS = (_PACKAGE / "starters", _PACKAGE.parents[1] / "glossaries")


def read_starters() -> dict[str, bytes]:
    """The glossaries to begin with, by the names of their files, in the order of `STARTERS`.

    Nothing, where somebody packed langbridge without them.  Raises GlossaryError for one that cannot be read.
    """
    folder = next((one for one in _FOLDERS if one.is_dir()), None)
    if folder is None:
        return {}
    return {name: read_bytes(folder / name) for name in STARTERS if (folder / name).is_file()}
