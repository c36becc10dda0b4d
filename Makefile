# Everything runs in .venv, which the targets make and keep up to date by themselves.
# PYTHON=python3.12 chooses the interpreter; ARGS="..." is handed on to what a target starts.

PYTHON ?= python3
ARGS ?=
VERSIONS := 3.11 3.12 3.13

VENV := .venv
BIN := $(VENV)/bin
PIP = PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links

# $(call key,FILES) prints a key of the files' contents. A stamp in .venv holds the key of what
# was installed last, so that nothing is installed again until such a file changes.
key = $$(cat $(1) | cksum)
done = test "$$(cat $(VENV)/.stamp-$(1) 2>/dev/null)" = "$(call key,$(2))"
stamp = echo "$(call key,$(2))" > $(VENV)/.stamp-$(1)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run demo test test-all check docs docs-serve validate results schema notebooks bench lock clean venv deps-run deps-demo deps-dev package

help: ## print this help
	@echo "usage: make TARGET [ARGS=\"...\"] [PYTHON=python3]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

run: deps-run package ## run the baseline scenario (ARGS: more options of `liptako run`)
	$(BIN)/liptako run scenarios/baseline.yaml $(ARGS)

demo: deps-demo package ## open the live demo in a browser (ARGS: options of `liptako demo`)
	$(BIN)/liptako demo $(ARGS)

test: deps-dev package ## run the tests (ARGS: options of pytest)
	$(BIN)/python -m pytest $(ARGS)

# The .venv of whoever works here stays as it is: each version has one of its own.
test-all: ## run the tests on each Python from 3.11 to 3.13 that is here (ARGS: options of pytest)
	@for version in $(VERSIONS); do \
		python=""; \
		for one in python$$version "$$(pyenv root 2>/dev/null)"/versions/$$version*/bin/python; do \
			if "$$one" -c "" 2>/dev/null; then python=$$one; break; fi; \
		done; \
		if test -z "$$python"; then missing="$$missing $$version"; continue; fi; \
		echo "test-all: Python $$version, $$python"; \
		if $(MAKE) --no-print-directory test PYTHON="$$python" VENV=.venv-$$version; \
			then passed="$$passed $$version"; else failed="$$failed $$version"; fi; \
	done; \
	echo "test-all: passed:$${passed:- none}; failed:$${failed:- none}; not here:$${missing:- none}"; \
	test -n "$$passed" && test -z "$$failed"

check: deps-dev package ## check format, style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

docs: deps-dev package ## make the site of the documents, build/site/; a broken link fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict $(ARGS)
	@echo "Site: build/site/index.html"

docs-serve: deps-dev package ## show that site while one writes (ARGS: options of mkdocs serve)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs serve $(ARGS)

validate: deps-run package ## hold the model against its facts; writes docs/validation.md
	$(BIN)/liptako validate $(ARGS)

results: deps-run package ## show every scenario: results/gallery/, and the pictures of README
	$(BIN)/liptako gallery --images docs/images $(ARGS)

schema: deps-run package ## write the schema of scenarios for editors anew, scenarios/schema.json
	$(BIN)/python -c 'from pathlib import Path; from sim.scenario.jsonschema import schema_text; Path("scenarios/schema.json").write_text(schema_text(), encoding="utf-8")'

notebooks: deps-dev package ## execute the notebooks (ARGS=--overwrite: and keep what they show)
	$(BIN)/python -m pytest --nbmake notebooks $(ARGS)
	$(BIN)/python -m tests.notebooks.tidy

bench: deps-dev package ## run the benchmarks (ARGS: their options)
	$(BIN)/python -m benchmarks $(ARGS)

lock: venv ## lock the dependencies anew (ARGS=--upgrade: to their newest versions)
	@test -x $(BIN)/uv || { echo "pip: uv"; $(PIP) uv; }
	$(COMPILE) --extra dev --group build $(ARGS) -o requirements/dev.txt
	$(COMPILE) --group build --no-annotate $(ARGS) -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) --extra demo --group build --no-annotate $(ARGS) -c requirements/dev.txt \
		-o requirements/demo.txt

clean: ## remove .venv, caches and build output; results/ stays
	rm -rf .venv .venv-* build dist *.egg-info .coverage .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# .venv is made anew when the interpreter changes, or the folder moves.
venv:
	@set -e; \
	command -v "$(PYTHON)" >/dev/null || { \
		echo "make: no $(PYTHON) here; name a Python >= 3.11, as in: make PYTHON=python3.12" >&2; \
		exit 1; }; \
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "make: $(PYTHON) is $$("$(PYTHON)" -V 2>&1), but Liptako needs Python >= 3.11;" \
			"name another, as in: make PYTHON=python3.12" >&2; \
		exit 1; }; \
	key="$(CURDIR) $$("$(PYTHON)" -c 'import sys; print(sys.base_prefix, *sys.version.split())')"; \
	if ! test -x $(BIN)/python || test "$$(cat $(VENV)/.stamp-python 2>/dev/null)" != "$$key"; then \
		"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
			echo "make: $(PYTHON) lacks the venv module" \
				"(on Debian and Ubuntu: apt install python3-venv)" >&2; \
			exit 1; }; \
		echo "venv: $(VENV) with $$("$(PYTHON)" -V 2>&1)"; \
		"$(PYTHON)" -m venv --clear $(VENV); \
		echo "$$key" > $(VENV)/.stamp-python; \
	fi

# The packages of the demo include those of a run, and those of development both, in the same
# versions.
deps-run: venv
	@set -e; \
	if ! $(call done,run,requirements/run.txt); then \
		echo "pip: requirements/run.txt (takes a minute)"; \
		$(PIP) --require-hashes -r requirements/run.txt; \
		$(call stamp,run,requirements/run.txt); \
	fi

deps-demo: venv
	@set -e; \
	if ! $(call done,demo,requirements/demo.txt); then \
		echo "pip: requirements/demo.txt (takes a minute)"; \
		$(PIP) --require-hashes -r requirements/demo.txt; \
		$(call stamp,demo,requirements/demo.txt); \
		$(call stamp,run,requirements/run.txt); \
	fi

deps-dev: venv
	@set -e; \
	if ! $(call done,dev,requirements/dev.txt); then \
		echo "pip: requirements/dev.txt (takes a minute)"; \
		$(PIP) --require-hashes -r requirements/dev.txt; \
		$(call stamp,dev,requirements/dev.txt); \
		$(call stamp,demo,requirements/demo.txt); \
		$(call stamp,run,requirements/run.txt); \
	fi

# Editable, so only a change of the metadata (the command's name, say) needs it again.
package: venv
	@set -e; \
	if ! $(call done,package,pyproject.toml); then \
		echo "pip: liptako itself, editable"; \
		$(PIP) --no-build-isolation --no-deps --editable .; \
		$(call stamp,package,pyproject.toml); \
	fi
