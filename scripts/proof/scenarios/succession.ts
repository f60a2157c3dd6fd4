import { linkSuccessions, successorsOnSale } from '../../../src/history/succession.ts';
import { CONTROL, type Scenario } from '../support/cadence-exam.ts';
import { STAPLES, uneventful } from '../support/cadence-world.ts';

const AS_OF = 560;
/** Three weeks before the question each of these goods comes under another number. */
const CHANGE = AS_OF - 21;
const UNIT_DAYS = [8, 14, 22];
const FIRST_NEW = STAPLES.length + UNIT_DAYS.length;

const isNew = (productNo: number): boolean => productNo >= FIRST_NEW;
const isOld = (productNo: number): boolean => productNo >= STAPLES.length && !isNew(productNo);

const unsaid: Scenario = {
  name: 'succession, unsaid',
  asOf: AS_OF,
  world: () => ({
    ...uneventful(UNIT_DAYS.map((unitDays) => ({ unitDays, categoryNo: 4, share: 0.7 }))),
    moreProducts: UNIT_DAYS.length,
    productOn: ({ goodNo }, day) =>
      goodNo >= STAPLES.length && day >= CHANGE ? goodNo + UNIT_DAYS.length : goodNo,
  }),
  groups: () => [
    {
      name: 'new number',
      has: ({ productNo }) => isNew(productNo),
      because: 'one or two purchases of a product that all others have bought once or twice',
    },
    {
      name: 'old number',
      has: ({ productNo }) => isOld(productNo),
      because: 'three weeks without a line may be a rest: four are the rule',
    },
    { ...CONTROL, because: 'the newest training window saw the old numbers stop, and lowers all' },
  ],
};

export const successionUnsaid = unsaid;

/** What the products feed's `replaces` says. */
const successions = linkSuccessions(
  UNIT_DAYS.map((_, place) => {
    const [oldNo, newNo] = [STAPLES.length + place, FIRST_NEW + place];
    return { oldNo, oldId: String(oldNo), newNo, newId: String(newNo), active: true };
  }),
);

/** The feed says it: what is then read of a household's history has one product, whatever its number was. */
export const successionSaid: Scenario = {
  ...unsaid,
  name: 'succession, said',
  successors: successorsOnSale(successions, isNew),
  groups: () => [{ name: 'both numbers', has: ({ productNo }) => isNew(productNo) }, CONTROL],
};
