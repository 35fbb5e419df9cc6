"""Facts about a PDF as JSON.

Pages, text, the words of its pictures for screen readers, the outline, links, text outside the
page; title, author, language, and whether it is tagged.

python pdf_facts.py FILE
"""

import json
import sys

from pypdf import PdfReader

reader = PdfReader(sys.argv[1])
outside = []


def visitor(page):
    width, height = float(page.mediabox.width), float(page.mediabox.height)

    def visit(text, cm, tm, _font, _size):
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip() and not (0 <= x <= width and 0 <= y <= height):
            outside.append(text.strip())

    return visit


def figures(node, found):
    """The /Figure elements of the structure tree, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            figures(child, found)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure":
            found.append(str(node.get("/Alt", "")))
        figures(node.get("/K", []), found)
    return found


def titles(outline):
    return [
        title
        for item in outline
        for title in (titles(item) if isinstance(item, list) else [item.title])
    ]


def addresses(page):
    for item in page.get("/Annots") or []:
        action = item.get_object().get("/A")
        if action and "/URI" in action.get_object():
            yield str(action.get_object()["/URI"])


text = [page.extract_text(visitor_text=visitor(page)) for page in reader.pages]
print(
    json.dumps(
        {
            "pages": len(reader.pages),
            "text": "\n".join(text),
            "figures": figures(reader.trailer["/Root"].get("/StructTreeRoot", {}), []),
            "outline": titles(reader.outline),
            "links": [link for page in reader.pages for link in addresses(page)],
            "outside": outside,
            "title": (reader.metadata or {}).get("/Title", ""),
            "author": (reader.metadata or {}).get("/Author", ""),
            "lang": str(reader.trailer["/Root"].get("/Lang", "")),
            "tagged": bool(reader.trailer["/Root"].get("/MarkInfo", {}).get("/Marked", False)),
        }
    )
)
