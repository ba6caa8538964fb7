# The verbs of the project.  `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help

.PHONY: help
help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

.PHONY: book
book: .venv/ready  ## build the site into _build/html
	@$(BIN)/python tools/book.py

.PHONY: live
live: .venv/ready  ## the same where npm is missing: installs it, so that cells run on the pages
	@command -v npm >/dev/null || $(MAKE) .venv/ready-live
	@$(BIN)/python tools/book.py

.PHONY: test
test: .venv/ready-test  ## everything: units, chapters, the build, the pages in a browser
	@$(BIN)/python tools/lanes.py

.PHONY: test-full
test-full: .venv/ready-test .venv/ready-lab  ## by hand: the same with 200,000 random graphs and JupyterLab
	@TOYGRAD_FULL=1 $(BIN)/python tools/lanes.py

.PHONY: lab
lab: .venv/ready-lab  ## open the chapters in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=book

.PHONY: serve
serve: book  ## build, then serve the site on port 8000
	@$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

.PHONY: notebooks
notebooks: .venv/ready  ## run every chapter and store its outputs
	@$(BIN)/python tools/notebooks.py
	@$(BIN)/python tools/operations.py
	@$(BIN)/python tools/edges.py

.PHONY: chapter
chapter: .venv/ready  ## start a chapter that passes its tests (NAME=11_better_steps)
	@$(BIN)/python tools/chapter.py "$(NAME)" "$(PART)"

.PHONY: pdf
pdf: .venv/ready-pdf  ## print the book into _build/toygrad.pdf (needs Chromium)
	@$(BIN)/python tools/book.py
	@$(BIN)/python tools/pdf.py

.PHONY: worksheets
worksheets: .venv/ready  ## sheets to fill in by hand, with their key (SEED=7 for others)
	@$(BIN)/python tools/worksheets.py $(SEED)

.PHONY: slides
slides: .venv/ready  ## the chapters as slides for a lecture, in _build/slides
	@$(BIN)/python tools/book.py
	@$(BIN)/python tools/slides.py

.PHONY: teacher
teacher: .venv/ready-pdf  ## all answers, the guide and worksheets to print, in _build/teacher
	@$(BIN)/python tools/book.py
	@$(BIN)/python tools/teacher.py

.PHONY: homework
homework: .venv/ready-teach  ## the exercises as notebooks that otter-grader grades
	@$(BIN)/python tools/homework.py

.PHONY: test-teach
test-teach: .venv/ready-teach .venv/ready-test  ## by hand: the same, and right and wrong answers graded
	@$(BIN)/python tools/homework.py
	@$(BIN)/python -m pytest tests_teach

.PHONY: bench
bench: .venv/ready-bench  ## measure the engine against its peers, and write book/speed.md
	@$(BIN)/python tools/bench.py

.PHONY: mutants
mutants: .venv/ready-test  ## by hand: change the engine in one place at a time, and see if a test notices
	@$(BIN)/python tools/mutants.py

.PHONY: reader
reader: .venv/ready  ## train the network that reads drawn digits, and store its weights
	@$(BIN)/python tools/reader.py

.PHONY: lint
lint: .venv/ready-test  ## check the style of all Python code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: vendor
vendor: .venv/ready-test  ## fetch the vendored browser files again (needs npm)
	@$(BIN)/python tools/vendor.py

.PHONY: clean
clean:  ## remove the site, the caches and the environment
	@rm -rf _build .venv .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment, made once and again whenever what it is made from changes.

.venv/ready: requirements.txt constraints.txt pyproject.toml tools/environment.py
	@$(PYTHON) tools/environment.py

.venv/ready-%: .venv/ready
	@$(PYTHON) tools/environment.py $*
