"""Fills every empty text field of a PDF, as an incremental update: fill.py IN.pdf OUT.pdf"""

import sys

from pypdf import PdfWriter

source, target = sys.argv[1:3]
writer = PdfWriter(source, incremental=True)
fields = writer.get_fields() or {}
empty = {name: "22 November 2026" for name, field in fields.items() if field.get("/FT") == "/Tx" and not field.get("/V")}
for page in writer.pages:
    if "/Annots" in page:
        writer.update_page_form_field_values(page, empty, auto_regenerate=False)
writer.write(target)
print(len(empty), "fields filled")
sys.exit(0 if empty else 1)
