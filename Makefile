# Commands of the project. Only `install`, `run`, `test` and `check` may use the network, and only the first time;
# `audit` asks for advisories, `offline-bundle` fetches what it packs.

PYTHON ?= python3
# An extra package index, for machines whose own index offers no CPU build of torch.
TORCH_INDEX ?=
KB_HOST ?= 127.0.0.1
KB_PORT ?= 8000
# The corpora that `eval` measures on; a set that is not there is left out with a message.
CORPORA ?= $(or $(KB_CORPUS_DIR),../shared/data)
# Options of `python -m eval bench`: BENCH=--smoke, BENCH='--sizes 2000 all'. Homes are kept under BENCH_OUT.
BENCH ?=
BENCH_OUT ?= work/bench
EVAL_OUT ?= work/eval/$(shell date +%Y-%m-%dT%H%M%S)

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt \
	$(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
INPUTS := pyproject.toml constraints.txt

.PHONY: install run test check audit wheel eval bench bench-peers load soak offline-bundle clean

install: $(VENV)/.runtime

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# A stamp is newer than what it was installed from: as long as it is, no start asks pip or the network.
$(VENV)/.runtime: $(INPUTS) | $(BIN)/python
	$(PIP_INSTALL) -e .
	touch $@

$(VENV)/.test: $(VENV)/.runtime
	$(PIP_INSTALL) -e '.[peers,test]'
	touch $@

# All at once: what the tests and a start need is in it.
$(VENV)/.check: $(INPUTS) | $(BIN)/python
	$(PIP_INSTALL) -e '.[peers,test,check]'
	touch $(VENV)/.runtime $(VENV)/.test $@

run: $(VENV)/.runtime
	@if $(BIN)/kb --json stats | grep -Eq '"documents": *0([^0-9]|$$)'; then $(BIN)/kb ingest seeds; fi
	$(BIN)/kb serve --host $(KB_HOST) --port $(KB_PORT)

test: $(VENV)/.test
	$(BIN)/python -m pytest -m "not soak" -n 2 --dist loadfile

check: $(VENV)/.check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.dependencies

# The pins against the known vulnerabilities. Needs the network; says so where it cannot be asked.
audit: $(VENV)/.test
	test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && \
		$(VENV)/audit/bin/python -m pip install --disable-pip-version-check -q pip-audit; }
	$(BIN)/python -m tests.dependencies --advisories $(VENV)/audit/bin/pip-audit

# The wheel, in dist. A build folder of before could hold files that are gone.
wheel: $(VENV)/.runtime
	rm -rf build
	$(BIN)/python -m pip wheel --disable-pip-version-check --no-build-isolation --no-deps -w dist .

eval: $(VENV)/.runtime
	$(BIN)/python -m eval run --out $(EVAL_OUT) --questions $(CORPORA)/seeds_eval/questions.jsonl \
		$(CORPORA)/lay/dev.questions.jsonl $(CORPORA)/bench/stard:dev

bench: $(VENV)/.runtime
	$(BIN)/python -m eval bench --corpora $(CORPORA) --out $(BENCH_OUT) $(BENCH)

$(VENV)/.peers: $(VENV)/.runtime
	$(PIP_INSTALL) -e '.[peers]'
	touch $@

bench-peers: $(VENV)/.peers
	$(BIN)/python -m eval bench-peers

# Options of `python -m eval load`: LOAD='--seconds 1800', LOAD='--url http://…'.
LOAD ?=
load: $(VENV)/.runtime
	$(BIN)/python -m eval load --seconds 40 --clients 32 --workers 2 --kill-every 13 --out work/load $(LOAD)

soak: $(VENV)/.test
	$(BIN)/python -m pytest -m soak

# For which machine the archive is; empty: one like this. On Windows: make offline-bundle PLATFORM=win_amd64
PLATFORM ?=
offline-bundle: $(VENV)/.runtime
	$(BIN)/python offline/build.py $(if $(PLATFORM),--platform $(PLATFORM)) $(if $(TORCH_INDEX),--index $(TORCH_INDEX))

# The home (.kb) holds documents that may exist nowhere else: it stays.
clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find api embeddings eval kb tests -name __pycache__ -type d -prune -exec rm -rf {} +
