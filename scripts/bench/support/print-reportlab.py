"""The marks of laid-out lists, drawn by ReportLab with the same embedded TrueType fonts; see print-process.ts."""
import json
import os
import resource
import sys
import time

from reportlab import Version
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

folder, count, family, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
FILES = {"regular": "400Regular", "semibold": "600SemiBold", "bold": "700Bold"}
INKS = {"text": (0, 0, 0), "quiet": (0.32,) * 3, "hairline": (0.68,) * 3, "brand": (0.05, 0.33, 0.22), "saving": (0.62, 0.1, 0.1)}
for weight, name in FILES.items():
    pdfmetrics.registerFont(TTFont(weight, f"{family}/{name}/SourceSans3_{name}.ttf"))


def draw(canvas, op, height):
    kind = op["op"]
    if kind == "text":
        style = op["style"]
        canvas.setFont(style["weight"], style["sizePt"])
        canvas.setFillColorRGB(*INKS[style["ink"]])
        canvas.drawString(op["xPt"], height - op["baselinePt"], op["text"])
    elif kind == "rule":
        canvas.setLineWidth(op["thicknessPt"])
        canvas.setStrokeColorRGB(*INKS[op["ink"]])
        (x, y), (to_x, to_y) = op["fromPt"], op["toPt"]
        canvas.line(x, height - y, to_x, height - to_y)
    elif kind == "box":
        area = op["area"]
        canvas.setLineWidth(op["thicknessPt"])
        canvas.setStrokeColorRGB(*INKS[op["ink"]])
        canvas.rect(area["xPt"], height - area["yPt"] - area["heightPt"], area["widthPt"], area["heightPt"])
    elif kind == "bars":
        canvas.setFillColorRGB(0, 0, 0)
        path = canvas.beginPath()
        for bar in op["bars"]:
            path.rect(bar["xPt"], height - bar["yPt"] - bar["heightPt"], bar["widthPt"], bar["heightPt"])
        canvas.drawPath(path, stroke=0, fill=1)


def write(name, pages):
    path = os.path.join(folder, f"reportlab-{name}.pdf")
    canvas = Canvas(path, pageCompression=1)
    for page in pages:
        canvas.setPageSize((page["widthPt"], page["heightPt"]))
        for op in page["ops"]:
            draw(canvas, op, page["heightPt"])
        canvas.showPage()
    canvas.save()
    return os.path.getsize(path)


with open(os.path.join(folder, "marks.json")) as file:
    lists = json.load(file)[:count]
for index, pages in enumerate(lists[:20]):
    write(index, pages)
start = time.process_time()
if mode == "spool":
    size = write("spool", [page for pages in lists for page in pages])
else:
    size = sum(write(index, pages) for index, pages in enumerate(lists))
print(json.dumps({
    "cpuMs": (time.process_time() - start) * 1000 / len(lists),
    "kb": size / 1000 / len(lists),
    "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "version": Version,
}))
