import type { z } from 'zod';

/** Width and height in points, as print draws them. */
export const PAPERS_PT = { letter: [612, 792], a4: [595.28, 841.89] } as const;
/** From the top: the symbol of a list, and clear of it on both sides, where no fold may be. */
export const UNFOLDED_PT = [29, 119] as const;
/** From the top: what the head of a sheet takes when everything in it stands on one line. */
const HEAD_PT = 118;

/** The keys of `[print]` that say where things are on the paper. */
type OnPaper = {
  readonly paper: keyof typeof PAPERS_PT;
  readonly folds_pt?: readonly number[] | undefined;
  readonly window_pt?: readonly [number, number, number, number] | undefined;
};

/** Finds fault with folds and windows that would cut the symbol, or the address, or are not on the paper at all. */
export function checkPaper(print: OnPaper, context: z.core.$RefinementCtx): void {
  const fault = (key: 'folds_pt' | 'window_pt', message: string, input: readonly number[]) =>
    context.addIssue({ code: 'custom', path: [key], message, input });
  const [widthPt, heightPt] = PAPERS_PT[print.paper];
  const folds = print.folds_pt ?? [heightPt / 3, (heightPt * 2) / 3];
  const [symbolTopPt, symbolEndPt] = UNFOLDED_PT;
  if (folds.some((foldPt) => foldPt <= 0 || foldPt >= heightPt))
    fault('folds_pt', `expected folds on the paper, above 0 and below ${heightPt} points`, folds);
  if (folds.some((foldPt) => foldPt > symbolTopPt && foldPt < symbolEndPt))
    fault(
      'folds_pt',
      `expected no fold between ${symbolTopPt} and ${symbolEndPt} points, where the bars are`,
      folds,
    );
  const { window_pt: window } = print;
  if (window === undefined) return;
  const [leftPt, topPt, acrossPt, downPt] = window;
  const endPt = topPt + downPt;
  if (leftPt + acrossPt > widthPt)
    fault('window_pt', `expected a window on the paper, which is ${widthPt} points wide`, window);
  if (topPt < HEAD_PT || endPt > heightPt / 2)
    fault(
      'window_pt',
      `expected a window below the head and in the upper half, between ${HEAD_PT} and ${Math.floor(heightPt / 2)} points from the top`,
      window,
    );
  const fold = folds.find((foldPt) => foldPt > topPt && foldPt < endPt);
  if (fold !== undefined)
    fault(
      'window_pt',
      `expected a window that no fold crosses, and there is one at ${Math.round(fold)} points`,
      window,
    );
}
