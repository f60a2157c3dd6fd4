import { CONTROL, type Group, type Scenario } from '../support/cadence-exam.ts';
import { lot, STAPLES, uneventful } from '../support/cadence-world.ts';

const YEAR_DAYS = 365;
/** Sold for thirteen weeks a year; each household begins within the first four, the same every year. */
const OPENS = 120;
const SEASON_DAYS = 91;
const LATE_DAYS = 28;

function season(name: string, asOf: number, groups: readonly Omit<Group, 'has'>[]): Scenario {
  return {
    name,
    asOf,
    world: (dice) => ({
      ...uneventful([6, 10, 15, 20].map((unitDays) => ({ unitDays, categoryNo: 4, share: 0.7 }))),
      productOn: ({ householdNo, goodNo }, day) => {
        if (goodNo < STAPLES.length) return goodNo;
        const ofYear = (day % YEAR_DAYS) - OPENS;
        const late = LATE_DAYS * lot(dice, 1, householdNo);
        return ofYear >= late && ofYear < SEASON_DAYS ? goodNo : undefined;
      },
    }),
    groups: () => [
      ...groups.map((group) => ({
        ...group,
        has: ({ pair }: { pair: { goodNo: number } }) => pair.goodNo >= STAPLES.length,
      })),
      CONTROL,
    ],
  };
}

const year = (years: number, ofSeason: number): number => (years - 1) * YEAR_DAYS + OPENS + ofSeason;

export const seasonOpens2 = season('season opens, year 2', year(2, 3), [
  { name: 'in season', because: 'the fit has seen no season open, and nine silent months read as given up' },
]);
export const seasonOpens3 = season('season opens, year 3', year(3, 3), [
  {
    name: 'in season',
    because: 'out of season the fit was worse than the closed form, which answers, and knows no seasons',
  },
]);
export const seasonRuns = season('season runs, year 2', year(2, 50), [
  { name: 'in season', because: 'nine months between seasons count as one gap, and blur the rhythm' },
]);
export const seasonEnds = season('season ends, year 2', year(2, SEASON_DAYS - 3), [
  { name: 'out of season', because: 'the fit has seen no season end, and nobody tells it the day' },
]);
export const seasonOver = season('season over, year 2', year(2, SEASON_DAYS + 40), [
  { name: 'out of season' },
]);
