# Each goal does its own set-up: `make demo` and `make test` are all that a fresh Debian needs.
BIN := .venv/bin
WORKERS ?= 2
ROOMS := modemsms web drivers tests benchmarks tools

.PHONY: demo test check fmt words soak bench screenshots

demo: ## the product on simulated modems; prints a link that signs in
	@tools/install run
	@$(BIN)/modemsms demo

test: ## every test
	@tools/install test
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

check: ## what CI runs: format, lint, types, import law, tests
	@tools/install test check
	$(BIN)/ruff format --check $(ROOMS)
	$(BIN)/ruff check $(ROOMS)
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(MAKE) test

fmt: ## rewrite the code as `check` wants it
	@tools/install test check
	$(BIN)/ruff check --fix --select I $(ROOMS)
	$(BIN)/ruff format $(ROOMS)

words: ## gather every word of the page, and compile its translations
	@tools/install run
	$(BIN)/python -m tools.words

soak: ## the long random histories: kills, silent modems, pulled plugs
	@tools/install test
	$(BIN)/pytest -m soak --soak -q -s

screenshots: ## a picture of every page of the demo, in both sizes and both themes
	@tools/install test
	@$(BIN)/python tools/screenshots

bench: ## every figure beside its limit
	@tools/install test
	@for file in benchmarks/bench_*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done
