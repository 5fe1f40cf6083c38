"""Reads the text of PDF files, page by page."""

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError

from .document import Document, Section, clean
from .unreadable import Unreadable

MOST_PAGES = 2000

# What it warns of is of no use to whoever has the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data: bytes) -> Document:
    """Read a PDF file.

    Parameters:
        data: The file.

    Returns:
        The document, with a section for each page that has text. Its title is that of the file's
        own description, or empty.

    Raises:
        Unreadable: If it is encrypted, has too many pages, or is not a PDF file.
    """
    try:
        return _read(PdfReader(BytesIO(data)))
    except Unreadable:
        raise
    except DependencyError:
        raise Unreadable("is encrypted") from None
    except Exception:  # A damaged file can raise any.
        raise Unreadable("cannot be read as PDF") from None


def _read(reader: PdfReader) -> Document:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("is encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(f"has more than {MOST_PAGES:,} pages")
    pages = [clean(page.extract_text()).strip() for page in reader.pages]
    sections = tuple(Section((f"page {n}",), text) for n, text in enumerate(pages, 1) if text)
    title = reader.metadata.title if reader.metadata else None
    return Document(str(title or ""), "\n\n".join(filter(None, pages)), sections)
