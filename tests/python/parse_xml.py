"""Parses a JSON list of documents from stdin with expat, a strict XML parser.

Prints the complaints as a JSON list.
"""

import json
import sys
from xml.parsers import expat

complaints = []
for i, text in enumerate(json.load(sys.stdin)):
    try:
        expat.ParserCreate().Parse(text.encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError as error:
        complaints.append(
            f"document {i}: {error}: {text[max(0, error.offset - 200) : error.offset + 200]}"
        )
json.dump(complaints, sys.stdout)
