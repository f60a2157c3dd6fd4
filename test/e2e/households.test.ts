import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { query } from '../../scripts/proof/support/dump.ts';
import { households } from '../support/chain-facts.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { parseRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { takenIn } from '../support/shared-chain.ts';

/** Two households turn out to be one, and then not. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
let part: string;
let whole: string;
let predictedBefore: string;

type Document = Record<string, unknown> & { readonly merge_id: number };

async function household(...args: readonly string[]): Promise<Document> {
  const { stdout } = await succeedHere(['household', ...args, '--data', data, '--json']);
  return JSON.parse(stdout) as Document;
}

async function predicted(): Promise<string> {
  const out = join(scratch, 'predicted.csv');
  await succeedHere(['predict', '--as-of', PLAN_DAY, '--out', out, '--data', data]);
  return readFileSync(out, 'utf8');
}

async function planned(): Promise<{ readonly ids: readonly string[]; readonly cycle: string }> {
  const plan = await succeedHere(['plan', '--as-of', PLAN_DAY, '--data', data, '--json']);
  const cycle = String((JSON.parse(plan.stdout) as { cycle_id: number }).cycle_id);
  const { stdout } = await succeedHere(['lists', '--cycle', cycle, '--data', data]);
  return { ids: [...new Set(parseRecords(stdout).map((line) => line('household_id')))], cycle };
}

beforeAll(async () => {
  await takenIn(data);
  predictedBefore = await predicted();
  const before = await planned();
  const mails = (id: string): boolean => households.get(id)?.('mail_consent') === 'yes';
  const [first, second] = before.ids.filter(mails);
  if (first === undefined || second === undefined) throw new Error('no two households with lists');
  part = first;
  whole = second;
});

describe('two households that are one', () => {
  test('have one list, and when they part, everybody is predicted as before, byte by byte', async () => {
    const merge = await household(
      'merge',
      '--household',
      part,
      '--into',
      whole,
      '--reason',
      'one kitchen',
      '--by',
      'Ann',
    );
    expect(merge).toMatchObject({ status: 'done', root: whole, arm: 'treatment', mail_consent: true });
    expect(
      await household('merge', '--household', part, '--into', whole, '--reason', 'again', '--by', 'Ann'),
    ).toMatchObject({
      status: 'already',
      merge_id: merge.merge_id,
    });
    const { ids } = await planned();
    expect(ids).toContain(whole);
    expect(ids).not.toContain(part);
    const shown = await household('show', '--household', whole);
    expect(shown).toMatchObject({ one_with: [part], events: [{ kind: 'merge', into: whole }] });
    const unmerged = await household('unmerge', '--merge', String(merge.merge_id), '--by', 'Bea');
    expect(unmerged).toMatchObject({ status: 'done', undone: { by: 'Bea' } });
    expect(await predicted()).toBe(predictedBefore);
    expect(
      query(data, 'ledger.db', "SELECT count(*) AS n FROM audit WHERE act IN ('merge', 'unmerge', 'show')"),
    ).toEqual([{ n: 3 }]);
  });

  test.each([
    ['without an action', ['household', 'marry'], 64, 'household-action'],
    [
      'with itself',
      ['household', 'merge', '--household', 'H000001', '--into', 'H000001', '--reason', 'x', '--by', 'A'],
      64,
      'merge-itself',
    ],
    [
      'that are not known',
      ['household', 'merge', '--household', 'H9', '--into', 'H000001', '--reason', 'x', '--by', 'A'],
      66,
      'household-unknown',
    ],
    [
      'without a reason',
      ['household', 'merge', '--household', 'H000002', '--into', 'H000001', '--by', 'A'],
      64,
      'text-missing',
    ],
    ['by a merge that is none', ['household', 'unmerge', '--merge', '99', '--by', 'A'], 66, 'merge-unknown'],
  ])('%s: a clear end', async (_, args, code, name) => {
    const ran = await duelistHere([...args, '--data', data]);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(`error[${name}]`);
  });
});
