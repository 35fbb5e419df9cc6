"""Turns the texts of a notebook into HTML: Markdown, code, console output.

Everything else of a report is done in src/report.

    python render_cells.py < REQUEST

The request is one JSON object: {safe, texts: [{kind, text}]}. Prints one JSON object:
{texts: [HTML], styles: {light, dark}}, or {failed, why} with the place of a text that cannot be
turned into HTML. Kinds: markdown, code, console (text with terminal colours), html (as it is), svg
(gives what is wrong with it, nothing if it is an SVG picture). With safe, nothing that a browser
runs is left in markdown and html. Math stays TeX, as <span class="math">\\(...\\)</span>.
"""

import json
import sys
from xml.etree import ElementTree

from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TypeScriptLexer
from pygments.styles.default import DefaultStyle
from pygments.token import Name, Operator
from safe_html import safe_html


class LightStyle(DefaultStyle):
    """The default style with its palest words darkened: 4.5:1 on the panel of report.css."""

    styles = {
        **DefaultStyle.styles,
        Operator.Word: "bold #8a17dd",
        Name.Decorator: "#8a17dd",
        Name.Label: "#6d6d00",
    }


STYLES = {"light": LightStyle, "dark": "github-dark"}
SVG = "{http://www.w3.org/2000/svg}svg"


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


def code(text):
    return highlight(text, TypeScriptLexer(), HtmlFormatter())


def svg_complaint(text):
    try:
        root = ElementTree.fromstring(text.encode())
    except (ElementTree.ParseError, UnicodeEncodeError, ValueError) as error:
        return f"not XML ({error})"
    if root.tag == "svg":
        return 'no SVG picture: its svg element lacks xmlns="http://www.w3.org/2000/svg"'
    return "" if root.tag == SVG else f"no SVG picture: its outermost element is {root.tag}"


def renderers(safe):
    clean = safe_html if safe else lambda html: html
    return {
        "markdown": lambda text: clean(markdown(text)),
        "html": clean,
        "code": code,
        "console": ansi2html,
        "svg": svg_complaint,
    }


def answer(request):
    render = renderers(request["safe"])
    texts = []
    for place, asked in enumerate(request["texts"]):
        try:
            texts.append(render[asked["kind"]](asked["text"]))
        except Exception as error:
            return {"failed": place, "why": f"{type(error).__name__}: {error}"}
    styles = {
        name: HtmlFormatter(style=style).get_style_defs(".highlight")
        for name, style in STYLES.items()
    }
    return {"texts": texts, "styles": styles}


if __name__ == "__main__":
    print(json.dumps(answer(json.load(sys.stdin))))
