import { describe, expect, test } from 'vitest';
import type { ExtraRow } from '../../src/ingest/rows.ts';
import { chooseExtras, type ExtrasHousehold } from '../../src/lists/extras.ts';
import { addDays } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';
import { shuffled } from './build.ts';

const WINDOW = { validFrom: date('2026-03-05'), validUntil: date('2026-03-18') };
const NEEDS = new Set(['eggs', 'milk', 'flour', 'butter', 'coffee']);

function extraOf(extraId: string, over: Partial<ExtraRow> = {}): ExtraRow {
  return {
    extraId,
    kind: 'recipe',
    title: extraId,
    body: undefined,
    needs: [],
    tiers: [],
    language: undefined,
    startDay: undefined,
    endDay: undefined,
    ...over,
  };
}

function who(householdId: string, over: Partial<ExtrasHousehold> = {}): ExtrasHousehold {
  return { householdId, tier: undefined, hidesNeed: () => false, ...over };
}

function titles(
  extras: readonly ExtraRow[],
  slots = 4,
  household: string | ExtrasHousehold = 'H000001',
  window = WINDOW,
  needs = NEEDS,
): string[] {
  const asking = typeof household === 'string' ? who(household) : household;
  return chooseExtras(extras, asking, needs, window, slots).map(({ description }) => description);
}

describe('a recipe or meal plan', () => {
  test.each([
    ['two things of the list', ['eggs', 'milk', 'saffron'], []],
    ['three things of the list', ['eggs', 'milk', 'flour', 'saffron'], ['pancakes']],
    ['one thing three times over', ['eggs', 'eggs', ' Eggs', 'saffron'], []],
    ['three things in another spelling', ['EGGS', 'Milk ', 'flour'], ['pancakes']],
    ['nothing by name', [], []],
  ])('that uses %s', (_, needs, expected) => {
    for (const kind of ['recipe', 'meal_plan'] as const) {
      expect(titles([extraOf('pancakes', { kind, needs })])).toEqual(expected);
    }
  });

  test('is one at most: the one that uses most of the list', () => {
    const three = extraOf('three', { needs: ['eggs', 'milk', 'flour'] });
    const four = extraOf('four', { kind: 'meal_plan', needs: ['eggs', 'milk', 'flour', 'butter'] });
    for (let at = 0; at < 20; at++) expect(titles([three, four], 4, `H${at}`)).toEqual(['four']);
  });
});

test('needs on the list count in whatever spelling the products feed has them', () => {
  const tip = extraOf('tip', { kind: 'tip', needs: ['ground beef'] });
  expect(titles([tip], 4, 'H1', WINDOW, new Set(['Ground  Beef ']))).toEqual(['tip']);
});

describe('a tip, note or service', () => {
  const KINDS = ['tip', 'nutrition', 'service'] as const;

  test.each(KINDS)('(%s) that names needs is for those who have one on the list', (kind) => {
    const lines = chooseExtras(
      [extraOf('mine', { kind, needs: ['Coffee', 'tea'] }), extraOf('other', { kind, needs: ['tea'] })],
      who('H000001'),
      NEEDS,
      WINDOW,
      4,
    );
    expect(lines).toMatchObject([{ section: 'extra', description: 'mine', reason: 'goes-with-list' }]);
  });

  test.each(KINDS)('(%s) that names none is for everybody, behind those that do', (kind) => {
    const lines = chooseExtras(
      [extraOf('all', { kind }), extraOf('mine', { kind, needs: ['coffee'] })],
      who('H000001'),
      NEEDS,
      WINDOW,
      4,
    );
    expect(lines).toMatchObject([
      { description: 'mine', reason: 'goes-with-list' },
      { description: 'all', reason: 'for-everyone' },
    ]);
  });

  test('comes behind the recipe, however much it uses', () => {
    const tip = extraOf('tip', { kind: 'tip', needs: ['eggs', 'milk', 'flour', 'butter'] });
    expect(titles([tip, extraOf('dish', { needs: ['eggs', 'milk', 'flour'] })])).toEqual(['dish', 'tip']);
    expect(titles([tip, extraOf('dish', { needs: ['eggs', 'milk', 'flour'] })], 1)).toEqual(['dish']);
  });
});

test.each([
  ['no days at all', undefined, undefined, true],
  ['the very days of the list', '2026-03-05', '2026-03-18', true],
  ['a start after the first day', '2026-03-06', undefined, false],
  ['an end before the last day', undefined, '2026-03-17', false],
  ['more days than the list', '2026-01-01', '2026-12-31', true],
])('an extra with %s', (_, start, end, shown) => {
  const startDay = start === undefined ? undefined : date(start);
  const endDay = end === undefined ? undefined : date(end);
  expect(titles([extraOf('tip', { kind: 'tip', startDay, endDay })])).toEqual(shown ? ['tip'] : []);
});

describe('an extra for some value tiers', () => {
  const gold = extraOf('gold', { kind: 'service', tiers: ['gold'] });
  const better = extraOf('better', { kind: 'service', tiers: ['gold', 'silver'] });
  const all = extraOf('all', { kind: 'tip' });
  const coffee = extraOf('coffee', { kind: 'tip', needs: ['coffee'] });

  test.each([
    ['gold', ['better', 'gold', 'all']],
    ['silver', ['better', 'all']],
    ['bronze', ['all']],
    [undefined, ['all']],
  ] as const)('is for %s households: %j', (tier, expected) => {
    expect(titles([gold, better, all], 4, who('H1', { tier })).sort()).toEqual([...expected].sort());
  });

  test('comes before what everybody gets, however well that fits the list, and behind the dish', () => {
    const dish = extraOf('dish', { needs: ['eggs', 'milk', 'flour'] });
    expect(titles([coffee, all, gold, dish], 3, who('H1', { tier: 'gold' }))).toEqual([
      'dish',
      'gold',
      'coffee',
    ]);
  });

  test('says so', () => {
    const [line] = chooseExtras([gold], who('H1', { tier: 'gold' }), NEEDS, WINDOW, 1);
    expect(line?.reason).toBe('for-your-tier');
  });
});

test('nothing is shown that calls for a need which is hidden from the household', () => {
  const hidesNeed = (need: string): boolean => need === 'eggs';
  const pancakes = extraOf('pancakes', { needs: ['eggs', 'milk', 'flour', 'butter'] });
  const bread = extraOf('bread', { needs: ['milk', 'flour', 'butter'] });
  const tip = extraOf('tip', { kind: 'tip', needs: ['eggs', 'coffee'] });
  expect(titles([pancakes, bread, tip], 4, who('H1', { hidesNeed }))).toEqual(['bread']);
});

test('a list has as many extras as it has slots', () => {
  const tips = ['a', 'b', 'c', 'd', 'e'].map((id) => extraOf(id, { kind: 'tip' }));
  for (const slots of [0, 1, 2, 4]) expect(titles(tips, slots)).toHaveLength(slots);
  expect(titles([], 4)).toEqual([]);
});

test('the language of an extra is its caller to judge: what is handed in is shown', () => {
  const spanish = extraOf('consejo', { kind: 'tip', language: 'es' });
  expect(titles([spanish])).toEqual(['consejo']);
});

test('a line carries the extra itself', () => {
  const [line] = chooseExtras(
    [extraOf('tip', { kind: 'tip', body: 'Keep cool.' })],
    who('H1'),
    NEEDS,
    WINDOW,
    1,
  );
  expect(line?.facts.extra).toEqual({ kind: 'tip', body: 'Keep cool.', needs: [] });
  expect(line?.offerId).toBeUndefined();
});

describe('of several equal ones', () => {
  const tips = Array.from({ length: 8 }, (_, at) => extraOf(`tip${at}`, { kind: 'tip' }));

  test('a household always gets the same on the same list, in whatever order they come', () => {
    const expected = titles(tips, 2);
    for (let seed = 1; seed <= 20; seed++) expect(titles(shuffled(tips, seed), 2)).toEqual(expected);
  });

  test('the next list has others', () => {
    const shown = Array.from({ length: 12 }, (_, cycle) => {
      const validFrom = addDays(WINDOW.validFrom, cycle * 14);
      return titles(tips, 1, 'H000001', { validFrom, validUntil: addDays(validFrom, 13) })[0];
    });
    expect(new Set(shown).size).toBeGreaterThanOrEqual(4);
  });

  test('households share them evenly', () => {
    const counts = new Map<string, number>();
    for (let at = 0; at < 800; at++) {
      const [title = ''] = titles(tips, 1, `H${at}`);
      counts.set(title, (counts.get(title) ?? 0) + 1);
    }
    // 100 each, and five standard deviations of 9.4.
    for (const { title } of tips) expect(Math.abs((counts.get(title) ?? 0) - 100)).toBeLessThan(47);
  });
});
