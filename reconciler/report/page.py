"""One HTML page that stands alone: no scripts, nothing loaded from anywhere, light or dark.

Built as a tree and written by the standard library, so that no text can become markup; the page's own
policy forbids scripts and loads besides (W3C, Content Security Policy Level 3: `default-src`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from reconciler.report.escape import visible
from reconciler.report.style import tone

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing, but for its own style."""

STYLE = """
:root { color-scheme: light dark; --fg: #1f2328; --bg: #ffffff; --line: #d1d9e0; --faint: #59636e;
  --good: #1a7f37; --bad: #cf222e; --changed: #9a6700; --ours: #0969da; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6edf3; --bg: #0d1117; --line: #3d444d;
  --faint: #9198a1; --good: #3fb950; --bad: #f85149; --changed: #d29922; --ours: #4493f8; } }
body { color: var(--fg); background: var(--bg); font: 15px/1.5 system-ui, sans-serif;
  margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; }
pre, td, summary { font: 13px/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .2rem .6rem .2rem 0; vertical-align: top;
  overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; padding: .3rem .7rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
a { color: inherit; }
.good { color: var(--good); } .bad { color: var(--bad); } .changed { color: var(--changed); }
.ours { color: var(--ours); } .faint { color: var(--faint); } .strong { font-weight: 600; }
"""
"""The page's whole style; the classes are those of `style.Tone`."""


@dataclass(frozen=True)
class Row:
    """One resource: the cells of its line in the index, and what is said of it below, if anything."""

    cells: tuple[str, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One stack: a heading, lines, the index, and the lines that close it."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: tuple[str, ...]


def page(title: str, parts: Iterable[Part]) -> str:
    """The whole page, ending in a newline."""
    html = Element("html", lang="en")
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": POLICY})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = visible(title)
    SubElement(head, "style").text = STYLE
    body = SubElement(html, "body")
    SubElement(body, "h1").text = visible(title)
    for number, part in enumerate(parts):
        _part(body, part, f"s{number}")
    return f"<!DOCTYPE html>\n{tostring(html, encoding='unicode', method='html')}\n"


def _part(body: Element, part: Part, name: str) -> None:
    section = SubElement(body, "section")
    SubElement(section, "h2").text = visible(part.heading)
    _block(section, part.head)
    table = SubElement(section, "table")
    for number, row in enumerate(part.rows):
        _row(table, row, f"{name}r{number}")
    for number, row in enumerate(part.rows):
        if row.lines:
            _details(section, row, f"{name}r{number}")
    _block(section, part.foot)


def _row(table: Element, row: Row, name: str) -> None:
    """A line of the index; its second cell, the address, leads to the details."""
    line = SubElement(table, "tr")
    if told := tone("  ".join(row.cells)):
        line.set("class", told)
    for number, cell in enumerate(row.cells):
        holder = SubElement(line, "td")
        if number == 1 and row.lines:
            holder = SubElement(holder, "a", href=f"#{name}")
        holder.text = visible(cell)


def _details(section: Element, row: Row, name: str) -> None:
    first, *rest = row.lines
    holder = SubElement(section, "details", id=name, open="open")
    _toned(SubElement(holder, "summary"), first)
    _block(holder, rest)


def _block(holder: Element, lines: Iterable[str]) -> None:
    """Lines as they stand in the text, each in the tone of its mark."""
    told = tuple(lines)
    if not told:
        return
    block = SubElement(holder, "pre")
    for line in told:
        span = SubElement(block, "span")
        _toned(span, line)
        span.tail = "\n"


def _toned(element: Element, line: str) -> None:
    element.text = visible(line)
    if told := tone(line):
        element.set("class", told)
