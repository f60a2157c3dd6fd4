import { createRequire } from 'node:module';
import type { Highs, InitOptions } from 'highs';
import { DISCOVERY_MILLI } from '../../../src/lists/allocation/choose.ts';
import type { Limits, TierRule } from '../../../src/lists/allocation/options.ts';
import type { Instance } from './instances.ts';

/** Its types call it a module of today, and what is loaded is one of the day before: `require` gets the function itself. */
const load: (options?: InitOptions) => Promise<Highs> = createRequire(import.meta.url)('highs');

export async function loadSolver(): Promise<Highs> {
  return load();
}

/**
 * The most that any plan of an instance can be worth, by an exact solver of integer programmes: what the shadow prices are
 * held against. Variables: `x` an option is chosen, `u` cents of face value below the tier's band, `v` above it.
 */
export function exactWorth(highs: Highs, { households, rules, limits }: Instance): number {
  const objective: string[] = [];
  const rows: string[] = [];
  const binary: string[] = [];
  const money = new Map<number, string[]>();
  const uses = new Map<number, string[]>();
  let constant = 0;
  households.forEach(({ tierNo, options }, h) => {
    const rule = rules[tierNo] as TierRule;
    const name = (at: number): string => `x${h}_${at}`;
    options.forEach((option, at) => {
      binary.push(name(at));
      objective.push(`${option.valueMilli + (option.isDiscovery ? DISCOVERY_MILLI : 0)} ${name(at)}`);
      note(money, option.offerNo, `${option.reserveMilli} ${name(at)}`);
      note(uses, option.offerNo, `${option.reserveUsesMilli} ${name(at)}`);
    });
    const sum = (chosen: (at: number) => boolean): string =>
      options
        .map((_, at) => at)
        .filter(chosen)
        .map(name)
        .join(' + ');
    if (options.length > 0) rows.push(`${sum(() => true)} <= ${rule.slots}`);
    const discoveries = sum((at) => options[at]?.isDiscovery === true);
    if (discoveries !== '') rows.push(`${discoveries} <= ${rule.discoverySlots}`);
    for (const need of new Set(options.map(({ needNo }) => needNo)))
      rows.push(`${sum((at) => options[at]?.needNo === need)} <= 1`);
    const faces = options.map(({ faceCents }, at) => `${faceCents} ${name(at)}`).join(' + ');
    if (options.length > 0) {
      rows.push(`${faces} + u${h} >= ${rule.valueFromCents}`, `${faces} - v${h} <= ${rule.valueToCents}`);
      objective.push(`- 20 u${h} - 20 v${h}`);
      constant += 20 * rule.valueFromCents;
    }
  });
  rows.push(...limitRows(money, limits.leftMilli), ...limitRows(uses, limits.usesLeftMilli));
  if (binary.length === 0) return 0;
  const problem = `Maximize\n obj: ${objective.join(' + ').replaceAll('+ -', '-')}\nSubject To\n${rows
    .map((row, at) => ` c${at}: ${row}`)
    .join('\n')}\nBinary\n ${binary.join(' ')}\nEnd\n`;
  const solved = highs.solve(problem, { mip_rel_gap: 0 });
  if (solved.Status !== 'Optimal') throw new Error(`the exact solver says ${solved.Status}`);
  return solved.ObjectiveValue + constant;
}

function limitRows(terms: ReadonlyMap<number, readonly string[]>, left: Limits['leftMilli']): string[] {
  return [...terms]
    .filter(([offerNo]) => left[offerNo] !== Number.POSITIVE_INFINITY)
    .map(([offerNo, of]) => `${of.join(' + ')} <= ${left[offerNo]}`);
}

function note(map: Map<number, string[]>, key: number, term: string): void {
  map.set(key, [...(map.get(key) ?? []), term]);
}
