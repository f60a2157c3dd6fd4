"""The marks of laid-out lists as absolutely placed HTML, made into PDF by WeasyPrint with the same fonts; see print-process.ts."""
import html
import json
import os
import resource
import sys
import time
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration

folder, count, family = sys.argv[1], int(sys.argv[2]), sys.argv[3]
FILES = {"regular": "400Regular", "semibold": "600SemiBold", "bold": "700Bold"}
INKS = {"text": "#000000", "quiet": "#525252", "hairline": "#adadad", "brand": "#0d5438", "saving": "#9e1a1a"}
# Ascender 1.024 and descender 0.4 of the type size, centred in a line as high as the type.
BASELINE = (1 - 1.424) / 2 + 1.024
FACES = "".join(
    f'@font-face {{ font-family: {weight}; src: url("{Path(family, name, f"SourceSans3_{name}.ttf").as_uri()}"); }}\n'
    for weight, name in FILES.items()
)
SHEET = """
@page { size: %spt %spt; margin: 0 }
body { margin: 0 }
section { position: relative; width: %spt; height: %spt; overflow: hidden; break-after: page }
section:last-child { break-after: auto }
i { position: absolute; font-style: normal; white-space: pre; line-height: 1 }
"""


def mark(op):
    kind = op["op"]
    if kind == "text":
        style = op["style"]
        top = op["baselinePt"] - BASELINE * style["sizePt"]
        figures = ";font-variant-numeric:tabular-nums" if style["figures"] else ""
        looks = f'font-family:{style["weight"]};font-size:{style["sizePt"]}pt;color:{INKS[style["ink"]]}{figures}'
        return f'<i style="left:{op["xPt"]}pt;top:{top}pt;{looks}">{html.escape(op["text"])}</i>'
    if kind == "rule":
        (x, y), (to_x, to_y) = op["fromPt"], op["toPt"]
        half = op["thicknessPt"] / 2
        across = (half, 0) if x == to_x else (0, half)
        return filled(x - across[0], y - across[1], to_x - x + 2 * across[0], to_y - y + 2 * across[1], INKS[op["ink"]])
    if kind == "box":
        area, thick = op["area"], op["thicknessPt"]
        return (
            f'<i style="left:{area["xPt"] - thick / 2}pt;top:{area["yPt"] - thick / 2}pt;width:{area["widthPt"] - thick}pt;'
            f'height:{area["heightPt"] - thick}pt;border:{thick}pt solid {INKS[op["ink"]]}"></i>'
        )
    if kind == "bars":
        return "".join(filled(bar["xPt"], bar["yPt"], bar["widthPt"], bar["heightPt"], "#000000") for bar in op["bars"])
    return ""


def filled(x, y, width, height, color):
    return f'<i style="left:{x}pt;top:{y}pt;width:{width}pt;height:{height}pt;background:{color}"></i>'


fonts = FontConfiguration()
faces = weasyprint.CSS(string=FACES, font_config=fonts)


def write(index, pages):
    path = os.path.join(folder, f"weasyprint-{index}.pdf")
    size = pages[0]["widthPt"], pages[0]["heightPt"]
    body = "".join(f'<section>{"".join(mark(op) for op in page["ops"])}</section>' for page in pages)
    sheet = weasyprint.CSS(string=SHEET % (*size, *size))
    weasyprint.HTML(string=f"<body>{body}").write_pdf(path, stylesheets=[faces, sheet], font_config=fonts)
    return os.path.getsize(path)


with open(os.path.join(folder, "marks.json")) as file:
    lists = json.load(file)[:count]
write(0, lists[0])
start = time.process_time()
size = sum(write(index, pages) for index, pages in enumerate(lists))
print(json.dumps({
    "cpuMs": (time.process_time() - start) * 1000 / len(lists),
    "kb": size / 1000 / len(lists),
    "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "version": weasyprint.__version__,
}))
