import { expect, test } from 'vitest';
import type { SuppressionRow } from '../../src/ingest/rows.ts';
import { day } from '../../src/shared/day.ts';
import { AS_OF, openLedgerIn } from './ledger-room.ts';
import { connect, dataDir } from './room.ts';

const VALID_UNTIL = AS_OF + 17;

function suppression(start?: number, end?: number, householdId = 'H1'): SuppressionRow {
  return {
    householdId,
    reason: 'opted_out',
    category: undefined,
    startDay: start === undefined ? undefined : day(start),
    endDay: end === undefined ? undefined : day(end),
  };
}

function room() {
  const dir = dataDir();
  const ledger = openLedgerIn(dir);
  const plan = (): number =>
    ledger.cycles.begin({
      asOf: AS_OF,
      validFrom: day(AS_OF + 4),
      validUntil: day(VALID_UNTIL),
      households: 'all',
      inputsSha256: '0'.repeat(64),
    });
  const stopped = (cycleId: number): string[] => [...ledger.suppressionsOfCycle(cycleId).keys()];
  return { dir, ledger, plan, stopped };
}

// First day, last day; then whether it stops the paper when it was known at the plan, and when it was heard of later.
test.each([
  ['since ever', undefined, undefined, true, true],
  ['from the day of the plan on', AS_OF, undefined, true, true],
  ['to the day of the plan', undefined, AS_OF, true, true],
  ['until the day before it', undefined, AS_OF - 1, false, false],
  ['from the day after it on', AS_OF + 1, undefined, false, true],
  ['from the last day of the lists on', VALID_UNTIL, undefined, false, true],
  ['from the day after that on', VALID_UNTIL + 1, undefined, false, false],
])('a suppression %s', (_, start, end, known, later) => {
  const { ledger, plan, stopped } = room();
  ledger.storeSuppression(suppression(start, end, 'KNOWN'));
  const cycle = plan();
  ledger.storeSuppression(suppression(start, end, 'LATER'));
  expect(stopped(cycle).sort()).toEqual([...(known ? ['KNOWN'] : []), ...(later ? ['LATER'] : [])]);
});

test('a suppression that is sent again is not heard of anew; one with other days is', () => {
  const { ledger, plan, stopped } = room();
  ledger.storeSuppression(suppression(AS_OF + 5));
  const cycle = plan();
  expect(ledger.storeSuppression(suppression(AS_OF + 5))).toBe('duplicate');
  expect(stopped(cycle)).toEqual([]);
  expect(ledger.storeSuppression(suppression(AS_OF + 6))).toBe('stored');
  expect(stopped(cycle)).toEqual(['H1']);
  expect(stopped(plan())).toEqual([]);
});

test('what was deleted meanwhile does not make a new one look like an old one', () => {
  const { dir, ledger, plan, stopped } = room();
  for (const id of ['H1', 'H2', 'H3']) ledger.storeSuppression(suppression(AS_OF + 5, undefined, id));
  const cycle = plan();
  connect(dir, 'ledger').prepare('DELETE FROM suppression').run();
  ledger.storeSuppression(suppression(AS_OF + 1, undefined, 'H9'));
  expect(stopped(cycle)).toEqual(['H9']);
});
