import type { Rendered } from '../../print/render.ts';
import type { SheetContent } from '../../print/sheet.ts';

/** A sheet that went to the printer, by what a proof is chosen by. */
export type Printed = {
  readonly sequence: number;
  readonly listId: number;
  readonly pages: number;
  readonly lines: number;
  readonly specials: number;
  readonly language: string;
  readonly largePrint: boolean;
  readonly mailed: boolean;
  /** The post's barcode: empty where the feed brings none, or the sheet is not mailed. */
  readonly imb: 'printed' | 'no-room' | '';
};

export type Proof = { readonly sheet: Printed; readonly why: string };

/** Sheets that a person looks at before the run. */
const PROOF_SHEETS = 10;

export function printedSheet(
  content: SheetContent,
  { pages, imbLeftOut }: Rendered,
): Omit<Printed, 'sequence'> {
  const { listId, due, specials, extras, language, largePrint, addressLines, imb } = content;
  const mailed = addressLines.length > 0;
  return {
    ...{ listId, pages: pages.length, language, largePrint, mailed },
    lines: due.length + specials.length + extras.length,
    specials: specials.length,
    imb: imb === undefined || !mailed ? '' : imbLeftOut ? 'no-room' : 'printed',
  };
}

/**
 * The proof of a run: its first and last sheet, the longest and the shortest, the most specials, one in large print, one of
 * each language, one mailed and one handed out; then sheets evenly from the whole run, until there are ten. Of equals the
 * first; a sheet stands once, under the first reason it was chosen for.
 */
export function chooseProof(run: readonly Printed[]): Proof[] {
  const chosen = new Map<number, Proof>();
  const take = (sheet: Printed | undefined, why: string): void => {
    if (sheet !== undefined && chosen.size < PROOF_SHEETS && !chosen.has(sheet.sequence))
      chosen.set(sheet.sequence, { sheet, why });
  };
  const most = (of: (sheet: Printed) => number): Printed | undefined =>
    run.reduce<Printed | undefined>(
      (best, sheet) => (best === undefined || of(sheet) > of(best) ? sheet : best),
      undefined,
    );
  take(run[0], 'first of the run');
  take(run.at(-1), 'last of the run');
  take(
    most(({ pages, lines }) => pages * 1000 + lines),
    'the longest',
  );
  take(
    most(({ lines }) => -lines),
    'the fewest lines',
  );
  take(
    most(({ specials }) => specials),
    'the most specials',
  );
  take(
    run.find(({ largePrint }) => largePrint),
    'large print',
  );
  for (const language of [...new Set(run.map((sheet) => sheet.language))].sort())
    take(
      run.find((sheet) => sheet.language === language),
      `language ${language}`,
    );
  take(
    run.find(({ mailed }) => mailed),
    'mailed',
  );
  take(
    run.find(({ mailed }) => !mailed),
    'handed out',
  );
  for (let step = 1; step < PROOF_SHEETS; step++)
    take(run[Math.floor((step * run.length) / PROOF_SHEETS)], 'from the run');
  return [...chosen.values()].sort((a, b) => a.sheet.sequence - b.sheet.sequence);
}
