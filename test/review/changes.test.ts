import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cause, causesOf, type OfferNames, restOf } from '../../src/review/causes.ts';
import { addChange, addGone, newChanges } from '../../src/review/changes.ts';
import { due, recipe, special } from './build.ts';

const NAMES: OfferNames = {
  headlineOf: (offerId) => (offerId === 'O3' ? '$2 off soup' : undefined),
  endOf: (offerId) => (offerId === 'O9' ? 'held' : 'ended'),
};

const told = (causes: readonly Cause[]): (string | number)[][] =>
  causes.map(({ text, valueCents }) => [text, valueCents]);

describe('against the lists before', () => {
  test('each cause is told with its figures, largest first', () => {
    const changes = newChanges();
    addChange(changes, [special('O1', 100), special('O2', 300)], [special('O1', 100), special('O3', 200)]);
    addChange(changes, [special('O1', 150), special('O2', 300)], [special('O1', 100), special('O9', 50)]);
    addChange(changes, [special('O4', 50)], [special('O4', 50), special('O1', 100)]);
    addChange(changes, [special('O2', 40)], undefined);
    addGone(changes, { lists: 2, valueCents: 70, expectedMicros: 35_000_000 });
    expect(told(causesOf(changes, NAMES))).toEqual([
      ['Offer O2 is new: on 2 lists', 600],
      ['Offer O3 ($2 off soup) has ended: it was on 1 list', -200],
      ['Offer O1 is on fewer lists: 2 instead of 3', -100],
      ['2 households have no list this time', -70],
      ['Offer O1 has another value on 1 list', 50],
      ['Offer O9 is held: it was on 1 list', -50],
      ['1 household gets its first list', 40],
    ]);
    expect(changes).toMatchObject({
      matched: 3,
      before: { lists: 5, valueCents: 670 },
      now: { lists: 4, valueCents: 940 },
    });
  });

  test('specials that stay are likelier or not, at the same value', () => {
    const changes = newChanges();
    addChange(
      changes,
      [special('O1', 100, { probability: 0.75 })],
      [special('O1', 100, { probability: 0.5 })],
    );
    expect(causesOf(changes, NAMES)).toEqual([
      {
        text: 'Specials that stay as they were are likelier to be used',
        valueCents: 0,
        expectedMicros: 25_000_000,
      },
    ]);
  });

  test('a line is kept when it asks for the same goods, on special or not; recipes do not count', () => {
    const changes = newChanges();
    addChange(
      changes,
      [due('milk'), due('bread'), special('O1', 100, { productId: undefined }), recipe('Soup')],
      [
        special('O7', 50, { productId: 'milk' as never }),
        due('eggs'),
        special('O1', 90, { productId: undefined }),
        recipe('Pie'),
      ],
    );
    expect(changes).toMatchObject({ linesKept: 2, linesNew: 1, linesGone: 1 });
  });

  test('lists that are the same have no cause', () => {
    const changes = newChanges();
    addChange(changes, [due('milk'), special('O1')], [due('milk'), special('O1')]);
    expect(causesOf(changes, NAMES)).toEqual([]);
  });

  const specials = fc
    .uniqueArray(
      fc.tuple(
        fc.constantFrom('O1', 'O2', 'O3', 'O9'),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 1_000_000 }),
      ),
      {
        selector: ([offerId]) => offerId,
      },
    )
    .map((all) =>
      all.map(([offerId, value, millionths]) =>
        special(offerId, value, { probability: millionths / 1_000_000 }),
      ),
    );

  test('whatever the lists are, the causes add up to the change, to the millionth of a cent', () => {
    const pairs = fc.array(fc.record({ now: specials, before: fc.option(specials, { nil: undefined }) }));
    fc.assert(
      fc.property(pairs, fc.nat({ max: 9999 }), (lists, goneCents) => {
        const changes = newChanges();
        for (const { now, before } of lists) addChange(changes, now, before);
        if (goneCents > 0)
          addGone(changes, { lists: 1, valueCents: goneCents, expectedMicros: goneCents * 7 });
        const sum = restOf(causesOf(changes, NAMES));
        expect(sum.valueCents).toBe(changes.now.valueCents - changes.before.valueCents);
        expect(sum.expectedMicros).toBe(changes.now.expectedMicros - changes.before.expectedMicros);
      }),
    );
  });
});
