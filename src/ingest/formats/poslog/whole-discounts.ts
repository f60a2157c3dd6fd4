import { shareOut } from '../discounts.ts';
import { toCents } from './amounts.ts';
import { child, firstOf, isSet, textAt, type XmlElement } from './element.ts';

/** A line that was sold and kept, which can bear a discount. */
export type Bearer = { readonly line: XmlElement; readonly item: XmlElement; readonly net: string };

export type WholeDiscounts = {
  /** What comes off each line, in cents. */
  readonly cents: ReadonlyMap<XmlElement, number>;
  /** Lines of discounts that cannot be taken off: no amount, or one above what there is to bear it. */
  readonly unborne: ReadonlySet<XmlElement>;
};

/**
 * Discounts off a transaction as a whole (`LineItem/Discount`), shared out to the cent over the sales that they name by
 * `ItemLink`, else over all of it, by what these cost: largest remainder.
 *
 * A register may have done that itself. Then modifiers of its items name the discount by their `ItemLink` (so ARTS price
 * derivation marks a distributed header discount), or the items as they stand come to the total of the transaction; such
 * a discount only tells what is in the lines already.
 *
 * @param sumCents What all lines come to as they stand.
 */
export function wholeDiscounts(
  retail: XmlElement,
  lines: readonly XmlElement[],
  bearers: readonly Bearer[],
  sumCents: number,
): WholeDiscounts {
  const cents = new Map<XmlElement, number>();
  const unborne = new Set<XmlElement>();
  const discounts = lines.filter((line) => child(line, 'Discount') !== undefined && !isStruck(line));
  if (discounts.length === 0 || isTotal(retail, lines, sumCents)) return { cents, unborne };
  const distributed = new Set(lines.flatMap(modifierLinks));
  for (const line of discounts) {
    if (numbersOf(line).some((number) => distributed.has(number))) continue;
    const linked = new Set(linksOf(child(line, 'Discount')));
    const bear =
      linked.size === 0 ? bearers : bearers.filter((each) => linked.has(textAt(each.line, 'SequenceNumber')));
    const weights = bear.map((each) => (toCents(each.net) ?? 0) - (cents.get(each.line) ?? 0));
    const amount = amountOf(child(line, 'Discount'));
    const most = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
    const shares = amount === undefined || amount > most ? undefined : shareOut(amount, weights);
    if (shares === undefined) unborne.add(line);
    for (const [index, { line: sale }] of bear.entries())
      cents.set(sale, (cents.get(sale) ?? 0) + (shares?.[index] ?? 0));
  }
  return { cents, unborne };
}

function isStruck(line: XmlElement): boolean {
  return isSet(line, 'VoidFlag', 'CancelFlag', 'DeleteFlag');
}

/** Discount in cents; one that is added back is less than nothing. */
function amountOf(discount: XmlElement | undefined): number | undefined {
  const element = ['Amount', 'ExtendedDiscountAmount', 'DiscountAmount', 'ExtendedAmount']
    .map((name) => child(discount, name))
    .find((each) => each !== undefined && each.text.trim() !== '');
  const cents = toCents(element?.text.trim() ?? '');
  if (cents === undefined) return undefined;
  return element?.attributes.get('Action')?.toLowerCase() === 'add' ? -Math.abs(cents) : Math.abs(cents);
}

/** Numbers that links may call a discount by: its line's, or its own. */
function numbersOf(line: XmlElement): string[] {
  return [textAt(line, 'SequenceNumber'), textAt(line, 'Discount', 'SequenceNumber')].filter(
    (number) => number !== '',
  );
}

function linksOf(element: XmlElement | undefined): string[] {
  const links = element?.children.filter(({ name }) => name === 'ItemLink') ?? [];
  return links.map((link) => firstOf(link.text.trim(), textAt(link, 'SequenceNumber')));
}

function modifierLinks(line: XmlElement): string[] {
  return line.children.flatMap((item) =>
    item.children.filter(({ name }) => name === 'RetailPriceModifier').flatMap(linksOf),
  );
}

/** Whether lines as they stand come to what the transaction says it comes to, before tax. */
function isTotal(retail: XmlElement, lines: readonly XmlElement[], sumCents: number): boolean {
  const totalOf = (type: string): number | undefined => {
    const total = retail.children.find(
      ({ name, attributes }) => name === 'Total' && attributes.get('TotalType') === type,
    );
    return total === undefined ? undefined : toCents(total.text.trim());
  };
  const grand = totalOf('TransactionGrandAmount');
  const tax = lines.reduce((sum, line) => sum + (toCents(textAt(line, 'Tax', 'Amount')) ?? 0), 0);
  return totalOf('TransactionNetAmount') === sumCents || (grand !== undefined && grand - tax === sumCents);
}
