"""The version of langbridge, in its one place: the build, `langbridge --version` and the records read it here."""

VERSION = "0.1.0"
