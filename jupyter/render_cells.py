"""Turns the texts of a notebook into HTML: Markdown, code, console output.

Everything else of a report is done in src/report.

    python render_cells.py NOTEBOOK

Prints one JSON object: {cells: [{source, outputs}], styles: {light, dark}}. Math stays TeX, as
<span class="math">\\(...\\)</span>.
"""

import json
import sys

import nbformat
from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TypeScriptLexer

STYLES = {"light": "default", "dark": "github-dark"}


class Renderer(IPythonRenderer):
    """Marks what is math, so that a price in dollars is none.

    Leaves images alone: src/report/embed.ts puts the pictures in.
    """

    def inline_math(self, body):
        if body != body.strip():  # "$5 here and $6 there"
            return self.escape_html(f"${body}$")
        return f'<span class="math">\\({self.escape_html(body)}\\)</span>'

    def block_math(self, body):
        return f'<span class="math">\\[{self.escape_html(body)}\\]</span>'

    def latex_environment(self, name, body):
        return f'<span class="math">{super().latex_environment(name, body)}</span>'

    def _embed_image_or_attachment(self, src):
        return src


def markdown(text):
    return MarkdownWithMath(renderer=Renderer(escape=False)).render(text)


def text_of(value):
    return "".join(value) if isinstance(value, list) else value


def render(cell):
    if cell.cell_type == "markdown":
        return {"source": markdown(cell.source), "outputs": []}
    if cell.cell_type != "code":
        return {"source": "", "outputs": []}
    outputs = []
    for output in cell.outputs:
        if output.output_type == "stream":
            outputs.append(ansi2html(text_of(output.text)))
        elif output.output_type == "error":
            outputs.append(
                ansi2html("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
            )
        elif "text/markdown" in output.data:
            outputs.append(markdown(text_of(output.data["text/markdown"])))
        else:
            outputs.append("")
    return {
        "source": highlight(cell.source, TypeScriptLexer(), HtmlFormatter()),
        "outputs": outputs,
    }


def main():
    notebook = nbformat.read(sys.argv[1], as_version=4)
    styles = {
        name: HtmlFormatter(style=style).get_style_defs(".highlight")
        for name, style in STYLES.items()
    }
    print(json.dumps({"cells": [render(cell) for cell in notebook.cells], "styles": styles}))


if __name__ == "__main__":
    main()
