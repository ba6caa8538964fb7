# The verbs of the project.  `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help

.PHONY: help
help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

.PHONY: book
book: .venv/ready  ## build the site into _build/html
	@$(BIN)/python -m tools.book.site

.PHONY: live
live: .venv/ready  ## the same where npm is missing: installs it, so that cells run on the pages
	@command -v npm >/dev/null || $(MAKE) .venv/ready-live
	@$(BIN)/python -m tools.book.site

.PHONY: test
test: .venv/ready-test  ## everything: units, chapters, the build, the pages in a browser
	@$(BIN)/python -m tools.house.lanes

.PHONY: test-full
test-full: .venv/ready-test .venv/ready-lab  ## by hand: the same with 200,000 random graphs and JupyterLab
	@TOYGRAD_FULL=1 $(BIN)/python -m tools.house.lanes

.PHONY: lab
lab: .venv/ready-lab  ## open the chapters in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=book

.PHONY: serve
serve: book  ## build, then serve the site on port 8000
	@$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

.PHONY: notebooks
notebooks: .venv/ready  ## run every chapter and store its outputs
	@$(BIN)/python -m tools.book.notebooks
	@$(BIN)/python -m tools.book.operations
	@$(BIN)/python -m tools.witness.edges

.PHONY: chapter
chapter: .venv/ready  ## start a chapter that passes its tests (NAME=20_better_steps)
	@$(BIN)/python -m tools.book.start "$(NAME)" "$(PART)"

.PHONY: pdf
pdf: .venv/ready-pdf  ## print the book into _build/toygrad.pdf (needs Chromium)
	@$(BIN)/python -m tools.book.site
	@$(BIN)/python -m tools.print.pdf

.PHONY: worksheets
worksheets: .venv/ready  ## sheets to fill in by hand, with their key (SEED=7 for others)
	@$(BIN)/python -m tools.teach.worksheets $(SEED)

.PHONY: slides
slides: .venv/ready  ## the chapters as slides for a lecture, in _build/slides
	@$(BIN)/python -m tools.book.site
	@$(BIN)/python -m tools.teach.slides

.PHONY: teacher
teacher: .venv/ready-pdf  ## all answers, the guide and worksheets to print, in _build/teacher
	@$(BIN)/python -m tools.book.site
	@$(BIN)/python -m tools.teach.teacher

.PHONY: homework
homework: .venv/ready-teach  ## the exercises as notebooks that otter-grader grades
	@$(BIN)/python -m tools.teach.homework

.PHONY: test-teach
test-teach: .venv/ready-teach .venv/ready-test  ## by hand: the same, and right and wrong answers graded
	@$(BIN)/python -m tools.teach.homework
	@$(BIN)/python -m pytest tests_teach

.PHONY: test-torch
test-torch: .venv/ready-torch .venv/ready-test  ## by hand: installs PyTorch, which is large, and tests the player of its graphs
	@$(BIN)/python -m pytest tests/viz/torch tests/viz/passes/test_traced.py tests/engine/test_torch.py

.PHONY: bench
bench: .venv/ready-bench  ## measure the engine against its peers, and write book/speed.md
	@$(BIN)/python -m tools.bench.speed

.PHONY: mutants
mutants: .venv/ready-test  ## by hand: change the engine in one place at a time, and see if a test notices
	@$(BIN)/python -m tools.witness.mutants

.PHONY: ladder
ladder: .venv/ready  ## count and train the language models of chapter 14, and store what was found
	@$(BIN)/python -m tools.book.ladder

.PHONY: reader
reader: .venv/ready  ## train the network that reads drawn digits, and store its weights
	@$(BIN)/python -m tools.book.reader

.PHONY: lint
lint: .venv/ready-test  ## check the style of all Python code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: vendor
vendor: .venv/ready-test  ## fetch the vendored browser files again (needs npm)
	@$(BIN)/python -m tools.house.vendor

.PHONY: clean
clean:  ## remove the site, the caches and the environment
	@rm -rf _build .venv .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment, made once and again whenever what it is made from changes.

.venv/ready: requirements.txt constraints.txt pyproject.toml tools/house/environment.py
	@$(PYTHON) -m tools.house.environment

.venv/ready-%: .venv/ready
	@$(PYTHON) -m tools.house.environment $*
