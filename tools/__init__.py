"""What makes the book, and what keeps it true; CONTRIBUTING.md tells the folders.

Every tool is run from the root, by its full name, and imports others so:

    .venv/bin/python -m tools.book.site
    from tools.book import cells
"""
