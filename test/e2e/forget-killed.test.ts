import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  approve,
  copyData,
  FIXTURES_DIR,
  ingestMasters,
  PLAN_DAY,
  release,
  scanPaths,
} from '../../scripts/proof/support/chain.ts';
import { differences, faultsOf, logicalDump } from '../../scripts/proof/support/dump.ts';
import { type Context, withContext } from '../../src/cli/context.ts';
import { applyForgotten, forgetHousehold } from '../../src/cli/people/forget.ts';
import { worldIn } from '../cli/world.ts';
import { planHere, succeedHere, succeedInTurnHere } from '../support/here.ts';
import { filesThatHave, tracesOf } from '../support/household-traces.ts';
import { parseRecords } from '../support/records.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** A `forget` that is cut off before or after any of its steps, and whoever comes next. */
const scratch = scratchDirectory();
const data = join(scratch, 'data');
const { world } = worldIn(scratch);
let householdId: string;
let traces: string[];
let whole: string[];

beforeAll(async () => {
  const scans = scanPaths(FIXTURES_DIR, '2026-08-15', PLAN_DAY);
  await succeedInTurnHere([...ingestMasters(data), ['ingest', 'scans', ...scans, '--data', data]]);
  const cycle = await planHere(data);
  await succeedInTurnHere([approve(data, cycle), release(data, cycle)]);
  const lines = parseRecords((await succeedHere(['lists', '--cycle', cycle, '--data', data])).stdout);
  householdId = lines.find((line) => line('section') === 'special')?.('household_id') ?? '';
  traces = tracesOf(householdId);
  await succeedHere(['explain', '--household', householdId, '--by', 'Ann', '--data', data]);
  const dir = copyData(data, join(scratch, 'whole'));
  await inside(dir, forgetIt);
  whole = logicalDump(dir);
}, 120_000);

function inside<T>(dir: string, work: (context: Context) => Promise<T>): Promise<T> {
  return withContext(world, { data: dir }, { command: 'forget', lock: true }, work);
}

async function forgetIt(context: Context): Promise<void> {
  const named = context.history.forget.namedOne(householdId);
  if (named !== undefined) await forgetHousehold(context, named);
}

class Cut extends Error {}

/** The context in which one step ends the run, before it is done or right after. */
const CUT: Readonly<Record<string, (context: Context, cut: Cutter) => Context>> = {
  'the register': (context, cut) =>
    withForgotten(context, { register: cut(context.ledger.forgotten.register) }),
  'the audit': (context, cut) =>
    withForgotten(context, { renameInAudit: cut(context.ledger.forgotten.renameInAudit) }),
  'the ledger': (context, cut) => withForgotten(context, { erase: cut(context.ledger.forgotten.erase) }),
  'the history': (context, cut) => ({
    ...context,
    history: {
      ...context.history,
      forget: { ...context.history.forget, erase: cut(context.history.forget.erase) },
    },
  }),
  'the files of the history': (context, cut) => ({
    ...context,
    history: { ...context.history, purge: cut(context.history.purge) },
  }),
  'the files of the ledger': (context, cut) => ({
    ...context,
    ledger: { ...context.ledger, purge: cut(context.ledger.purge) },
  }),
};

type Step<A extends unknown[], R> = (...args: A) => R;
type Cutter = <A extends unknown[], R>(step: Step<A, R>) => Step<A, R>;

const before: Cutter = () => () => {
  throw new Cut();
};
const after: Cutter =
  (step) =>
  (...args) => {
    step(...args);
    throw new Cut();
  };

function withForgotten(context: Context, over: Partial<Context['ledger']['forgotten']>): Context {
  const { ledger } = context;
  return { ...context, ledger: { ...ledger, forgotten: { ...ledger.forgotten, ...over } } };
}

const CASES = Object.keys(CUT).flatMap((step) => [
  ['before', step, 'the next night', before] as const,
  ['after', step, 'the next night', after] as const,
]);

test.each([...CASES, ['after', 'the ledger', 'the next forget', after] as const])(
  'cut off %s it has dealt with %s, %s goes on and ends where it would have ended',
  async (when, step, next, cut) => {
    const dir = copyData(data, join(scratch, `${when} ${step} ${next}`));
    const broken = CUT[step];
    if (broken === undefined) throw new Error(step);
    await expect(inside(dir, (context) => forgetIt(broken(context, cut)))).rejects.toThrow(Cut);
    expect(existsSync(join(dir, 'forgotten.csv'))).toBe(true);
    if (next === 'the next night') await inside(dir, applyForgotten);
    else await inside(dir, forgetIt);
    expect(differences(whole, logicalDump(dir))).toEqual([]);
    expect(filesThatHave(dir, traces)).toEqual([]);
    expect(existsSync(join(dir, 'forget.unfinished'))).toBe(false);
    expect(faultsOf(dir)).toEqual([]);
  },
);
