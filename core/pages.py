"""Pages from the templates that lie beside the code."""

from __future__ import annotations

from typing import Any

import jinja2


def page(template: str, **values: Any) -> str:
    """Return a page.

    Args:
        template: path of the template inside the package.
        values: what it shows.
    """
    loader = jinja2.PackageLoader(__package__ or '', '')
    environment = jinja2.Environment(loader=loader, autoescape=True)
    return environment.get_template(template).render(**values)
