# Närvarolotsen. Two commands are enough: `make demo` and `make test`. Each does all its own set-up.
# Kept to what macOS' GNU Make 3.81 understands.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/.demo-ready
TEST_READY := $(VENV)/.test-ready

# Parallel test processes, and anything more for pytest: make test WORKERS=4 ARGS="-k morgon"
WORKERS ?= 2
ARGS ?=

# Everything that decides what is in the environment besides the lock file.
SETUP := pyproject.toml scripts/venv.sh

.PHONY: help demo test lint format bench pictures playground meanings lock clean

help:
	@echo 'make demo    provskolan i webbläsaren: http://127.0.0.1:8600/ (PLAN=stockholm: en annan plan)'
	@echo 'make test    alla prov: stil, typer och tester'
	@echo 'make lint    bara stil och typer'
	@echo 'make format  rättar stilen'
	@echo 'make bench   mätningarna i README'
	@echo 'make pictures  alla dokument som bilder att titta på (LibreOffice och Poppler behövs)'
	@echo 'make playground  en skolmorgon i Microsofts provmiljö för Teams (Node.js behövs)'
	@echo 'make meanings  efter nya sätt att fråga i content: vad de betyder, som tal (ANEW=1: allt från början)'
	@echo 'make lock    nya låsfiler efter en ändring i pyproject.toml (UPGRADE=1: nyaste versionerna)'
	@echo 'make clean   tar bort allt som har byggts här'

demo: $(DEMO_READY)
	@$(BIN)/narvarolots demo $(if $(PLAN),--plan $(PLAN))

test: lint
	@CHROMIUM="$$($(BIN)/python -m tests.browser)" && export CHROMIUM && \
		$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(TEST_READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(TEST_READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(TEST_READY)
	@$(BIN)/python -m benchmarks.morning $(ARGS)
	@$(BIN)/python -m benchmarks.turn
	@$(BIN)/python -m benchmarks.ask

# Outside CI: it needs programs that Närvarolotsen itself does not.
# Fetches Microsoft's playground, whose licence is for evaluation: so it is no part of the tests.
playground: $(TEST_READY)
	@CHROMIUM="$$($(BIN)/python -m tests.browser)" && export CHROMIUM && $(BIN)/python -m tests.teams.playground

pictures: $(TEST_READY)
	@$(BIN)/python -m scripts.pictures $(ARGS)

# The stamps make a second run start at once. What the tests need holds all that the demo needs.
$(DEMO_READY): requirements.lock $(SETUP)
	@sh scripts/venv.sh requirements.lock
	@touch $@

$(TEST_READY): requirements-dev.lock $(SETUP)
	@sh scripts/venv.sh requirements-dev.lock
	@touch $(DEMO_READY) $@

meanings: $(TEST_READY)
	@$(BIN)/python -m scripts.meanings $(if $(ANEW),--anew)

# The development lock takes its versions from the first one, so that what is tested is what is run.
lock:
	@sh scripts/venv.sh
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/python -m scripts.lock $(if $(UPGRADE),--upgrade)

clean:
	rm -rf $(VENV) build dist *.egg-info data/.demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
