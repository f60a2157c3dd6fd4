import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseDrop, type DropPlan, isDue } from '../../src/lists/drops.ts';
import { addDays, type Day, day, weekday } from '../../src/shared/day.ts';
import { date } from '../offers/build.ts';

const VALID_DAYS = 14;
const MONDAY = date('2024-01-01');
/** A night of drop 0. */
const START = date('2026-03-09');

function planOf(over: Partial<DropPlan> = {}): DropPlan {
  return { cycleDays: 14, drops: 14, anchor: MONDAY, leadDays: 4, ...over };
}

type List = { readonly asOf: Day; readonly validFrom: Day; readonly validUntil: Day };

/** Plan a household's lists night by night, all released; nights that are `missed` run no plan. */
function run(
  plan: DropPlan,
  drop: number,
  nights: number,
  over: { validDays?: number; missed?: ReadonlySet<number>; from?: Day; first?: List } = {},
): List[] {
  const { validDays = VALID_DAYS, missed = new Set<number>(), from = START, first } = over;
  const lists: List[] = first === undefined ? [] : [first];
  let lastPlanned: Day | undefined;
  for (let night = 0; night < nights; night++) {
    if (missed.has(night)) continue;
    const asOf = addDays(from, night);
    if (isDue({ ...plan, lastPlanned }, drop, asOf, lists.at(-1))) lists.push(listOf(plan, asOf, validDays));
    lastPlanned = asOf;
  }
  return lists;
}

function listOf(plan: DropPlan, asOf: Day, validDays = VALID_DAYS): List {
  const validFrom = addDays(asOf, plan.leadDays);
  return { asOf, validFrom, validUntil: addDays(validFrom, validDays - 1) };
}

function daysBetween(lists: readonly List[]): number[] {
  return lists.slice(1).map(({ asOf }, at) => asOf - (lists[at]?.asOf ?? 0));
}

/** Trips by phase, of a household that shops on some weekdays (0 = Monday) for half a year. */
function tripsOn(weekdays: readonly number[], cycleDays = 14): number[] {
  const counts = new Array<number>(cycleDays).fill(0);
  for (let onDay = START - 182; onDay < START; onDay++) {
    if (!weekdays.includes(weekday(day(onDay)))) continue;
    const phase = ((onDay % cycleDays) + cycleDays) % cycleDays;
    counts[phase] = (counts[phase] ?? 0) + 1;
  }
  return counts;
}

describe('with a mailing every night', () => {
  test.each(Array.from({ length: 14 }, (_, drop) => drop))(
    'drop %d is due once a fortnight, on its night',
    (drop) => {
      const lists = run(planOf(), drop, 14 * 6);
      expect(lists).toHaveLength(6);
      expect(lists.map(({ asOf }) => (asOf - MONDAY) % 14)).toEqual(new Array(6).fill(drop));
    },
  );

  test('every drop has exactly one of any 14 nights in a row, wherever one begins', () => {
    for (let from = 0; from < 14; from++) {
      const nights = Array.from(
        { length: 14 },
        (_, drop) => run(planOf(), drop, 14, { from: addDays(START, from) }).length,
      );
      expect(nights).toEqual(new Array(14).fill(1));
    }
  });

  test('a night before 1970 is like any other', () => {
    for (const from of [-5_000, -14, -3]) {
      expect(
        run(planOf(), 5, 28, { from: day(from) }).map(({ asOf }) => (asOf - MONDAY + 14 * 2_000) % 14),
      ).toEqual([5, 5]);
    }
    const late = planOf({ anchor: date('2030-06-03') });
    expect(run(late, 0, 28)).toHaveLength(2);
  });
});

test('paper that is good for a week only is still mailed once a fortnight, on the drop that brings it', () => {
  for (const drops of [2, 14]) {
    const lists = run(planOf({ drops }), 1, 14 * 4, { validDays: 7 });
    expect(daysBetween(lists)).toEqual([14, 14, 14]);
  }
});

describe('a missed night', () => {
  test('is caught up once, on the next one', () => {
    const lists = run(planOf(), 0, 30, { missed: new Set([14]) });
    expect(lists.map(({ asOf }) => asOf - START)).toEqual([0, 15, 29]);
  });

  test('of the very first list is caught up too, so that nobody whose drop is a Sunday goes without', () => {
    // Nights 5, 6, 12, 13 .. are the weekends of a plan that cron runs from Monday to Friday.
    const weekends = new Set([5, 6, 12, 13, 19, 20, 26, 27, 33, 34, 40, 41]);
    for (let drop = 0; drop < 14; drop++) {
      const lists = run(planOf(), drop, 42, { missed: weekends });
      expect((lists[0]?.asOf ?? 0) - START).toBeLessThanOrEqual(14);
      expect(daysBetween(lists).every((gap) => gap === 14)).toBe(true);
    }
    const [saturday] = run(planOf(), 5, 14, { missed: weekends });
    expect(saturday?.asOf).toBe(addDays(START, 7));
  });

  test('of a household that is new waits for its drop where no earlier plan is known', () => {
    expect(isDue(planOf(), 3, addDays(START, 2), undefined)).toBe(false);
    expect(isDue(planOf(), 3, addDays(START, 3), undefined)).toBe(true);
    expect(isDue(planOf(), 3, addDays(START, 4), undefined)).toBe(false);
  });

  test('keeps a week of delay and no more: later than that, the household returns to its own drop', () => {
    const nightsOut = (length: number) => new Set(Array.from({ length }, (_, at) => 14 + at));
    const delays = (length: number) =>
      run(planOf(), 0, 14 * 6, { missed: nightsOut(length) }).map(({ asOf }) => (asOf - START) % 14);
    expect(delays(7)).toEqual([0, 7, 7, 7, 7, 7]);
    expect(delays(8)).toEqual([0, 8, 0, 0, 0]);
    expect(delays(13)).toEqual([0, 13, 0, 0, 0]);
  });
});

test('one plan for everybody does not put the chain on one mailing for ever', () => {
  const first = listOf(planOf(), START);
  const byNight = new Map<number, number>();
  for (let drop = 0; drop < 14; drop++) {
    const lists = run(planOf(), drop, 14 * 6, { first, from: addDays(START, 1) });
    const last = lists.at(-1)?.asOf ?? 0;
    byNight.set((last - START) % 14, (byNight.get((last - START) % 14) ?? 0) + 1);
    // The price of it: one gap, shorter than a mailing and a half.
    expect(Math.max(...daysBetween(lists))).toBeLessThanOrEqual(21);
  }
  expect(byNight.size).toBeGreaterThanOrEqual(7);
});

test('two lists of a household are never good on the same day, whatever the plan and the nights missed', () => {
  const anyPlan = fc.record({
    cycleDays: fc.integer({ min: 7, max: 56 }),
    drops: fc.constantFrom(1, 2, 14),
    anchor: fc.integer({ min: -20_000, max: 40_000 }).map(day),
    leadDays: fc.integer({ min: 0, max: 21 }),
  });
  fc.assert(
    fc.property(
      anyPlan,
      fc.nat({ max: 13 }),
      fc.integer({ min: 1, max: 56 }),
      fc.uniqueArray(fc.nat({ max: 179 }), { maxLength: 120 }),
      (plan, drop, validDays, missed) => {
        const lists = run(plan, drop % plan.drops, 180, { validDays, missed: new Set(missed) });
        for (const [at, list] of lists.entries()) {
          const before = lists[at - 1];
          if (before !== undefined) expect(list.validFrom).toBeGreaterThan(before.validUntil);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('nobody waits for ever: with a plan every night there is a list in any two cycles or validities', () => {
  const anyPlan = fc.record({
    cycleDays: fc.integer({ min: 7, max: 56 }),
    drops: fc.constantFrom(1, 2, 14),
    anchor: fc.constant(MONDAY),
    leadDays: fc.integer({ min: 0, max: 21 }),
  });
  fc.assert(
    fc.property(anyPlan, fc.nat({ max: 13 }), fc.integer({ min: 1, max: 56 }), (plan, drop, validDays) => {
      const lists = run(plan, drop % plan.drops, 300, { validDays });
      expect((lists[0]?.asOf ?? Number.POSITIVE_INFINITY) - START).toBeLessThan(plan.cycleDays);
      for (const gap of daysBetween(lists))
        expect(gap).toBeLessThanOrEqual(2 * Math.max(plan.cycleDays, validDays));
      expect(300 - ((lists.at(-1)?.asOf ?? 0) - START)).toBeLessThanOrEqual(
        2 * Math.max(plan.cycleDays, validDays),
      );
    }),
    { numRuns: 150 },
  );
});

describe('with one mailing a cycle', () => {
  test('a list follows when the last one ends, and a newcomer gets its first at once', () => {
    expect(run(planOf({ drops: 1 }), 0, 43).map(({ asOf }) => asOf - START)).toEqual([0, 14, 28, 42]);
    expect(isDue(planOf({ drops: 1 }), 0, addDays(START, 9), undefined)).toBe(true);
  });

  test('paper that is good for a week only is still mailed once a fortnight', () => {
    const lists = run(planOf({ drops: 1 }), 0, 43, { validDays: 7 });
    expect(daysBetween(lists)).toEqual([14, 14, 14]);
  });

  test('paper that is good for longer than a cycle keeps the next one back', () => {
    const lists = run(planOf({ drops: 1 }), 0, 43, { validDays: 21 });
    expect(daysBetween(lists)).toEqual([21, 21]);
  });

  test('everybody is in drop 0', () => {
    expect(chooseDrop(planOf({ drops: 1 }), 'H000001', tripsOn([5]))).toBe(0);
  });
});

describe('with two mailings a cycle', () => {
  test('the halves take turns', () => {
    const plan = planOf({ drops: 2 });
    expect(run(plan, 0, 28).map(({ asOf }) => asOf - START)).toEqual([0, 14]);
    expect(run(plan, 1, 28).map(({ asOf }) => asOf - START)).toEqual([7, 21]);
  });

  test('a newcomer need not wait for the first night of its half', () => {
    const plan = planOf({ drops: 2 });
    expect(isDue(plan, 0, addDays(START, 6), undefined)).toBe(true);
    expect(isDue(plan, 0, addDays(START, 7), undefined)).toBe(false);
    expect(isDue(plan, 1, addDays(START, 7), undefined)).toBe(true);
  });

  test('a household that shops every other Saturday gets its paper in that week', () => {
    const plan = planOf({ drops: 2 });
    for (const drop of [0, 1]) {
      // Drop 0 is in the home on a Friday, four days after its Monday; drop 1 a week later.
      const saturday = MONDAY + drop * 7 + 5;
      const trips = new Array<number>(14).fill(0);
      trips[saturday % 14] = 13;
      expect(chooseDrop(plan, 'H000007', trips)).toBe(drop);
    }
  });
});

describe('the drop of a household', () => {
  const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];

  test.each(WEEKDAYS)('that shops on weekday %d brings paper in the day before', (shops) => {
    const plan = planOf();
    const drop = chooseDrop(plan, 'H000001', tripsOn([shops]));
    const inHome = weekday(addDays(MONDAY, drop + plan.leadDays));
    expect((shops - inHome + 7) % 7).toBe(1);
  });

  test('that shops on Saturdays, and on some Tuesdays, follows its Saturdays', () => {
    const trips = tripsOn([5]).map((count, phase) => count + (tripsOn([1])[phase] ?? 0) / 4);
    const drop = chooseDrop(planOf(), 'H000001', trips);
    expect(weekday(addDays(MONDAY, drop + 4))).toBe(4);
  });

  test('is the same habit in any cycle: an anchor before 1970 does not lose trips', () => {
    const old = planOf({ anchor: day(MONDAY - 14 * 2_000) });
    expect(old.anchor).toBeLessThan(0);
    for (const shops of WEEKDAYS) {
      for (const who of ['H000001', 'H000002', 'H000003']) {
        expect(chooseDrop(old, who, tripsOn([shops]))).toBe(chooseDrop(planOf(), who, tripsOn([shops])));
      }
    }
  });

  test('is one of both suitable weeks, by halves over the households of the same weekday', () => {
    const drops = Array.from({ length: 1_000 }, (_, at) => chooseDrop(planOf(), `H${at}`, tripsOn([5])));
    expect(new Set(drops).size).toBe(2);
    const first = drops.filter((drop) => drop < 7).length;
    // Five standard deviations of 16.
    expect(Math.abs(first - 500)).toBeLessThan(80);
  });

  test.each([
    ['that never shops', new Array<number>(14).fill(0)],
    ['that shops every day alike', new Array<number>(14).fill(13)],
    ['that is not known at all', []],
  ])('is spread evenly over all where a household %s', (_, trips) => {
    const counts = new Array<number>(14).fill(0);
    for (let at = 0; at < 2_800; at++) {
      const drop = chooseDrop(planOf(), `H${at}`, trips);
      counts[drop] = (counts[drop] ?? 0) + 1;
    }
    // 200 each, and five standard deviations of 14.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(70);
  });

  test('depends on the household and its habit alone', () => {
    const trips = tripsOn([2, 5]);
    expect(chooseDrop(planOf(), 'H000009', trips)).toBe(
      chooseDrop(planOf(), 'H000009', Int32Array.from(trips)),
    );
  });
});
