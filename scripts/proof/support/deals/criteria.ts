import { calibrationOf, calibrationText } from './calibration.ts';
import {
  bootstrap,
  type Interval,
  type Measured,
  measure,
  RATIOS,
  type RatioName,
  wonInAll,
} from './figures.ts';
import type { LiftOfCycle } from './lift.ts';
import type { Life, Lives } from './lives.ts';

/** One criterion that was set before the proof was ever run, and what was seen. */
export type Checked = {
  readonly what: string;
  readonly why: string;
  readonly met: boolean;
  readonly seen: string;
};

/** Most that the expected redemptions of all depths may be off together, as a share of all. */
const OFF_MAX = 0.1;

type Differences = (name: RatioName, other: 'mass' | 'mostBought') => Interval;

function measureAll(lives: Lives) {
  const households = lives.duelist.shoppers
    .map((_, no) => no)
    .filter((no) => lives.duelist.sheets.some((of) => of.has(no)));
  const of = (life: Life): Measured => measure(lives, life, households);
  const [duelist, mass, mostBought] = [of(lives.duelist), of(lives.mass), of(lives.mostBought)];
  const draws = bootstrap(lives.size.seed, households.length);
  return { households, duelist, mass, mostBought, draws };
}

/** Every figure of the three rules with its interval. */
export function figuresOf(lives: Lives, lifts: readonly LiftOfCycle[]): Record<string, string> {
  const { duelist, mass, mostBought, draws, households } = measureAll(lives);
  const rows = Object.values(RATIOS).map((ratio) => {
    const texts = [duelist, mass, mostBought].map(
      (measured) => `${measured.name} ${text(draws.of(measured, ratio), ratio.unit)}`,
    );
    return [ratio.name, texts.join('; ')] as const;
  });
  const perThousand = [duelist, mass, mostBought].map((measured) => {
    const paid = measured.sums.reduce((sum, { paidCents }) => sum + paidCents, 0);
    return `${measured.name} ${Math.round((wonInAll(measured) * 100_000) / Math.max(1, paid))}`;
  });
  const lift = (what: LiftOfCycle['what'], unit: '' | 'cents') =>
    lifts
      .filter((one) => one.what === what)
      .map(
        ({ truth, told, covered }) =>
          `${figure(truth, unit)} ${text({ value: told.difference, ...told }, unit)}${covered ? '' : ' MISSED'}`,
      )
      .join('; ');
  return {
    households: `${households.length} with lists, ${lives.control.size} in the control group, ${lives.size.cycles} cycles`,
    ...Object.fromEntries(rows),
    'pairs won for the store brand per $1,000': perThousand.join('; '),
    ...calibrationText(lives),
    'lift of units a household, true and told, by cycle': lift('units', ''),
    'lift of spend a household, true and told, by cycle': lift('spend', 'cents'),
  };
}

/** The criteria. */
export function check(lives: Lives, lifts: readonly LiftOfCycle[], overdrawn: readonly string[]): Checked[] {
  const { duelist, mass, mostBought, draws } = measureAll(lives);
  const differences: Differences = (name, other) =>
    draws.difference(duelist, other === 'mass' ? mass : mostBought, RATIOS[name]);
  const more = (name: RatioName, other: 'mass' | 'mostBought', why: string): Checked => {
    const difference = differences(name, other);
    const { unit } = RATIOS[name];
    return {
      what: `${RATIOS[name].name}: more than ${other === 'mass' ? 'mass mailing' : 'most bought'}`,
      why,
      met: difference.low > 0,
      seen: `difference ${text(difference, unit)}`,
    };
  };
  const less = (name: RatioName, other: 'mass' | 'mostBought', why: string): Checked => {
    const difference = differences(name, other);
    const { unit } = RATIOS[name];
    return {
      what: `${RATIOS[name].name}: less than ${other === 'mass' ? 'mass mailing' : 'most bought'}`,
      why,
      met: difference.high < 0,
      seen: `difference ${text(difference, unit)}`,
    };
  };
  const [opening, after, kept] = (['depthBefore', 'depthAfter', 'kept'] as const).map((name) =>
    draws.of(duelist, RATIOS[name]),
  );
  const { off } = calibrationOf(lives);
  const covered = (what: LiftOfCycle['what']): Checked => {
    const some = lifts.filter((one) => one.what === what);
    const hits = some.filter((one) => one.covered).length;
    return {
      what: `control group: the true lift of ${what} lies in its 95 % interval`,
      why: 'fewer than 9 of 12 would be chance once in 5,000, were cycles independent; they share households, so that misses come together',
      met: hits >= Math.floor(0.75 * some.length),
      seen: `${hits} of ${some.length} cycles`,
    };
  };
  return [
    more('specials', 'mass', 'what is due and what is liked is known of each household'),
    more('redeemed', 'mass', 'paper for everybody is mostly for nobody'),
    more('lines', 'mass', 'a list is what the household buys'),
    more('won-heavy', 'mass', 'depth goes where it is to win somebody: deepest to heavy buyers of a rival'),
    more('won-heavy', 'mostBought', 'a deal on what is bought already wins nobody'),
    less('cost', 'mass', 'the same money, aimed'),
    less('cost', 'mostBought', 'the same money, aimed'),
    less('anyway', 'mostBought', 'a deal on what is bought most is a gift'),
    {
      what: 'depth falls to a quarter of its opening or less once a household is won',
      why: 'the taper of the conversion offers ends at 0 with the third purchase, and a loyal buyer has little',
      met: (after?.value ?? 1) <= 0.25 * (opening?.value ?? 0),
      seen: `opened at ${text(opening, 'cents')}, afterwards ${text(after, 'cents')} a cycle`,
    },
    {
      what: 'who was won stays without the depth',
      why: 'in this world they keep the brand in 92 % of purchases; a special for another brand is seldom on their list',
      met: (kept?.value ?? 0) > 0.85,
      seen: text(kept, '%'),
    },
    {
      what: 'no budget is overdrawn, and no store pays',
      why: 'budgets hold in all cases until redemptions are known, and from then on but for a risk of 5 % a cycle',
      met: overdrawn.length === 0,
      seen: overdrawn.length === 0 ? 'none' : overdrawn.join('; '),
    },
    {
      what: 'redemptions are as many as expected, depth by depth, once they are known',
      why: 'a tenth of all is what the change from fortnight to fortnight leaves open: its bound takes no less',
      met: off <= OFF_MAX,
      seen: `${Math.round(1000 * off) / 10} % off`,
    },
    covered('units'),
    covered('spend'),
  ];
}

function text(interval: Interval | undefined, unit: '%' | 'cents' | ''): string {
  if (interval === undefined) return 'nothing';
  const { value, low, high } = interval;
  return `${figure(value, unit)} [${figure(low, unit)}, ${figure(high, unit)}]`;
}

function figure(value: number, unit: '%' | 'cents' | ''): string {
  if (Number.isNaN(value)) return 'none';
  if (unit === '%') return `${Math.round(1000 * value) / 10} %`;
  return unit === 'cents' ? `${Math.round(10 * value) / 10} c` : String(Math.round(1000 * value) / 1000);
}
