import type { Scenario } from '../support/cadence-exam.ts';
import { uneventful } from '../support/cadence-world.ts';

const AS_OF = 560;
const YEAR_DAYS = 365;
/** The week before the question, and the same of the year before. */
const isHoliday = (day: number): boolean =>
  [0, YEAR_DAYS].some((ago) => day >= AS_OF - ago - 7 && day < AS_OF - ago);

const CLOSED = 'no feature knows the calendar: a week without a trip reads as fewer trips to come';

export const closedWeek: Scenario = {
  name: 'a week closed',
  asOf: AS_OF,
  world: () => ({
    ...uneventful(),
    tripRate: ({ tripRate }, day) => (isHoliday(day) ? 0 : tripRate),
  }),
  groups: () => [
    { name: 'lasting up to a week', has: ({ pair }) => pair.goodNo < 3, because: CLOSED },
    { name: 'lasting longer', has: ({ pair }) => pair.goodNo >= 3, because: CLOSED },
  ],
};

/** Guests: twice the trips, and what is bought lasts half as long. */
export const doubleWeek: Scenario = {
  name: 'a double week',
  asOf: AS_OF,
  world: () => ({
    ...uneventful(),
    tripRate: ({ tripRate }, day) => (isHoliday(day) ? Math.min(1, 2 * tripRate) : tripRate),
    lasting: (_pair, day) => (isHoliday(day) ? 0.5 : 1),
  }),
  groups: () => [
    {
      name: 'bought in it',
      has: ({ lastDay }) => isHoliday(lastDay),
      because: 'that what was bought for guests is used up sooner is not in the receipts',
    },
    { name: 'not bought in it', has: ({ lastDay }) => !isHoliday(lastDay) },
  ],
};
