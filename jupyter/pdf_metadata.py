"""Writes title and authors into a PDF, in place.

    python pdf_metadata.py FILE < METADATA

METADATA is one JSON object: {title, authors: [NAME]}. What the PDF holds stays as it is; the new
facts are added at its end.
"""

import json
import sys

from pypdf import PdfWriter


def main(file, metadata):
    facts = {"/Title": metadata["title"]}
    if metadata["authors"]:
        facts["/Author"] = ", ".join(metadata["authors"])
    writer = PdfWriter(file, incremental=True)
    writer.add_metadata(facts)
    writer.write(file)


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
