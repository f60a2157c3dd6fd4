import type { DrawOp, Page } from '../../src/print/draw.ts';
import type { PageSetup } from '../../src/print/sheet.ts';
import { geometryOf } from '../../src/print/style.ts';

type Extent = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

function extentOf(op: DrawOp): Extent {
  switch (op.op) {
    case 'text':
      return {
        left: op.xPt,
        right: op.xPt + op.widthPt,
        top: op.baselinePt - op.style.sizePt * 0.66,
        bottom: op.baselinePt + op.style.sizePt * 0.2,
      };
    case 'rule':
      return { left: op.fromPt[0], right: op.toPt[0], top: op.fromPt[1], bottom: op.toPt[1] };
    case 'box':
    case 'logo':
      return extentOfAreas([op.area]);
    case 'bars':
      return extentOfAreas(op.bars);
  }
}

function extentOfAreas(
  areas: readonly { xPt: number; yPt: number; widthPt: number; heightPt: number }[],
): Extent {
  return {
    left: Math.min(...areas.map((area) => area.xPt)),
    right: Math.max(...areas.map((area) => area.xPt + area.widthPt)),
    top: Math.min(...areas.map((area) => area.yPt)),
    bottom: Math.max(...areas.map((area) => area.yPt + area.heightPt)),
  };
}

/** Marks that leave the margins of the setup. */
export function outside(page: Page, setup: PageSetup): DrawOp[] {
  const geometry = geometryOf(setup);
  return page.ops.filter((op) => {
    // Fold marks stand in the margin, inside of what office printers reach.
    if (op.op === 'rule' && op.fromPt[0] >= 18 && op.toPt[0] < 30)
      return !setup.foldsPt.includes(op.fromPt[1]);
    const { left, right, top, bottom } = extentOf(op);
    return (
      left < geometry.marginXPt - 0.1 ||
      right > geometry.widthPt - geometry.marginXPt + 0.1 ||
      top < geometry.marginTopPt - 0.1 ||
      bottom > geometry.heightPt - geometry.marginBottomPt + 0.1
    );
  });
}

/** Pairs of marks that lie on each other: texts, boxes and the symbol. */
export function collisions(page: Page): string[] {
  const solid = page.ops.filter((op) => op.op !== 'rule' && !(op.op === 'text' && op.text === ''));
  const extents = solid.map(extentOf);
  const found: string[] = [];
  for (const [index, one] of extents.entries()) {
    for (let at = index + 1; at < extents.length; at++) {
      const other = extents[at];
      if (other === undefined) continue;
      const apart =
        one.right <= other.left + 0.01 ||
        other.right <= one.left + 0.01 ||
        one.bottom <= other.top + 0.01 ||
        other.bottom <= one.top + 0.01;
      if (!apart) found.push(`${JSON.stringify(solid[index])} on ${JSON.stringify(solid[at])}`);
    }
  }
  return found;
}
