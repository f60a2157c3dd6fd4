import { expect, test } from 'vitest';
import { delisting } from '../../scripts/proof/scenarios/delisting.ts';
import { multiPacks } from '../../scripts/proof/scenarios/multi-packs.ts';
import { successionSaid } from '../../scripts/proof/scenarios/succession.ts';
import { examine } from '../../scripts/proof/support/cadence-exam.ts';

/** A share of `npm run proof -- cadence`. */
const HOUSEHOLDS = 400;
const SEED = 1991;

const metBy = (scenario: Parameters<typeof examine>[0]): Record<string, boolean> =>
  Object.fromEntries(examine(scenario, SEED, HOUSEHOLDS).map(({ group, met }) => [group.name, met]));

test('products that are gone from the shelves are due to nobody, and the others are as they were', () => {
  expect(metBy(delisting)).toMatchObject({
    'gone for 30 days': true,
    'gone for 60 days': true,
    'gone for 120 days': true,
    staples: true,
  });
});

test('what comes under another number, and is known to, is due as before', () => {
  expect(metBy(successionSaid)).toEqual({ 'both numbers': true, staples: true });
});

test('who bought three is not due as soon: the model knows nothing of it, and the exam says so', () => {
  expect(metBy(multiPacks)).toEqual({ 'three bought': false, 'one bought': false, staples: true });
});
