# Each target works on a fresh clone with Python >= 3.11, make and pip.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo install test smoke coverage check bench pictures crash soak format messages audit lock clean

demo: $(VENV)/.runtime  ## try Easel in a browser: no account, no key
	$(BIN)/python -m bot sandbox $(ARGS)

install: $(VENV)/.build  ## the command `easel` in $(VENV)/bin: make install VENV=$HOME/.easel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-index --no-build-isolation --force-reinstall .

test: $(VENV)/.dev  ## every test
	$(BIN)/python -m pytest -n auto $(ARGS)

coverage: $(VENV)/.dev  ## which lines and branches no test goes through (Python 3.12 or newer)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12) and "$(NEWER)")'
	$(BIN)/python -m pytest -n auto --cov --cov-report=term --ignore=tests/crash $(ARGS)
NEWER := Python 3.11 can hang here (CONTRIBUTING.md). Run: make coverage PYTHON=python3.13 VENV=.venv-3.13

smoke: $(VENV)/.runtime  ## one story, with nothing but what `make demo` installs
	$(BIN)/python -W error -m tests.smoke

bench: $(VENV)/.dev  ## how fast it is, measured; writes docs/performance.md (10 minutes)
	$(BIN)/python -m tests.bench $(ARGS)

pictures: $(VENV)/.dev  ## the images of the docs, from the sandbox (needs chromium)
	$(BIN)/python -m tests.docs_images

crash: $(VENV)/.dev  ## kill the bot at every step, 160 times, and count what people got
	$(BIN)/python -m tests.crash $(ARGS)

soak: $(VENV)/.dev  ## thousands of pictures in one process: memory and handles stay flat
	$(BIN)/python -m tests.soak $(ARGS)

check: $(VENV)/.dev  ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: $(VENV)/.dev  ## bring the catalogs up to date with the English sentences
	$(BIN)/python -m tests.messages

# The next two need uv: `pipx install uv`, or as https://docs.astral.sh/uv/ says.
audit:  ## ask PyPI whether a pinned version has a known vulnerability
	uvx pip-audit --strict --disable-pip --require-hashes -r requirements-dev.lock

lock:  ## pin what pyproject.toml allows, with hashes
	uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	uv pip compile --group build -c requirements.lock $(LOCK) -o requirements-build.lock
	uv pip compile pyproject.toml --group dev -c requirements-build.lock -c requirements.lock $(LOCK) -o requirements-dev.lock
	uv pip compile $(CLIENTS)/requirements.in $(LOCK) --no-annotate -o $(CLIENTS)/requirements.lock
	cd $(CLIENTS) && npm update --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund
CLIENTS := tests/sandbox/clients
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# The locks are complete, so that nothing is looked up beside them: neither a dependency (pips before
# 23.3 look up extras although they are pinned) nor what a source distribution would need to build.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--no-deps --only-binary :all: --require-hashes

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	$(INSTALL) -r requirements.lock
	$(BIN)/python -m pip check --disable-pip-version-check
	touch $@

$(VENV)/.build: requirements-build.lock $(VENV)/.runtime
	$(INSTALL) -r requirements-build.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(INSTALL) -r requirements-dev.lock
	$(BIN)/python -m pip check --disable-pip-version-check
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
