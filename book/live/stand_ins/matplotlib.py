"""There is no matplotlib in a browser: whoever imports it reads why."""

raise ImportError(
    "plots need matplotlib, which a page does not have; run this cell in JupyterLab"
)
