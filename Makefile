# Everything runs in .venv, which is made on the first call and again whenever pyproject.toml or the constraints change: constraints.txt
# has what a user needs, constraints-dev.txt all that development needs besides.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEVELOPED := $(VENV)/.developed
LIBRETRANSLATE := .venv-libretranslate
SCHEMAS := .schemas
DEMO_TARGETS := zh-Hant zh-Hant-TW zh-Hant-HK zh-Hans zh-Hans-CN

.PHONY: help demo test check bench constraints size clean libretranslate chromium schemas
.DEFAULT_GOAL := help

help:
	@echo "make demo         convert the articles in seeds/ into output/"
	@echo "make test         style, types, rooms and all tests: what CI runs"
	@echo "make check        style, types and rooms alone: quick"
	@echo "make bench        compare with peers, as ratios"
	@echo "make constraints  pin the newest versions of everything again"
	@echo "make size         what a base install takes on disk"
	@echo "make clean        remove the environment, caches and outputs"

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "langbridge needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPED): $(INSTALLED) constraints-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r constraints-dev.txt
	@touch $@

demo: $(INSTALLED)
	$(BIN)/langbridge convert seeds $(DEMO_TARGETS:%=--to %) --output output
	@echo
	@echo "Done. Compare seeds/ with output/zh-Hant-TW/ and output/zh-Hans-CN/; output/.review/ says why each character changed."
	@echo "Look through the changes in the browser: $(BIN)/langbridge review"
	@echo "Or ask about a sentence: $(BIN)/langbridge explain '这个软件的质量很高' --to zh-Hant-TW"

check: $(DEVELOPED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check libretranslate chromium schemas
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# The review page is tested in a real browser.
chromium:
	@command -v chromium >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	} || echo "*** Chromium could not be installed: the review page is not tested in a browser ***" >&2

# The schemas that the formats' makers publish, out of two of Debian's packages, which are unpacked and not installed.  The folder ignores
# itself.
schemas:
	@test -f $(SCHEMAS)/.unpacked || { \
	  command -v apt-get >/dev/null && mkdir -p $(SCHEMAS) && echo '*' > $(SCHEMAS)/.gitignore && \
	  { test "$$(id -u)" != 0 || apt-get update -qq; } && cd $(SCHEMAS) && apt-get download -qq omegat php-symfony-translation 2>/dev/null && \
	  for each in *.deb; do dpkg-deb --extract "$$each" . && rm "$$each" || exit 1; done && touch .unpacked; \
	} || echo "*** The official schemas could not be had: what langbridge writes is not held against them ***" >&2

# A real engine for the tests, AGPL and large, stands in an environment of its own, which ignores itself; so does the package that it reads.
libretranslate:
	@test tests/contract/tiny_model.py -ot $(LIBRETRANSLATE)/packages || { \
	  $(PYTHON) -m venv $(LIBRETRANSLATE) && echo '*' > $(LIBRETRANSLATE)/.gitignore && \
	  $(LIBRETRANSLATE)/bin/python -m pip install --quiet libretranslate==1.9.6 onnx==1.23.2 && \
	  $(LIBRETRANSLATE)/bin/python tests/contract/tiny_model.py $(LIBRETRANSLATE)/packages && touch $(LIBRETRANSLATE)/packages; \
	} || echo "*** LibreTranslate could not be installed: the tests run without a real engine ***" >&2

# zhtw stands in an environment of its own, which ignores itself, so that nothing else here can come to lean on it.
bench: $(DEVELOPED)
	@test -x .venv-bench/bin/zhtw || { \
	  $(PYTHON) -m venv .venv-bench && echo '*' > .venv-bench/.gitignore && .venv-bench/bin/python -m pip install --quiet zhtw==4.5.0; \
	} || echo "*** zhtw could not be installed: the benchmark runs without it ***" >&2
	$(BIN)/python benchmarks/run.py

size: $(DEVELOPED)
	$(BIN)/python tests/packaging/installing.py

PIN := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links pyproject.toml
constraints:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	@{ echo "# Everything for development, with hashes for every platform. Made by 'make constraints'."; $(BIN)/$(PIN) --extra dev; } > constraints.new
	@mv constraints.new constraints-dev.txt
	@{ echo "# What langbridge runs on, with hashes for every platform. Made by 'make constraints'."; \
	   $(BIN)/$(PIN) --extra build --constraint constraints-dev.txt; } > constraints.new
	@mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) $(LIBRETRANSLATE) $(SCHEMAS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find output -mindepth 1 ! -name .gitkeep -delete
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
