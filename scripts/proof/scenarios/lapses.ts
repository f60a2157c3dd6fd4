import type { Dice } from '../../simulate/random.ts';
import type { Scenario } from '../support/cadence-exam.ts';
import { lot, uneventful } from '../support/cadence-world.ts';

const AS_OF = 560;
const AWAY_DAYS = 70;
/** An eighth of the households go to another chain for ten weeks at some time. */
const AWAY_SHARE = 0.125;
/** And as many were back ten days before the question. */
const BACK_SHARE = 0.25;
const BACK_DAYS = 10;

/** The day on which a household comes back; undefined: it never went. */
function returnOf(dice: Dice, householdNo: number): number | undefined {
  const one = lot(dice, 1, householdNo);
  if (one < AWAY_SHARE) return AWAY_DAYS + Math.floor(lot(dice, 2, householdNo) * (AS_OF - AWAY_DAYS - 30));
  return one < BACK_SHARE ? AS_OF - BACK_DAYS : undefined;
}

export const lapses: Scenario = {
  name: 'ten weeks away',
  asOf: AS_OF,
  world: (dice) => ({
    ...uneventful(),
    tripRate: ({ householdNo, tripRate }, day) => {
      const back = returnOf(dice, householdNo);
      return back !== undefined && day < back && day >= back - AWAY_DAYS ? 0 : tripRate;
    },
    returnsOn: (householdNo, day) => returnOf(dice, householdNo) === day,
  }),
  groups: (dice) => {
    const isBack = (householdNo: number) => returnOf(dice, householdNo) === AS_OF - BACK_DAYS;
    return [
      {
        name: 'back, bought since',
        has: ({ pair, lastDay }) => isBack(pair.householdNo) && lastDay >= AS_OF - BACK_DAYS,
      },
      {
        name: 'back, not bought since',
        has: ({ pair, lastDay }) => isBack(pair.householdNo) && lastDay < AS_OF - BACK_DAYS,
        because: 'that the pantry was filled elsewhere meanwhile is not in the receipts',
      },
      { name: 'never away', has: ({ pair }) => returnOf(dice, pair.householdNo) === undefined },
    ];
  },
};
