# nacre: the commands of the README. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHECK := .venv-check
LOCK := requirements.lock
SOURCES := $(shell find app data features models pipelines -type f -not -name "*.pyc") pyproject.toml
# Installed from the lock with hashes; nacre itself is added without touching what it depends on.
INSTALL = install --quiet --quiet --disable-pip-version-check

.PHONY: help env debian demo test test-fast coverage kills soak fuzz mutants check audit licences docs dist lock bench docs-architecture docs-features docs-claims docs-images docs-notebooks docs-schema model orbitals lumo-map fast-lumo clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 19

env: $(VENV)/.ready ## Make the environment .venv from the lock

$(VENV)/.ready: $(LOCK) pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] < (3, 11) and 'nacre needs Python 3.11 or newer; set PYTHON=…')"
	@echo "making the environment $(VENV) from $(LOCK) (a few minutes the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip $(INSTALL) --require-hashes --requirement $(LOCK)
	@$(BIN)/python -m pip $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

debian: ## Install what some tests need of Debian: Chromium and PostgreSQL
	@missing=""; command -v chromium > /dev/null || missing="chromium"; \
	ls /usr/lib/postgresql/*/bin/pg_ctl > /dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get > /dev/null; then echo "install $$missing with your system's package manager"; exit 1; fi; \
	echo "installing $$missing"; as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	$$as_root apt-get -qq update && \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $$missing > /dev/null

demo: env ## Train on the published cells, explain three cells of the review, screen a small space
	@NACRE_HOME=$(CURDIR)/nacre-out/home BIN=$(BIN) bash docs/examples/demo.sh nacre-out

test: env ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-fast: env ## Run the tests of the code alone (minutes): no browser, server, wheel, long training or document
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser and not server and not slow"

coverage: env ## Run all tests and tell which branches of the code they take; less than 92 % fails (half an hour)
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -n auto --dist loadfile
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

kills: env ## Kill -9 train, retrain, screen, a job of the page, names and read at 200 moments (an hour)
	@$(BIN)/python -W ignore benchmarks/kills.py --kills 200

soak: env ## Ten minutes of good and bad requests from eight clients at a server
	@$(BIN)/python benchmarks/serving.py --soak 600

fuzz: env ## Try the notation's laws on a million strings (an hour); SEED=1 tries others
	@$(BIN)/python -m tests.laws.notation --strings 1000000 --seed $(or $(SEED),0)

check: env $(CHECK)/.ready ## Lint, format, types, room boundaries, documentation site
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --python-executable $(CHECK)/bin/python -p nacre
	@$(CHECK)/bin/python -c "from importlinter.cli import lint_imports_command as run; run()"
	@$(MAKE) --no-print-directory docs

audit: env ## Look up the lock's packages in lists of advisories; ADVISORIES=all.zip without the network
ifdef ADVISORIES
	@$(BIN)/python tools/audit.py $(LOCK) --advisories $(ADVISORIES)
else
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip $(INSTALL) pip-audit
	@build/audit/bin/python tools/audit.py $(LOCK)
endif

licences: env ## Write the page of the licences of all packages
	@$(BIN)/python tools/licences.py $(LOCK) --page docs/science/licences.md

mutants: env ## Make nacre wrong in sixty ways, in a copy, and see whether the tests notice (half an hour)
	@$(BIN)/python -m tests.mutants.run --write docs/science/mutants.md

# The reference reads the installed package; an editable one has no folder `nacre`.
docs: env $(CHECK)/.ready ## Build the documentation site into build/site, strictly
	@NO_MKDOCS_2_WARNING=1 NACRE_PACKAGE="$$($(CHECK)/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")" \
		$(BIN)/python -m mkdocs build --strict --quiet

# Type checker and import linter need nacre installed as a package, not as links into the folders. The packages that
# it depends on are those of the main environment.
$(CHECK)/.ready: $(VENV)/.ready $(SOURCES)
	@rm -rf build $(CHECK)
	@$(PYTHON) -m venv --without-pip $(CHECK)
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir $(CHECK)/dist .
	@$(BIN)/python -m pip --python $(CHECK)/bin/python $(INSTALL) --no-deps $(CHECK)/dist/*.whl
	@$(BIN)/python -c "import site; print(site.getsitepackages()[0])" > \
		"$$($(CHECK)/bin/python -c "import site; print(site.getsitepackages()[0])")/dependencies.pth"
	@rm -rf build
	@touch $@

dist: env ## Build sdist, wheel (the same bytes for the same commit) and bill of materials into dist, and check them
	@rm -rf dist
	@$(BIN)/python tools/dist.py dist
	@$(BIN)/python -m twine check --strict dist/*
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python tools/licences.py $(LOCK) --sbom \
		"$$(ls dist/*.tar.gz | sed 's/.tar.gz$$/.cdx.json/')"

bench: env ## Run the benchmarks
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || echo "$$script did not run"; done

model: env ## Train the predictor that ships with nacre anew (a minute); needed when data or features change
	@rm -rf build/model
	@NACRE_HOME=build/model/home $(BIN)/nacre train --no-validation -o build/model > /dev/null
	@cp build/model/predictor/* models/shipped/ && rm -rf build/model && ls -l models/shipped

orbitals: env ## Recompute the shipped table of orbitals (some ten minutes)
	@$(BIN)/python -W ignore -m nacre.features.recompute.orbital_table -o data/tables/orbitals.csv

lumo-map: env ## Recompute where the LUMO sits on the registry's molecules (some minutes)
	@$(BIN)/python -W ignore -m nacre.features.recompute.lumo_table -o data/tables/lumo_map.csv

fast-lumo: env ## Train the fast model of the LUMO anew on QM9 (needs the network)
	@rm -rf build/qm9 && $(BIN)/python -m pip $(INSTALL) --no-deps --target build/qm9 qm9pack==1.0.3
	@$(BIN)/python -m nacre.features.recompute.lumo_training build/qm9/qm9pack/data -o features/xtb/fast_lumo.json
	@rm -rf build/qm9

docs-architecture: env ## Draw the packages from the import contract, list what imports what
	@$(BIN)/python docs/hooks/architecture.py

docs-features: env ## Write the page of the features from the catalogue
	@$(BIN)/python -m nacre.features.catalogue_page > docs/features.md.new && mv docs/features.md.new docs/features.md

docs-claims: env ## Write the pages of the review's claims: learned, not learned, contradicted
	@NACRE_HOME=build/claims/home $(BIN)/nacre train --no-validation -o build/claims > /dev/null
	@$(BIN)/python -W ignore -m nacre.pipelines.reports.claims --predictor build/claims/predictor -o docs
	@rm -rf build/claims

docs-images: env ## Make the picture of a report anew (needs Chromium)
	@rm -rf build/images && mkdir -p build/images
	@NACRE_HOME=build/images/home $(BIN)/nacre explain '1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2' --output build/images/report.html > /dev/null
	@chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir=build/images/profile --window-size=1100,1500 \
		--screenshot=docs/images/explanation.png file://$(CURDIR)/build/images/report.html 2> /dev/null
	@rm -rf build/images

docs-notebooks: env ## Run the notebooks and store what they show (some minutes)
	@$(BIN)/python docs/hooks/run_notebooks.py

docs-schema: env ## Write the JSON Schema of the reports
	@$(BIN)/python -W ignore -m nacre.pipelines.reports.schema -o docs/explanation.schema.json

.PHONY: try-page
try-page: env ## Write what the page "Try it" computes with into build/try (`make docs` does so too), and its size
	@$(BIN)/python -W ignore -m nacre.pipelines.reports.browser.data -o build/try/data.js

lock: ## Renew the lock (needs uv and the network)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --output-file $(LOCK)

clean: ## Remove what the commands made
	rm -rf $(VENV) $(CHECK) nacre-out build dist *.egg-info
