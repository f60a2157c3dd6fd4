import { describe, expect, test } from 'vitest';
import { least, lotOf } from '../../src/review/draw-lots.ts';
import { FLAGS, flagsOf } from '../../src/review/flags.ts';
import { READ_FIRST } from '../../src/review/read-first.ts';
import { figuresOf, type ReviewList } from '../../src/review/review-list.ts';
import { shuffled } from '../lists/build.ts';
import { due, list, special, survey } from './build.ts';

const NOBODY = { minLines: 0, valueBeforeCents: undefined, hold: undefined, printFault: undefined };
const flags = (one: ReviewList, over: Partial<Parameters<typeof flagsOf>[2]> = {}) =>
  flagsOf(
    one,
    figuresOf(one, () => 1),
    { ...NOBODY, ...over },
  );

describe('the lists to read first', () => {
  /** Sixty plain lists; the odd ones among them are given by number. */
  const cycle = (odd: Readonly<Record<number, ReviewList>> = {}): ReviewList[] =>
    Array.from({ length: 60 }, (_, at) => odd[at + 1] ?? list(at + 1, [due('milk'), special('O1', 200)]));
  const odd = {
    3: list(3, [special('O1', 250), special('O5', 230)]),
    9: list(9, [special('O1', 1)]),
    14: list(14, [due('milk'), special('O1', 200)], {
      addressee: { name: 'Ana-Sofía Maximiliana de la Cruz Peña' },
    }),
    21: list(21, [due('milk'), special('O2', 200)], { addressee: { language: 'es' } }),
    27: list(27, [due('milk'), special('O3', 200)], { addressee: { largePrint: true } }),
    33: list(33, [due('milk'), special('O4', 200, { relation: 'rival', usage: 'light' })]),
    40: list(40, [due('milk'), special('O1', 200)], { held: 5 }),
    41: list(41, [special('O8', 999)], {
      arm: 'control',
      addressee: { name: 'x'.repeat(80), language: 'es' },
    }),
    52: list(52, [due('a'), due('b'), due('c'), special('O1', 200)], { tier: 'gold' }),
  };
  const frame = {
    newOffers: new Set(['O2', 'O3', 'O4', 'O8']),
    holds: new Map([[5, { by: 'Ann', reason: 'typo' }]]),
  };
  const whyOf = (seed = 1): Map<number, readonly string[]> =>
    new Map(survey(cycle(odd), { ...frame, seed }).survey.chosen.map(({ listId, why }) => [listId, why]));

  test('show what has to be seen, each with its reason', () => {
    const why = whyOf();
    expect(why.get(3)).toContain('the richest: specials worth $4.80');
    expect(why.get(9)).toContain('the poorest: specials worth $0.01');
    expect(why.get(52)).toEqual(expect.arrayContaining(['the fullest: 4 lines', 'a gold household']));
    expect(why.get(14)).toContain('the longest name: 37 characters');
    expect(why.get(21)).toEqual(['in Spanish', 'new offer O2']);
    expect(why.get(27)).toEqual(['in large print', 'new offer O3']);
    expect(why.get(33)).toEqual(['new offer O4', 'segments: rival (light)']);
    expect(why.get(40)).toEqual(['flagged: held']);
  });

  test('are twenty, the rest at random, and none of the control group', () => {
    const why = whyOf();
    expect(why.size).toBe(READ_FIRST);
    expect([...why.values()].filter(([first]) => first === 'drawn at random (seed 1)')).toHaveLength(12);
    expect(why.has(41)).toBe(false);
  });

  test('are the same for the same seed in whatever order the lists come, and others for another', () => {
    const chosen = (lists: readonly ReviewList[], seed: number) =>
      survey(lists, { ...frame, seed }).survey.chosen.map(({ listId, why }) => [listId, why]);
    const first = chosen(cycle(odd), 1);
    expect(chosen(cycle(odd), 1)).toEqual(first);
    const ids = (all: ReturnType<typeof chosen>) => all.map(([listId]) => listId).sort();
    expect(ids(chosen(shuffled(cycle(odd), 7), 1))).toEqual(ids(first));
    expect(chosen(cycle(odd), 2)).not.toEqual(first);
  });

  test('leave room for chance, however many new offers and flags there are', () => {
    const lists = cycle().map((one, at) => ({ ...one, held: 5, lines: [special(`N${at}`)] }));
    const fine = Array.from({ length: 60 }, (_, at) => list(100 + at, [special(`M${at}`, 100)]));
    const newOffers = new Set(fine.map((_, at) => `M${at}`));
    const { chosen } = survey([...lists, ...fine], { ...frame, newOffers }).survey;
    expect(chosen).toHaveLength(READ_FIRST);
    expect(
      chosen.filter(({ why }) => why.includes('drawn at random (seed 1)')).length,
    ).toBeGreaterThanOrEqual(1);
    expect(chosen.slice(-3).every(({ listId }) => listId >= 100)).toBe(true);
  });

  test('are all there are where there are fewer', () => {
    const { chosen } = survey([list(1, [special('O1')]), list(2, [due('milk')])]).survey;
    expect(chosen.map(({ listId }) => listId).sort()).toEqual([1, 2]);
    expect(survey([]).survey.chosen).toEqual([]);
  });
});

describe('a list is flagged', () => {
  test('for nothing when it is as usual', () => {
    expect(flags(list(1, [due('milk'), special('O1', 100)]))).toEqual([]);
  });

  test('when it is held, by whom and why', () => {
    const hold = { by: 'Ann', reason: 'typo' };
    expect(flags(list(1, [due('milk')], { held: 5 }), { hold })).toEqual([
      { code: 'held', text: 'held by Ann: typo' },
    ]);
  });

  test('when its sheet could not be printed', () => {
    const printFault = { code: 'overflow', detail: '3 lines find no room' } as const;
    expect(flags(list(1, [due('milk')]), { printFault })).toEqual([
      { code: 'overflow', text: '3 lines find no room' },
    ]);
  });

  test('when it is to be mailed and has no address', () => {
    const addressee = { addressLines: [] };
    expect(flags(list(1, [due('milk')], { addressee }))).toMatchObject([{ code: 'no-address' }]);
    expect(flags(list(1, [due('milk')], { addressee, mail: false }))).toEqual([]);
  });

  test('when a special names goods without a regular price; an offer on the basket names none', () => {
    const bare = special('O1', 100, { regularPriceCents: undefined });
    expect(flags(list(1, [bare]))).toMatchObject([{ code: 'no-regular-price' }]);
    expect(flags(list(1, [{ ...bare, productId: undefined }]))).toEqual([]);
  });

  test('when a special takes most of the price off, unless goods are free by design', () => {
    expect(flags(list(1, [special('O1', 599)]))).toEqual([]);
    expect(flags(list(1, [special('O1', 600)]))).toEqual([
      { code: 'deep-special', text: 'good of O1: $6.00 is 60% of the regular price' },
    ]);
    const free = special('O1', 600);
    const facts = {
      offer: { ...free.facts.offer, kind: 'free_item' },
    } as ReviewList['lines'][number]['facts'];
    expect(flags(list(1, [{ ...free, facts }]))).toEqual([]);
  });

  test.each([
    [1500, 500, true],
    [1499, 499, true],
    [1499, 500, false],
    [500, 1500, true],
    [1000, 0, true],
    [999, 0, false],
  ])('when its specials are worth %i cents after %i: %s', (now, before, flagged) => {
    const lines = [special('O1', now, { facts: {} })];
    expect(flags(list(1, lines), { valueBeforeCents: before }).map(({ code }) => code)).toEqual(
      flagged ? ['value-jump'] : [],
    );
  });

  test('when it is shorter than lists are filled up to', () => {
    expect(flags(list(1, [due('milk'), special('O1')]), { minLines: 3 })).toEqual([
      { code: 'short', text: '2 lines; lists are filled up to 3' },
    ]);
    expect(flags(list(1, [due('milk'), special('O1'), due('eggs')]), { minLines: 3 })).toEqual([]);
  });

  test('and counted once for each thing, lists of the control group never', () => {
    const twice = [special('O1', 700), special('O2', 700)];
    const { flagCounts, flaggedLists } = survey([list(1, twice), list(2, twice, { arm: 'control' })]).survey;
    expect([...flagCounts]).toEqual([['deep-special', 1]]);
    expect(flaggedLists).toBe(1);
    expect(FLAGS).toContain('deep-special');
  });
});

describe('lots', () => {
  test('spread lists evenly, and every seed its own way', () => {
    const lots = Array.from({ length: 10_000 }, (_, at) => lotOf(1, at));
    expect(new Set(lots).size).toBeGreaterThan(9990);
    const low = lots.filter((lot) => lot < 2 ** 31).length;
    expect(Math.abs(low - 5000)).toBeLessThan(200);
    expect(lotOf(1, 7)).not.toBe(lotOf(2, 7));
  });

  test('keep the least few of whatever is offered', () => {
    const kept = least<number>(3, (a, b) => a - b);
    for (const value of [5, 9, 1, 7, 3, 8]) kept.offer(value);
    expect(kept.all()).toEqual([1, 3, 5]);
  });
});
