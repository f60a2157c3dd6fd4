import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { killAll } from '../../scripts/proof/kill.ts';
import { duelistHere } from '../support/here.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** A share of `npm run proof -- kill`. */
const KILLS = 4;
const scratch = scratchDirectory();

test(`${KILLS} SIGKILLs in the middle of ingest, plan and release lose nothing and double nothing`, async () => {
  const { failures, figures, count } = await killAll(scratch, {
    kills: KILLS,
    seed: 1991,
    say: () => undefined,
    runs: (args) => duelistHere(args, { user: userInfo().username }),
  });
  expect(failures).toEqual([]);
  expect(count).toBe(KILLS);
  // Kills that come after the end prove nothing.
  const landed = Object.values(figures).map((figure) => Number(/^(\d+) of /.exec(String(figure))?.[1] ?? 0));
  expect(landed.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(KILLS / 2);
}, 180_000);
