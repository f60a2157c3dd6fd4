import { type Cents, cents, parseCents } from '../../shared/cents.ts';
import type { OfferKind, OfferTerms } from '../../shared/offer-terms.ts';
import { quoteText } from '../cell-text.ts';
import type { OfferCells } from './offer-columns.ts';

type OfferValue = Pick<OfferTerms, 'valueCents' | 'percentBasisPoints' | 'maxValueCents'>;

const NO_CENTS = cents(0);
const RELATIONS = ['loyal', 'switcher', 'rival', 'lapsed', 'new', 'any'];
const USAGES = ['heavy', 'medium', 'light', 'any'];

/** Kinds whose value is an amount of money, and may differ by segment. */
function isMoney(kind: OfferKind): boolean {
  return kind === 'cents_off' || kind === 'basket_off' || kind === 'new_price' || kind === 'multi_price';
}

/**
 * What the offer is worth. `free_item` and `bogo` need no value; one that is given is the most that the free goods may
 * be worth, unless `max_value` says so already, and 0 means no bound (as a coupon's own save value does: GS1 AI 8110).
 */
export function offerValue(cells: OfferCells, kind: OfferKind | undefined): OfferValue {
  const maxValueCents = cells.amountFrom('max_value', 1);
  if (kind === undefined) return { valueCents: NO_CENTS, percentBasisPoints: 0, maxValueCents };
  if (isMoney(kind)) {
    return { valueCents: cells.requiredAmountFrom('value', 1), percentBasisPoints: 0, maxValueCents };
  }
  if (kind === 'percent_off') {
    return { valueCents: NO_CENTS, percentBasisPoints: basisPoints(cells), maxValueCents };
  }
  const bound = cells.amountFrom('value', 0);
  const most = maxValueCents ?? (bound === NO_CENTS ? undefined : bound);
  return { valueCents: NO_CENTS, percentBasisPoints: 0, maxValueCents: most };
}

/** `25`, `12.5` or `25%` to hundredths of a percent. */
function basisPoints(cells: OfferCells): number {
  const text = cells.required('value');
  if (text === '') return 0;
  // Two decimals of a percent, as cents are two decimals of money.
  const value = parseCents(cells.decimal('value', text.replace(/\s*%$/, '')));
  if (value === undefined) {
    cells.fault('value', 'percent-format', 'is not a percentage', 'Write it like 25 or 12.5.');
  } else if (value <= 0 || value > 10_000) {
    cells.fault(
      'value',
      'percent-format',
      'is not a percentage above 0, up to 100',
      'Write 25 for 25 % off.',
    );
  }
  return value ?? 0;
}

/** `rival/heavy=2.00|rival/medium=1.50|loyal/any=0.50` to cents by segment; of the kinds of {@link isMoney} only. */
export function valuesBySegment(cells: OfferCells, kind: OfferKind): Record<string, Cents> {
  const entries = cells.list('values_by_segment');
  if (entries.length === 0) return {};
  if (!isMoney(kind)) {
    cells.fault(
      'values_by_segment',
      'segment-value',
      `has money, but the offer is ${kind}`,
      'Leave it blank.',
    );
    return {};
  }
  const values: Record<string, Cents> = {};
  const bad: string[] = [];
  for (const entry of entries) {
    const match = /^([a-z]+)\s*\/\s*([a-z]+)\s*=\s*(\S+)$/i.exec(entry);
    const relation = (match?.[1] ?? '').toLowerCase();
    const usage = (match?.[2] ?? '').toLowerCase();
    const value = parseCents(cells.decimal('values_by_segment', match?.[3] ?? ''));
    const segment = `${relation}/${usage}`;
    const known = RELATIONS.includes(relation) && USAGES.includes(usage) && !(segment in values);
    if (known && value !== undefined && value > 0) values[segment] = value;
    else bad.push(quoteText(entry));
  }
  if (bad.length > 0) {
    cells.fault(
      'values_by_segment',
      'segment-value',
      `has what is no segment's value: ${bad.join(', ')}`,
      `Write SEGMENT/USAGE=AMOUNT once each, with ${RELATIONS.join(', ')} and ${USAGES.join(', ')}.`,
    );
  }
  return values;
}

/** `75|50|25`, of `cents_off` only; nothing where the value stays. */
export function offerTaper(cells: OfferCells, kind: OfferKind | undefined): Pick<OfferTerms, 'taper'> {
  // Not a list without repetitions: 75|75|50 is a taper.
  const written = cells.text('taper');
  if (written === '') return {};
  if (kind !== undefined && kind !== 'cents_off') {
    cells.fault('taper', 'taper-format', `is for cents_off, but the offer is ${kind}`, 'Leave it blank.');
    return {};
  }
  const taper = written
    .split('|')
    .map((percent) => (/^\s*\d{1,3}\s*%?\s*$/.test(percent) ? Number.parseInt(percent, 10) : 101));
  const falls = taper.every((percent, at) => percent <= (taper[at - 1] ?? 100));
  if (!falls) {
    cells.fault(
      'taper',
      'taper-format',
      'is no row of falling percentages',
      'Write the percent of the value after the first, second, … purchase, like 75|50|25.',
    );
  }
  return { taper };
}

/** Above so many pounds or kilograms it is a slip of the keyboard. */
const WEIGHT_MILLI_MAX = 1_000_000;

/** What has to be bought by weight; nothing where that is not asked for. */
export function offerWeight(
  cells: OfferCells,
  kind: OfferKind | undefined,
): Pick<OfferTerms, 'buyWeightMilli'> {
  const buyWeightMilli = cells.milli('buy_weight', WEIGHT_MILLI_MAX);
  if (buyWeightMilli === undefined) return {};
  if (buyWeightMilli <= 0) {
    cells.fault('buy_weight', 'quantity-range', 'is not above 0', 'Write a weight like 3 or 2.5.');
  }
  if (kind !== undefined && kind !== 'cents_off' && kind !== 'percent_off' && kind !== 'new_price') {
    const next = 'Leave it blank, or make it cents_off, percent_off or new_price.';
    cells.fault('buy_weight', 'purchase-by-weight', `is a weight, but the offer is ${kind}`, next);
  }
  return { buyWeightMilli };
}
