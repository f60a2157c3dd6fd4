import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { AS_OF, configOf, planChain } from '../../scripts/bench/support/plan-chain.ts';
import { callCrew, threadsFor } from '../../src/cli/plan/crew/crew.ts';
import type { PlanFacts } from '../../src/cli/plan/facts.ts';
import type { PlanInputs } from '../../src/cli/plan/inputs.ts';
import { run } from '../../src/cli/run.ts';
import { addDays, formatDay } from '../../src/shared/day.ts';
import { succeedHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { worldIn } from './world.ts';

const scratch = scratchDirectory();
const taken = join(scratch, 'taken');
/** Three batches, the last of them small. */
const HOUSEHOLDS = 530;

beforeAll(async () => {
  // As the program does in a checkout: else every thread compiles all of it.
  enableCompileCache(join(tmpdir(), 'duelist-test-compiled'));
  const { masters, scans } = planChain(join(scratch, 'feeds'), HOUSEHOLDS, 5, 60);
  mkdirSync(join(taken, 'keys'), { recursive: true });
  writeFileSync(join(taken, 'keys', '1.key'), `${'3c'.repeat(32)}\n`, { mode: 0o600 });
  writeFileSync(
    join(taken, 'duelist.toml'),
    `${configOf(AS_OF)}spend_threshold = 16\nmin_history_weeks = 0\n`,
  );
  // Five weeks: a fit needs more, and would take longer than all the plans.
  const [header, ...lines] = readFileSync(scans, 'utf8').trimEnd().split('\n');
  const from = formatDay(addDays(AS_OF, -35));
  writeFileSync(
    scans,
    [header, ...lines.filter((line) => (line.split(',')[3] ?? '') >= from), ''].join('\n'),
  );
  for (const [feed, path] of [...masters, ['scans', scans] as const])
    await succeedHere(['ingest', feed, path, '--data', taken]);
});

function copy(name: string): string {
  const data = join(scratch, name);
  mkdirSync(join(data, 'keys'), { recursive: true });
  for (const file of ['history.db', 'ledger.db', 'duelist.toml', 'keys/1.key'])
    copyFileSync(join(taken, file), join(data, file));
  return data;
}

const plan = (data: string, threads: number): string[] => [
  ...['plan', '--as-of', formatDay(AS_OF), '--households', 'all'],
  ...['--set', `plan.threads=${threads}`, '--data', data, '--json'],
];

async function listsOf(data: string): Promise<string> {
  return (await succeedHere(['lists', '--cycle', '1', '--data', data])).stdout;
}

describe('threads', () => {
  test('a plan is the same with any number of them, and made once', async () => {
    const one = copy('one');
    const { stdout: said } = await succeedHere(plan(one, 1));
    const lists = await listsOf(one);
    const { lists: count, not_planned: passed, specials } = JSON.parse(said);
    expect(count).toBeGreaterThan(60);
    expect(passed['below-threshold']).toBeGreaterThan(0);
    expect(specials.liability.some(({ price }: { price: number }) => price > 0)).toBe(true);
    for (const threads of [2, 3]) {
      const many = copy(`threads-${threads}`);
      expect((await succeedHere(plan(many, threads))).stdout).toBe(said);
      expect(await listsOf(many)).toBe(lists);
    }
    const { stdout: again } = await succeedHere([...plan(one, 2).slice(0, -1)]);
    expect(again).toMatch(/^cycle 1 was planned before/);
  });

  test('a plan that is stopped leaves nothing behind, and none of them goes on', async () => {
    const data = copy('stopped');
    let looks = 0;
    const { world, said } = worldIn(process.cwd(), {
      argv: plan(data, 2),
      pid: process.pid,
      // After the chain is read, between the batches.
      standBack: () => undefined,
      stopSignal: () => (++looks > 9 ? 'SIGTERM' : undefined),
    });
    await run(world);
    expect(said.exitCode).toBe(143);
    expect(readdirSync(data).filter((name) => name.startsWith('.plan'))).toEqual([]);
    await succeedHere(plan(data, 1));
    expect(await listsOf(data)).toBe(await listsOf(join(scratch, 'one')));
  });

  test('what goes wrong on one of them is said as if there were none', async () => {
    const dataDir = join(scratch, 'broken');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'history.db'), 'no database '.repeat(1000));
    const context = {
      dataDir,
      config: { plan: { threads: 2 } },
      history: { households: { count: () => 1 } },
    };
    const crew = callCrew(
      context as unknown as Parameters<typeof callCrew>[0],
      {} as PlanInputs,
      {} as PlanFacts,
      { which: 'all', controlKey: { keyId: 1, secret: new Uint8Array(32) } },
    );
    const first = crew.run([{ tag: 'match', after: '' }]).next();
    await expect(first).rejects.toMatchObject({ code: 'database-damaged', exitCode: 74 });
    await crew.stop();
    expect(readFileSync(join(dataDir, 'history.db'), 'utf8')).toMatch(/^no database/);
  });

  test.each([
    [145, 0, 8, 1],
    [3_999, 0, 8, 1],
    [4_000, 0, 8, 2],
    [100_000, 0, 2, 2],
    [100_000, 0, 64, 8],
    [100_000, 0, 1, 1],
    [145, 3, 1, 3],
  ])('%i households, %i asked for, %i processors: %i', (households, asked, processors, threads) => {
    expect(threadsFor(households, asked, processors)).toBe(threads);
  });
});
