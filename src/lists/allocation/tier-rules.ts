import { TIERS } from '../../ingest/rows.ts';
import { type Cents, cents } from '../../shared/cents.ts';
import type { Tier } from '../planned-list.ts';
import type { TierRule } from './options.ts';

/** What the config says of a tier's lists. */
export type TierAim = { readonly specials: number; readonly value: Cents };

/** What is the same for all tiers. */
export type ListAims = {
  readonly tiers: Readonly<Record<Tier, TierAim>>;
  /** Specials on any list, at most. */
  readonly specials: number;
  /** Share of a list's specials that may be in needs that the household never bought, in percent. */
  readonly discoveryPercent: number;
  /** How far a list's value may be off its tier's, in percent. */
  readonly valueRangePercent: number;
};

/** Large print takes one and a half times the room in one column: a third of the lines. */
const LARGE_PRINT = 3;

/** Lines that fit on a sheet in large print, of so many in print of the usual size. */
export function linesInPrint(lines: number, largePrint: boolean): number {
  return largePrint ? Math.floor(lines / LARGE_PRINT) : lines;
}

/** One rule for each tier and size of print, at {@link tierNoOf}. */
export function tierRules(aims: ListAims): TierRule[] {
  return TIERS.flatMap((tier) =>
    [false, true].map((largePrint): TierRule => {
      const slots = linesInPrint(Math.min(aims.tiers[tier].specials, aims.specials), largePrint);
      const target = targetOf(aims, tier, largePrint);
      return {
        slots,
        discoverySlots: Math.round((slots * aims.discoveryPercent) / 100),
        valueFromCents: Math.round(target * (1 - aims.valueRangePercent / 100)),
        valueToCents: Math.round(target * (1 + aims.valueRangePercent / 100)),
      };
    }),
  );
}

/** The value that a list's specials are to have together. With a third of the room, a third of it. */
export function targetOf({ tiers }: ListAims, tier: Tier, largePrint: boolean): Cents {
  return cents(largePrint ? Math.round(tiers[tier].value / LARGE_PRINT) : tiers[tier].value);
}

export function tierNoOf(tier: Tier, largePrint: boolean): number {
  return 2 * TIERS.indexOf(tier) + Number(largePrint);
}
