import type { PlannedLine } from '../lists/planned-list.ts';
import { PREFLIGHT_FAULTS, type PreflightCode } from '../print/preflight.ts';
import { money, several } from './format.ts';
import { isSpecial, type ListFigures, type ReviewList } from './review-list.ts';

/** Why somebody should look at a list before it goes out; in the order in which they are told. */
export const FLAGS = [
  'held',
  ...PREFLIGHT_FAULTS,
  'no-address',
  'no-regular-price',
  'deep-special',
  'value-jump',
  'short',
] as const;
export type FlagCode = (typeof FLAGS)[number];

export type Flag = { readonly code: FlagCode; readonly text: string };

/** What each flag is called over a count of lists. */
export const FLAG_TITLES: Readonly<Record<FlagCode, string>> = {
  held: 'Held',
  overflow: 'More than the sheet holds',
  'glyphs-missing': 'Characters that cannot be printed',
  'symbol-misread': 'Bars that read as another number',
  empty: 'Nothing on it, or a line without a name',
  'offer-dead': 'An offer that does not hold through its validity',
  'offer-restricted': 'An offer on what may not be on offer',
  'price-changed': 'The shelf will ask more than the sheet says',
  'translation-missing': 'No texts in its language',
  'address-incomplete': 'To be mailed, with half an address',
  'no-address': 'To be mailed, without an address',
  'no-regular-price': 'Special without a regular price',
  'deep-special': 'Special far below the regular price',
  'value-jump': 'Worth far more or less than the list before',
  short: 'Shorter than usual',
};

/** A special that takes this much off its regular price, in percent, is worth a second look: 100 is free. */
const DEEP_PERCENT = 60;
/** A list worth this many times the one before, or so small a part of it, and at least this much apart. */
const JUMP_FACTOR = 3;
const JUMP_CENTS_MIN = 1000;

export type FlagFacts = {
  /** Fewest goods that a list is filled up to. */
  readonly minLines: number;
  /** Worth of the household's list before; undefined: there was none. */
  readonly valueBeforeCents: number | undefined;
  /** Who holds it, and why; undefined: nobody. */
  readonly hold: { readonly by: string; readonly reason: string } | undefined;
  /** Why its sheet could not be made. */
  readonly printFault: { readonly code: PreflightCode; readonly detail: string } | undefined;
};

/** What is out of the ordinary about a list of the treatment arm. */
export function flagsOf(list: ReviewList, figures: ListFigures, facts: FlagFacts): Flag[] {
  const flags: Flag[] = [];
  const flag = (code: FlagCode, text: string): void => void flags.push({ code, text });
  if (facts.hold !== undefined) flag('held', `held by ${facts.hold.by}: ${facts.hold.reason}`);
  if (facts.printFault !== undefined) flag(facts.printFault.code, facts.printFault.detail);
  if (list.mail && list.addressee.addressLines.length === 0)
    flag('no-address', 'to be mailed, and there is no address');
  for (const line of list.lines) {
    if (!isSpecial(line)) continue;
    if (line.productId !== undefined && line.regularPriceCents === undefined) {
      flag(
        'no-regular-price',
        `${line.description}: ${money(line.offerValueCents)} off, no regular price known`,
      );
    }
    const percentOff = percentOffOf(line);
    if (percentOff !== undefined && percentOff >= DEEP_PERCENT) {
      flag(
        'deep-special',
        `${line.description}: ${money(line.offerValueCents)} is ${percentOff}% of the regular price`,
      );
    }
  }
  const jump = jumpOf(figures.valueCents, facts.valueBeforeCents);
  if (jump !== undefined) flag('value-jump', jump);
  if (figures.goods < facts.minLines) {
    flag('short', `${several(figures.goods, 'line')}; lists are filled up to ${facts.minLines}`);
  }
  return flags;
}

/** What a special takes off the goods that it asks for, in whole percent, rounded down. */
function percentOffOf({ offerValueCents, facts }: PlannedLine): number | undefined {
  const before = facts.offer?.beforeCents;
  // Free goods are meant to be free: one of two is not half price by mistake.
  if (before === undefined || before <= 0 || offerValueCents === undefined) return undefined;
  if (facts.offer?.kind === 'bogo' || facts.offer?.kind === 'free_item') return undefined;
  return Math.floor((offerValueCents * 100) / before);
}

function jumpOf(nowCents: number, beforeCents: number | undefined): string | undefined {
  if (beforeCents === undefined || Math.abs(nowCents - beforeCents) < JUMP_CENTS_MIN) return undefined;
  const [small, large] = nowCents < beforeCents ? [nowCents, beforeCents] : [beforeCents, nowCents];
  if (large < small * JUMP_FACTOR) return undefined;
  return `specials worth ${money(nowCents)}, ${money(beforeCents)} on the list before`;
}
