"""The frame of a report that is one HTML file: its template, and the style that all reports share."""

from importlib import resources

_STYLE_MARK = "@STYLE@"
_STYLE_NAME = "report_page.css"


def template(package: str) -> str:
    """`report_page.html` of a package, with the shared style in its place. Its other marks are the caller's."""
    text = resources.files(package).joinpath("report_page.html").read_text(encoding="utf-8")
    style = resources.files("sim.output").joinpath(_STYLE_NAME).read_text(encoding="utf-8")
    return text.replace(_STYLE_MARK, style)
