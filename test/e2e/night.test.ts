import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { killNights, traceOf } from '../../scripts/proof/night.ts';
import { copyData } from '../../scripts/proof/support/chain.ts';
import { differences } from '../../scripts/proof/support/dump.ts';
import { killWhen } from '../../scripts/proof/support/killer.ts';
import { NIGHT } from '../../scripts/proof/support/night-chain.ts';
import { duelist, type Ran } from '../../scripts/proof/support/program.ts';
import { duelistHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { nightEve } from '../support/shared-chain.ts';

/** A share of `npm run proof -- night`. */
const KILLS = 2;
/** A small chain has short nights; the whole one is for the proof. */
const HOUSEHOLDS = 40;
const scratch = scratchDirectory();
/** A night that nobody disturbs, of the account whose name the processes have. */
const undisturbed = (args: readonly string[]): Promise<Ran> =>
  duelistHere(args, { user: userInfo().username });

let eve = '';
beforeAll(async () => {
  eve = await nightEve(join(scratch, 'eve'), HOUSEHOLDS);
}, 240_000);

test(`${KILLS} SIGKILLs anywhere in a night: the next run ends as an undisturbed one`, async () => {
  const { failures, figures } = await killNights(scratch, eve, {
    kills: KILLS,
    seed: 1991,
    say: () => undefined,
    runs: undisturbed,
  });
  expect(failures).toEqual([]);
  // Kills that come after the end prove nothing. On a busy machine the moment for one is a guess, and made again.
  expect(Number(/^(\d+) of /.exec(String(figures['killed before the end']))?.[1])).toBe(KILLS);
}, 400_000);

describe('a night that is asked to stop', () => {
  let expected: string[] = [];
  const nightly = (data: string): string[] => ['nightly', '--as-of', NIGHT, '--data', data];
  beforeAll(async () => {
    const calm = copyData(eve, join(scratch, 'calm'));
    await undisturbed(nightly(calm));
    expected = traceOf(calm);
  }, 120_000);

  test.each([
    ['take-in', 'SIGTERM'],
    ['plan', 'SIGINT'],
    ['print', 'SIGTERM'],
  ] as const)(
    'in %s by %s says so, lets go of the lock, and goes on where it stood',
    async (phase, signal) => {
      const data = copyData(eve, join(scratch, `stopped-${phase}`));
      const sql = `SELECT 1 FROM night_phase WHERE phase = '${phase}'`;
      const { code, stderr, stdout } = await duelist(nightly(data), killWhen(data, sql, signal));
      const last = JSON.parse(readFileSync(join(data, 'last-run.json'), 'utf8'));
      expect(code).toBe(signal === 'SIGTERM' ? 143 : 130);
      expect([stdout, stderr]).toEqual(['', expect.stringContaining(`error[stopped]: stopped by ${signal}`)]);
      expect(last).toMatchObject({ state: 'stopped', exit_code: code, error: { code: 'stopped' } });
      expect(last.summary).toMatch(/^STOPPED in [a-z-]+ \(stopped by SIG/);
      const again = await undisturbed(nightly(data));
      expect(again.code).toBe(65);
      expect(differences(expected, traceOf(data))).toEqual([]);
    },
    60_000,
  );
});
