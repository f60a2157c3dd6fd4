import fc from 'fast-check';
import { expect, test } from 'vitest';
import { historyAsOf } from '../../src/history/derive.ts';
import { LINE_TYPES, type ScanRow } from '../../src/ingest/rows.ts';
import { cents } from '../../src/shared/cents.ts';
import { type Day, day } from '../../src/shared/day.ts';
import { type HistoryStore, openHistory } from '../../src/store/history/history-store.ts';
import type { Db } from '../../src/store/sqlite.ts';
import { Model } from './model.ts';
import {
  connect,
  currentReceipts,
  dataDir,
  household,
  product,
  type ScanFile,
  scan,
  TODAY,
  takeIn,
} from './room.ts';

const CARDS = ['C1', 'C2', 'C3'] as const;
const HOUSEHOLDS = ['H1', 'H2', ...CARDS] as const;
const PRODUCTS = ['soup', 'fuel', 'milk'] as const;
const DAYS = [0, 1, 2, 9].map((later) => day(TODAY + later));

const oneOrNone = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight, arbitrary });

/** Few stores, transactions and days, so that receipts meet within and between files. */
const anyRow: fc.Arbitrary<ScanRow> = fc
  .record({
    storeId: fc.constantFrom('S1', 'S2'),
    transactionId: fc.constantFrom('T1', 'T2'),
    lineNo: oneOrNone(3, fc.integer({ min: 1, max: 3 })),
    day: fc.constantFrom(...DAYS.slice(0, 3)),
    cardId: oneOrNone(6, fc.constantFrom(...CARDS)),
    listCode: oneOrNone(1, fc.constantFrom('L1', 'foreign')),
    productId: fc.constantFrom(...PRODUCTS),
    quantityMilli: fc.constantFrom(1000, 1000, 2000, -1000),
    netCents: oneOrNone(6, fc.constantFrom(100, 250, -100).map(cents)),
    lineType: fc.oneof(
      { weight: 4, arbitrary: fc.constant('sale' as const) },
      fc.constantFrom(...LINE_TYPES),
    ),
  })
  .map(scan);

/** A file, and often the same rows in another order, cut short, or with one changed, as registers send things again. */
const anyFiles: fc.Arbitrary<ScanFile[]> = fc
  .array(fc.array(anyRow, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 })
  .chain((first) =>
    fc.tuple(
      fc.constant(first),
      fc.array(
        fc.tuple(
          fc.constantFrom(...first).chain((rows) => fc.shuffledSubarray(rows, { minLength: 1 })),
          fc.array(anyRow, { maxLength: 2 }),
        ),
        { maxLength: 2 },
      ),
    ),
  )
  .map(([first, again]) =>
    [...first, ...again.map(([rows, more]) => [...rows, ...more])].map((rows, place) => ({
      name: `file-${place}`,
      rows,
    })),
  );

/** What happens next: some batches of a file, a stop and a new start, a card that finds its household, a reader. */
const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ file: fc.nat(), batches: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
  { weight: 2, arbitrary: fc.record({ card: fc.constantFrom(...CARDS), to: fc.constantFrom('H1', 'H2') }) },
  { weight: 1, arbitrary: fc.record({ spend: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant('read' as const) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** Files that are begun keep that order; the model is told of it by the order of its first batch. */
function runStep(
  history: HistoryStore,
  model: Model,
  files: readonly ScanFile[],
  batchRows: number,
  step: Step,
) {
  if (step === 'read' || step === 'reopen') return;
  if ('card' in step) {
    history.inTransaction(() => history.storeMaster('households', household(step.to, [step.card])));
    model.claim(step.card, step.to);
  } else if ('spend' in step) {
    history.inTransaction(() => history.storeMaster('products', product('fuel', { spend: step.spend })));
    if (step.spend) model.outsideSpend.delete('fuel');
    else model.outsideSpend.add('fuel');
  } else {
    const file = files[step.file % files.length];
    if (file === undefined) return;
    takeIn(history, file, batchRows, step.batches);
    tell(history, model, file);
  }
}

function tell(history: HistoryStore, model: Model, file: ScanFile): void {
  const key = { feed: 'scans', sha256: file.name.padStart(64, '0'), layoutSha256: '' } as const;
  const known = history.files.find(key);
  if (known === undefined) return;
  model.takeIn(file, known.recordsDone, known.state === 'done');
  if (known.state !== 'done') return;
  expect(known.linesStored + known.linesDuplicate).toBe(known.recordsDone);
}

function expectSame(history: HistoryStore, db: Db, model: Model): void {
  expect(currentReceipts(db)).toEqual(model.receipts());
  const numbers = new Map(
    db.prepare<[], [string, number]>('SELECT product_id, product_no FROM product').raw().all(),
  );
  const productNo = (productId: string): number => numbers.get(productId) ?? -1;
  const outside = new Set([...model.outsideSpend].map(productNo));
  for (const householdId of HOUSEHOLDS) {
    const found = history.households.find(householdId);
    const lines = model.linesOf(householdId, productNo);
    if (found === undefined) expect(lines).toEqual([]);
    else {
      for (const asOf of DAYS) {
        const expected = historyAsOf(found.householdNo, lines, asOf as Day, (no) => !outside.has(no)).history;
        expect(history.households.history(found.householdNo, asOf)).toEqual(expected);
      }
    }
  }
}

test('whatever files bring, in whatever pieces and order: the current lines and the histories are those of a naive model', () => {
  fc.assert(
    fc.property(
      anyFiles,
      fc.array(anyStep, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (files, steps, batchRows, toTheEnd) => {
        const dir = dataDir();
        const db = connect(dir, 'history');
        const model = new Model();
        let history = openHistory(dir);
        try {
          for (const step of steps) {
            if (step === 'reopen') {
              history.close();
              history = openHistory(dir);
            }
            runStep(history, model, files, batchRows, step);
            if (step === 'read') expectSame(history, db, model);
          }
          if (toTheEnd)
            for (const [place] of files.entries())
              runStep(history, model, files, batchRows, { file: place, batches: 99 });
          expectSame(history, db, model);
        } finally {
          history.close();
        }
      },
    ),
    { numRuns: 80 },
  );
});
