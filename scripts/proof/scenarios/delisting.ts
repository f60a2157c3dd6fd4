import { CONTROL, type Group, type Scenario } from '../support/cadence-exam.ts';
import { STAPLES, uneventful } from '../support/cadence-world.ts';

const AS_OF = 560;
/** Days before the question since which a product has not been sold, one after the other. */
const GONE_DAYS = [14, 30, 60, 120];

/** From so many days without a line on, the product counts as gone. */
const RULE_DAYS = 28;
const UNSURE = 'two weeks without a line may be a rest: four are the rule';

const gone = (days: number): Omit<Group, 'because'> => ({
  name: `gone for ${days} days`,
  has: ({ pair }) => GONE_DAYS[(pair.goodNo - STAPLES.length) >> 1] === days,
});

export const delisting: Scenario = {
  name: 'delisting',
  asOf: AS_OF,
  world: () => ({
    ...uneventful(
      GONE_DAYS.flatMap(() => [10, 30]).map((unitDays) => ({ unitDays, categoryNo: 4, share: 0.4 })),
    ),
    productOn: ({ goodNo }, day) => {
      const days = GONE_DAYS[(goodNo - STAPLES.length) >> 1];
      return goodNo >= STAPLES.length && day >= AS_OF - (days ?? 0) ? undefined : goodNo;
    },
  }),
  groups: () => [
    ...GONE_DAYS.map((days) => (days < RULE_DAYS ? { ...gone(days), because: UNSURE } : gone(days))),
    CONTROL,
  ],
};
