# Every command of the project, the same for people and for CI. README.md says what each is for.
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$python && exit; \
	done; echo python3)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := run
.PHONY: run install test check lock audit clean

run: install
	@exec python -m deploy.local.run

install:
	@$(PYTHON) deploy/local/install.py

test: install
	@deploy/local/browser.sh
	pytest

check: install
	ruff format --check .
	ruff check .
	mypy
	lint-imports

lock: install
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url pyproject.toml -o requirements.lock
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

audit: install
	uvx pip-audit@2.10.1 --requirement requirements.lock --require-hashes --disable-pip

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf widget/node_modules widget/dist dashboard/node_modules dashboard/dist
