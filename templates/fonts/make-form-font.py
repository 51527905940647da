"""Makes LibertinusSerif-Form.ttf, the font of form fields, from LibertinusSerif-Regular.otf.

Viewers that let people type into a field want a simple TrueType font with the characters of
Windows-1252. Run in this folder with fontTools 4.68; the result is checked in.
"""

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

NAMES = {1: "Libertinus Serif Form", 3: "Libertinus Serif Form", 4: "Libertinus Serif Form", 6: "LibertinusSerif-Form"}

font = TTFont("LibertinusSerif-Regular.otf", recalcTimestamp=False)
options = subset.Options(
    layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]
)
cutter = subset.Subsetter(options)
characters = bytes(range(32, 256)).decode("cp1252", "ignore")
cutter.populate(unicodes=[ord(c) for c in characters])
cutter.subset(font)

order, outlines = font.getGlyphOrder(), font.getGlyphSet()
table = newTable("glyf")
table.glyphOrder, table.glyphs = order, {}
for name in order:
    pen = TTGlyphPen(None)
    outlines[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
    table.glyphs[name] = pen.glyph()
font["glyf"], font["loca"] = table, newTable("loca")
for gone in ("CFF ", "VORG", "GSUB", "GPOS", "GDEF", "MATH"):
    if gone in font:
        del font[gone]
limits = font["maxp"]
limits.tableVersion = 0x00010000
for limit in (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements",
):
    setattr(limits, limit, 0)
limits.maxZones = 1
font["post"].formatType = 3.0
font.sfntVersion = "\x00\x01\x00\x00"
for record in font["name"].names:
    record.string = NAMES.get(record.nameID, str(record))
font.save("LibertinusSerif-Form.ttf")
