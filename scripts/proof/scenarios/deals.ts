import { CONTROL, type Scenario } from '../support/cadence-exam.ts';
import { lot, STAPLES, uneventful } from '../support/cadence-world.ts';

/** A good is on deal for a week out of eight; the last deals ended 10, 24 and 38 days before the question. */
const EVERY_DAYS = 56;
const DEAL_DAYS = 7;
const AS_OF = 560;
/** Six of ten households stock up on deals: three units, as long as they have less than three weeks' stock. */
const STOCKING_SHARE = 0.6;
const AHEAD_DAYS = 21;

const isDeal = (goodNo: number, day: number): boolean =>
  goodNo >= STAPLES.length && (day - (AS_OF - 17 - 14 * (goodNo - STAPLES.length))) % EVERY_DAYS === 0;

const onDeal = (goodNo: number, day: number): boolean =>
  Array.from({ length: DEAL_DAYS }, (_, ago) => day - ago).some((start) => isDeal(goodNo, start));

const CHEAP =
  'no feature knows the price: stocking up before the last is used up reads as a gap that was short';

export const deals: Scenario = {
  name: 'deals',
  asOf: AS_OF,
  world: (dice) => ({
    ...uneventful([12, 16, 24].map((unitDays) => ({ unitDays, categoryNo: 4, share: 0.7 }))),
    buysAheadDays: ({ householdNo, goodNo }, day) =>
      onDeal(goodNo, day) && lot(dice, 1, householdNo) < STOCKING_SHARE ? AHEAD_DAYS : 0,
    unitsOf: (_good, stocksUp) => (stocksUp ? 3 : 1),
  }),
  groups: () => [
    {
      name: 'stocked up last',
      has: ({ pair, lastUnits }) => pair.goodNo >= STAPLES.length && lastUnits === 3,
      because: CHEAP,
    },
    {
      name: 'bought one last',
      has: ({ pair, lastUnits }) => pair.goodNo >= STAPLES.length && lastUnits === 1,
      because: CHEAP,
    },
    CONTROL,
  ],
};
