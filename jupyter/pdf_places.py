"""Says on which page of a PDF the places are that its own links lead to.

    python pdf_places.py FILE

Prints one JSON object: {name: page}, pages counted from 1.
"""

import json
import sys
from urllib.parse import unquote

from pypdf import PdfReader


def main(file):
    reader = PdfReader(file)
    return {
        unquote(name.removeprefix("/")): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
