import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, test } from 'vitest';
import { PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import type { Fit } from '../../src/cadence/fit.ts';
import { addDays, formatDay, parseDay } from '../../src/shared/day.ts';
import { succeedHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** The fit in force is an input of a plan; a new one that is worse stays out, and everybody is told. */
const data = join(scratchDirectory(), 'data');
const DAY = parseDay(PLAN_DAY) ?? addDays(Number.NaN as never, 0);
const NEXT_DAY = formatDay(addDays(DAY, 1));

type Document = { fit: { fit_id: number }; fit_kept_out?: { fit_id: number; kept_out: boolean } };
const plan = async (day: string, ...more: string[]): Promise<string> =>
  (await succeedHere(['plan', '--as-of', day, '--households', 'all', '--data', data, ...more])).stdout;
const withLedger = <T>(work: (db: Database.Database) => T): T => {
  const db = new Database(join(data, 'ledger.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
};
const verdicts = (): unknown[] => withLedger((db) => db.prepare('SELECT kept_out FROM fit').pluck().all());

beforeAll(async () => {
  await takenIn(data);
});

test('a fit that is fresh serves every plan of the week', async () => {
  const before: Document = JSON.parse(await plan(PLAN_DAY, '--json'));
  const after: Document = JSON.parse(await plan(NEXT_DAY, '--json'));
  expect([before.fit.fit_id, after.fit.fit_id, ...verdicts()]).toEqual([1, 1, 0]);
});

test('one that is worse than the fit in force is kept out, once, and named', async () => {
  // The fit in force as if it had been tested by what it knows: no honest one is better.
  withLedger((db) => {
    const content = db.prepare<[], string>('SELECT content FROM fit').pluck().get() ?? '';
    const fit: Fit = JSON.parse(content);
    db.prepare(
      `INSERT INTO fit SELECT 2, as_of, lead_days, horizon_days, ?, held_out_day, held_out_pairs, 1, log_loss,
         log_loss, scores, 0 FROM fit`,
    ).run(JSON.stringify({ ...fit, tested: fit.all }));
  });
  const anew = ['--set', 'plan.refit_days=1'];
  expect(await plan(NEXT_DAY, ...anew)).toMatch(/^ {2}new fit kept out: log-loss 0\.\d+, fit 2 has 0\.\d+$/m);
  const again: Document = JSON.parse(await plan(NEXT_DAY, ...anew, '--json'));
  expect([again.fit.fit_id, again.fit_kept_out?.fit_id, again.fit_kept_out?.kept_out]).toEqual([2, 3, true]);
  expect(verdicts()).toEqual([0, 0, 1]);
});

test('what was decided stays', () => {
  expect(() => withLedger((db) => db.exec('UPDATE fit SET as_of = as_of - 1'))).toThrow(/append-only/);
  expect(() => withLedger((db) => db.exec('DELETE FROM fit'))).toThrow(/append-only/);
});
