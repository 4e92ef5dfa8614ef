"""The documentation site: what the folder holds, and the public functions from their docstrings.

``make docs`` builds it into ``docs/_build`` without a network and takes every warning, such as a
link that leads nowhere, for an error.
"""

import tomllib
from pathlib import Path
from shutil import rmtree

rmtree(Path(__file__).parent / "_reference", ignore_errors=True)  # modules that are gone
_project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]

project = _project["name"]
release = _project["version"]
author = "The nhs-culture contributors"
project_copyright = author

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "show-inheritance": False}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
suppress_warnings = ["ref.python"]  # fields of one name in two classes are no dead links
napoleon_google_docstring = False
napoleon_use_ivar = True
python_maximum_signature_line_length = 80
add_module_names = False
templates_path = ["_templates"]

html_theme = "furo"
html_title = f"{project} {release}"
html_copy_source = False
html_show_sphinx = False
