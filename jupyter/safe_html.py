"""Takes everything out of HTML that a browser would run, for `npm run report -- --safe`.

bleach, the sanitizer that nbconvert brings, keeps what is listed here and nothing else. That what
it gives can be edited by patterns (src/report/embed.ts), no attribute keeps a double quote, < or >.
"""

import re

import bleach
from bleach.css_sanitizer import CSSSanitizer
from bs4 import BeautifulSoup

# Elements whose content is no text for people either. The others are taken off their content.
DROPPED = [
    *["script", "style", "template", "iframe", "object", "embed", "applet", "noscript", "noembed"],
    *["noframes", "frameset", "svg", "math", "title", "head", "textarea", "select", "audio"],
    *["video", "canvas", "xmp", "plaintext", "listing", "base", "link", "meta"],
]
TAGS = {
    *["a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code"],
    *["col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption"],
    *["figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li"],
    *["mark", "meter", "ol", "p", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp"],
    *["section", "small", "span"],
    *["strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead"],
    *["time", "tr", "tt", "u", "ul", "var", "wbr"],
}
ATTRIBUTES = {
    *["align", "alt", "aria-hidden", "aria-label", "border", "cellpadding", "cellspacing", "class"],
    *["color", "colspan", "datetime", "dir", "headers", "height", "id", "lang", "max", "min"],
    *["open", "role", "rowspan", "scope", "span", "start", "style", "title", "type", "valign"],
    *["value", "width"],
}
STYLES = {
    *["background-color", "border", "border-bottom", "border-collapse", "border-color"],
    *["border-left", "border-radius", "border-right", "border-spacing", "border-style"],
    *["border-top", "border-width", "color", "column-gap", "columns", "display", "flex"],
    *["font", "font-family", "font-size", "font-style", "font-variant-numeric", "font-weight"],
    *["gap", "grid-template-columns", "height", "justify-content", "letter-spacing"],
    *["line-height", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top"],
    *["max-height", "max-width", "min-height", "min-width", "opacity", "overflow", "overflow-x"],
    *["overflow-y", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top"],
    *["row-gap", "text-align", "text-decoration", "text-transform", "vertical-align"],
    *["white-space", "width", "word-break"],
}
ADDRESS = re.compile(r"(?:https?://|mailto:|#|[^:]*(?:[/?#]|$))", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
# Words, lengths and colours; nothing that is called, but colours.
STYLE = re.compile(r"(?:[\w\s#%.,:;!'/-]|(?:rgb|hsl)a?\([\d\s.,%/]*\))*", re.IGNORECASE)
# Elements that scripts of the page look up by these.
RESERVED = re.compile(r"figures|plotly|figure-\d+|step-.*")


def is_kept(tag, name, value):
    """Whether an attribute stays."""
    if re.search(r'["<>]', value):
        return False
    if name == "href":
        return tag == "a" and ADDRESS.match(value) is not None
    if name == "src":
        is_address = value.startswith("attachment:") or ADDRESS.match(value) is not None
        return tag == "img" and (is_address or PICTURE.fullmatch(value) is not None)
    if name == "style":
        return STYLE.fullmatch(value) is not None
    if name == "id":
        return RESERVED.fullmatch(value) is None
    return name in ATTRIBUTES


def cleaner():
    return bleach.Cleaner(
        tags=TAGS,
        attributes=is_kept,
        protocols={"http", "https", "mailto", "data", "attachment"},
        strip=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
    )


def safe_html(html):
    """The same without scripts, event handlers, frames, forms and addresses that run something.

    The first parser only takes elements away that would leave their text behind; what may stay is
    decided by the second alone.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(DROPPED):
        element.decompose()
    return cleaner().clean(str(soup))
