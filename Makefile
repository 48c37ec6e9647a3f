# make demo   paint a small dated world, run the chain on it, print where the report is
# make test   lint, types, tests, documentation
# Both make their own environment in .venv on first use.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q -c constraints.txt
export OMP_NUM_THREADS ?= 2

.PHONY: demo test lint docs results clean

$(VENV)/base: pyproject.toml constraints.txt
	@echo "[install] making an environment in $(VENV) (a few minutes the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "python3 has no venv here; on Debian: apt install python3-venv"; exit 1; }
	@$(PIP) -e '.[studio,forensics]'
	@touch $@

$(VENV)/test: $(VENV)/base
	@echo "[install] the test tools"
	@$(PIP) -e '.[test]'
	@touch $@

demo: $(VENV)/base
	@echo "[1/3] painting a world of 600 works whose every influence is known"
	@$(BIN)/stylogeny world paint --regime all --works 600 --seed 1 --out demo/world
	@echo "[2/3] the chain: load, embed, trace, credit, imagine, report"
	@$(BIN)/stylogeny run demo/world --out demo/run
	@echo "[3/3] the truth: three works left out, and the world run again without them"
	@$(BIN)/stylogeny world check demo/run
	@$(BIN)/stylogeny report demo/run --title "A painted world" > /dev/null
	@echo "The report that is named above now has the truth beside it. To walk through the run: .venv/bin/stylogeny studio demo/run"

test: $(VENV)/test
	@echo "[1/4] lint"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "[2/4] types"
	@$(BIN)/mypy
	@echo "[3/4] tests"
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --max-worker-restart 1 --durations 15
	@echo "[4/4] documentation"
	@$(BIN)/mkdocs build --strict --quiet && echo "documentation builds"

docs: $(VENV)/test
	@$(BIN)/mkdocs serve

results: $(VENV)/test
	@$(BIN)/python verification/results.py --corpus ../shared/corpus --out docs/results.md

clean:
	rm -rf $(VENV) demo site .mypy_cache .ruff_cache .pytest_cache
