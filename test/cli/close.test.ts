import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Context, withContext } from '../../src/cli/context.ts';
import { closeCycles } from '../../src/cli/cycle/close.ts';
import { type Day, day } from '../../src/shared/day.ts';
import { EXIT } from '../../src/shared/errors.ts';
import { AS_OF, makeCycle, offer, plannedList } from '../store/ledger-room.ts';
import { dataDir } from '../store/room.ts';
import { worldIn } from './world.ts';

const OFFERS = [offer('O1'), offer('O2', {}, ['bread'])];
/** The last day of the first cycle's paper. */
const LAST: Day = day(AS_OF + 17);
const LISTS = 50;

/** A data directory with two released cycles of fifty lists each, and what is done in it. */
function room(config = '') {
  const dir = dataDir();
  writeFileSync(join(dir, 'duelist.toml'), config);
  let signal: 'SIGTERM' | undefined;
  let looks = 0;
  const { world } = worldIn(dir, { stopSignal: () => (looks++ >= 1 ? signal : undefined) });
  const within = <T>(work: (context: Context) => T | Promise<T>): Promise<T> =>
    withContext(world, { data: dir }, { command: 'nightly' }, work);
  const lists = Array.from({ length: LISTS }, (_, place) => plannedList(`H${place}`, OFFERS));
  const begin = () =>
    within(({ ledger }) => {
      for (const asOf of [AS_OF, day(AS_OF + 14)]) makeCycle(ledger, { offers: OFFERS, lists, asOf });
    });
  const stop = (): void => {
    signal = 'SIGTERM';
    looks = 0;
  };
  const go = (): void => {
    signal = undefined;
  };
  return { begin, within, stop, go };
}

const states = ({ ledger }: Context): string[] => ledger.cycles.all().map(({ state }) => state);

describe('the night closes a cycle', () => {
  test('the day after its last one, once, and says what expired', async () => {
    const { begin, within } = room();
    await begin();
    await within(async (context) => {
      expect(await closeCycles(context, LAST)).toEqual({ closed: 0, expired: 0 });
      expect(await closeCycles(context, day(LAST + 1))).toEqual({ closed: 1, expired: 2 * LISTS });
      expect(await closeCycles(context, day(LAST + 1))).toEqual({ closed: 0, expired: 0 });
      expect(states(context)).toEqual(['closed', 'released']);
      expect(await closeCycles(context, day(LAST + 99))).toEqual({ closed: 1, expired: 2 * LISTS });
      expect(context.ledger.identity().faults).toEqual([]);
    });
  });

  test('not before its days of grace are over', async () => {
    const { begin, within } = room('[checkout]\ngrace_days = 3\n');
    await begin();
    await within(async (context) => {
      expect(await closeCycles(context, day(LAST + 3))).toEqual({ closed: 0, expired: 0 });
      expect(await closeCycles(context, day(LAST + 4))).toMatchObject({ closed: 1 });
    });
  });

  test('and goes on where a signal stopped it', async () => {
    const { begin, within, stop, go } = room();
    await begin();
    stop();
    await expect(within((context) => closeCycles(context, day(LAST + 1)))).rejects.toMatchObject({
      exitCode: EXIT.terminated,
    });
    go();
    await within(async (context) => {
      expect(states(context)).toEqual(['released', 'released']);
      const { counts, faults } = context.ledger.identity();
      expect([counts.expired > 0, counts.open > 2 * LISTS, faults]).toEqual([true, true, []]);
      const rest = counts.open - 2 * LISTS;
      expect(await closeCycles(context, day(LAST + 1))).toEqual({ closed: 1, expired: rest });
    });
  });
});
