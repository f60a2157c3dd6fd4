import type { Dice } from '../../simulate/random.ts';
import { CONTROL, type Scenario } from '../support/cadence-exam.ts';
import { lot, STAPLES, uneventful } from '../support/cadence-world.ts';

const AS_OF = 560;
const DIAPERS = STAPLES.length;
const MILK = STAPLES.length + 1;
/** Half of the households have a child at some time of these days; from then on milk lasts half as long. */
const PARENT_SHARE = 0.5;
const RECENT_DAYS = [21, 70] as const;

/** Undefined: no child. */
function birthOf(dice: Dice, householdNo: number): number | undefined {
  if (lot(dice, 1, householdNo) >= PARENT_SHARE) return undefined;
  return Math.floor(lot(dice, 2, householdNo) * AS_OF);
}

export const newborn: Scenario = {
  name: 'a newborn',
  asOf: AS_OF,
  world: (dice) => ({
    ...uneventful([
      { unitDays: 9, categoryNo: 4, share: 1 },
      { unitDays: 14, categoryNo: 4, share: 0.9 },
    ]),
    startsOn: (householdNo, goodNo) => {
      if (goodNo === DIAPERS) return birthOf(dice, householdNo) ?? AS_OF + 1000;
      return goodNo === MILK ? 0 : undefined;
    },
    lasting: ({ householdNo, goodNo }, day) =>
      goodNo === MILK && day >= (birthOf(dice, householdNo) ?? AS_OF + 1000) ? 0.5 : 1,
  }),
  groups: (dice) => {
    const isRecent = (householdNo: number): boolean => {
      const age = AS_OF - (birthOf(dice, householdNo) ?? -AS_OF);
      return age >= RECENT_DAYS[0] && age <= RECENT_DAYS[1];
    };
    return [
      {
        name: 'diapers begun',
        has: ({ pair }) => pair.goodNo === DIAPERS && isRecent(pair.householdNo),
        because: 'three to eight purchases do not tell the rhythm to the last 0.03',
      },
      {
        name: 'milk twice as fast',
        has: ({ pair }) => pair.goodNo === MILK && isRecent(pair.householdNo),
        because: 'the mean gap is of all purchases, old rhythm and new',
      },
      {
        name: 'milk as ever',
        has: ({ pair }) => pair.goodNo === MILK && birthOf(dice, pair.householdNo) === undefined,
      },
      CONTROL,
    ];
  },
};
