import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { race, raceCommands } from '../../scripts/proof/race.ts';
import { faultsOf } from '../../scripts/proof/support/dump.ts';
import { scratchDirectory } from '../support/scratch.ts';
import { released } from '../support/shared-chain.ts';

/** A share of `npm run proof -- race`: real processes, since one process proves nothing. */
const ROUNDS = 150;
const LANES = 2;
const scratch = scratchDirectory();
const data = join(scratch, 'data');

beforeAll(() => released(data));

test(`in ${ROUNDS} rounds of two lanes at one instant, each offer on the list is granted once`, async () => {
  const { failures, figures, count } = await race(data, {
    rounds: ROUNDS,
    lanes: LANES,
    seed: 1991,
    say: () => undefined,
  });
  expect(failures).toEqual([]);
  expect(count).toBe(ROUNDS);
  // Rounds in which one lane was done before the other began would prove nothing.
  expect(Number(figures.overlapped)).toBeGreaterThan(ROUNDS / 10);
  expect(faultsOf(data)).toEqual([]);
});

test('in three rounds of the program itself, one of two processes is paid', async () => {
  const { failures, count } = await raceCommands(data, { rounds: 3, lanes: LANES, scratch });
  expect(failures).toEqual([]);
  expect(count).toBe(3);
});
