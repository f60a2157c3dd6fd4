import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXACT_EVER, historyAsOf } from '../../src/history/derive.ts';
import type { HistoryLine } from '../../src/history/household-history.ts';
import type { GoodsBack } from '../../src/history/taken-back.ts';
import { truncateHistory } from '../../src/history/truncate.ts';
import type { Day } from '../../src/shared/day.ts';
import { LAST_DAY, line, someLines } from './lines.ts';
import { back, linesWithReturns } from './returns.ts';

const everything = () => true;

/** The register's own line of a return. */
const feed = (changes: Parameters<typeof line>[0]) =>
  line({ lineType: 'return', quantityMilli: -1000, netCents: -100, ...changes });

function derive(lines: readonly HistoryLine[], returns: readonly GoodsBack[], asOf = LAST_DAY) {
  return historyAsOf(1, lines, asOf as Day, everything, returns);
}

/** `[day, units in thousandths]` of product 7. */
function purchases(lines: readonly HistoryLine[], returns: readonly GoodsBack[], asOf = LAST_DAY) {
  const { history } = derive(lines, returns, asOf);
  const place = history.productNos.indexOf(7);
  if (place < 0) return [];
  const [from, until] = [history.starts[place] ?? 0, history.starts[place + 1] ?? 0];
  return [...history.days.subarray(from, until)].map((on, at) => [on, history.quantityMilli[from + at] ?? 0]);
}

describe('a unit that came back at a desk', () => {
  test.each<[string, HistoryLine[], GoodsBack[], [number, number][]]>([
    ['was not bought', [line()], [back()], []],
    ['is one of several', [line({ quantityMilli: 3000 })], [back()], [[10, 2000]]],
    [
      'is taken from the day of its sale, not from the latest',
      [line(), line({ day: 11 })],
      [back()],
      [[11, 1000]],
    ],
    ['takes nothing when its sale is not known', [line({ day: 11 })], [back()], [[11, 1000]]],
    [
      'takes no more than its day has',
      [line(), line({ day: 11 })],
      [back({ quantityMilli: 5000 })],
      [[11, 1000]],
    ],
    ['takes no other product', [line({ productNo: 8 }), line()], [back({ productNo: 8 })], [[10, 1000]]],
    [
      'is found on any receipt of its day',
      [line(), line({ receiptNo: 99 })],
      [back({ quantityMilli: 2000 })],
      [],
    ],
    [
      'is not what was voided at the lane',
      [line(), feed({ lineType: 'void' }), line({ receiptNo: 99 })],
      [back()],
      [],
    ],
    ['weighs what it weighs', [line({ quantityMilli: 1355 })], [back({ quantityMilli: 355 })], [[10, 1000]]],
  ])('%s', (_, lines, returns, expected) => {
    expect(purchases(lines, returns)).toEqual(expected);
  });

  test('was still bought as of any day up to its return', () => {
    expect([12, 13].map((asOf) => purchases([line()], [back()], asOf))).toEqual([[[10, 1000]], []]);
  });
});

describe('the register’s own line of the same return', () => {
  const three = [line({ quantityMilli: 3000 })];
  test.each<[string, HistoryLine[], GoodsBack[], [number, number][]]>([
    ['counts once', [...three, feed({ day: 12 })], [back()], [[10, 2000]]],
    ['counts once when it is dated later', [...three, feed({ day: 20 })], [back()], [[10, 2000]]],
    [
      'counts once when it is dated before the desk’s day',
      [...three, feed({ day: 11 })],
      [back()],
      [[10, 2000]],
    ],
    [
      'counts for what it has more',
      [...three, feed({ day: 12, quantityMilli: -2000 })],
      [back()],
      [[10, 1000]],
    ],
    [
      'leaves what the ledger has more',
      [...three, feed({ day: 12 })],
      [back({ quantityMilli: 2000 })],
      [[10, 1000]],
    ],
    [
      'is another return when it is older than the sale',
      [line({ day: 8 }), ...three, feed({ day: 9 })],
      [back()],
      [[10, 2000]],
    ],
    [
      'is another matter when it stands on the receipt of the sale',
      [...three, feed({})],
      [back()],
      [[10, 1000]],
    ],
    [
      'counts once as a negative sale',
      [...three, line({ day: 12, quantityMilli: -1000 })],
      [back()],
      [[10, 2000]],
    ],
    [
      'is another matter when its receipt sells the product, too',
      [line(), line({ day: 20 }), feed({ day: 20 })],
      [back()],
      [],
    ],
    [
      'may be an exchange on the day of the return',
      [line(), line({ day: 12 }), feed({ day: 12 })],
      [back()],
      [[12, 1000]],
    ],
    [
      'takes from the day that the ledger names',
      [line(), line({ day: 12 }), feed({ day: 13 })],
      [back({ on: 13 })],
      [[12, 1000]],
    ],
    [
      'is the return of the later sale first: the earlier one may be any',
      [line(), line({ day: 20 }), feed({ day: 15 }), feed({ day: 21 })],
      [back(), back({ sold: 20 })],
      [],
    ],
    [
      'counts alone when the sale of the ledger is not known',
      [line({ day: 11 }), feed({ day: 13 })],
      [back()],
      [],
    ],
  ])('%s', (_, lines, returns, expected) => {
    expect(purchases(lines, returns)).toEqual(expected);
  });

  test('takes its money off once, on the day that the ledger names', () => {
    const spend = (lines: readonly HistoryLine[]) => {
      const { history } = derive([...three, ...lines], [back()]);
      return [...history.spendDays].map((on, at) => [on, history.spendCents[at]]);
    };
    const once = [
      [10, 100],
      [12, -100],
    ];
    expect(spend([])).toEqual(once);
    expect(spend([feed({ day: 12 })])).toEqual(once);
    expect(spend([feed({ day: 14, netCents: null })])).toEqual(once);
    expect(spend([feed({ day: 14, quantityMilli: -2000, netCents: -190 })])).toEqual([...once, [14, -95]]);
  });
});

test('cut to any day from exactFrom on, a history with returns is what it was as of that day; exactFrom is the first', () => {
  fc.assert(
    fc.property(linesWithReturns, ([lines, returns]) => {
      const { history, exactFrom } = derive(lines, returns);
      for (let on = Math.max(0, exactFrom); on <= LAST_DAY; on++) {
        expect(truncateHistory(history, on as Day)).toEqual(derive(lines, returns, on).history);
      }
      if (exactFrom === EXACT_EVER) return;
      const day = (exactFrom - 1) as Day;
      expect(truncateHistory(history, day)).not.toEqual(derive(lines, returns, day).history);
    }),
    { numRuns: 400 },
  );
});

test('neither the order of lines nor that of returns matters', () => {
  fc.assert(
    fc.property(linesWithReturns, ([lines, returns]) => {
      expect(derive(lines.toReversed(), returns.toReversed())).toEqual(derive(lines, returns));
    }),
    { numRuns: 200 },
  );
});

test('the register’s own lines of all that the ledger knows change nothing, units nor spend', () => {
  const sales = someLines.map((lines) =>
    lines.filter(({ lineType, quantityMilli }) => lineType === 'sale' && quantityMilli > 0),
  );
  const returned = sales.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.subarray(lines), fc.integer({ min: 0, max: 5 })),
  );
  fc.assert(
    fc.property(returned, ([lines, some, later]) => {
      const returns = some.map(({ productNo, quantityMilli, netCents, day }) =>
        back({ productNo, quantityMilli, refundCents: Math.abs(netCents ?? 0), sold: day, on: day + later }),
      );
      const own = returns.map(({ productNo, quantityMilli, refundCents, returnDay }, place) =>
        feed({
          productNo,
          quantityMilli: -quantityMilli,
          netCents: -refundCents,
          day: returnDay,
          receiptNo: 1000 + place,
        }),
      );
      const asOf = LAST_DAY + 10;
      expect(derive([...lines, ...own], returns, asOf).history).toEqual(derive(lines, returns, asOf).history);
    }),
    { numRuns: 300 },
  );
});
