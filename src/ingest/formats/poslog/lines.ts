import type { SkipReason, SourceRecord } from '../../record-source.ts';
import { type LineAmounts, lessDiscount, lineAmounts, toCents } from './amounts.ts';
import { child, firstOf, isSet, textAt, type XmlElement } from './element.ts';
import { POSLOG_FIELDS, type PoslogValues } from './fields.ts';
import { type CarriedValues, carriedValues } from './transaction.ts';
import { wholeDiscounts } from './whole-discounts.ts';

type Goods = { readonly line: XmlElement; readonly item: XmlElement; readonly isReturn: boolean };
type Kind = 'sale' | 'return' | 'void' | 'other';
type ReadGoods = Goods & { readonly kind: Kind; readonly amounts: LineAmounts };

/** Types of items that are no goods of the range. */
const OTHER_TYPES =
  /^(?:Deposit|Fee|Service|Donation|Gift\s?(?:Certificate|Card)|Tare|Alteration|Warranty|Payment)/i;
/** Types of the numbers that are printed on the goods. */
const SCANNED_TYPES = /GTIN|EAN|UPC|JAN|ISBN|PLU|BARCODE|SCAN/i;

/** The lines of one transaction as records, or why they are none. */
export function recordsOf(transaction: XmlElement): SourceRecord[] {
  const { retail, lines, carried, dropped, isPostVoid } = carriedValues(transaction);
  if (retail === undefined) return [];
  if (dropped !== undefined) return lines.map((line) => skip(line, dropped));
  const { struck, undone } = struckLines(lines);
  const read = new Map<XmlElement, ReadGoods>();
  for (const line of lines) {
    const goods = goodsOf(line);
    if (goods === undefined || struck.has(line) || isSet(line, 'CancelFlag', 'DeleteFlag')) continue;
    read.set(line, readGoods(goods, isSet(line, 'VoidFlag') || isPostVoid));
  }
  const sold = [...read.values()];
  const off = wholeDiscounts(
    retail,
    lines,
    sold.flatMap(({ line, item, isReturn, kind, amounts }) =>
      undone.has(line) || isReturn || isSet(line, 'VoidFlag') || kind === 'other'
        ? []
        : [{ line, item, net: amounts.net }],
    ),
    sold.reduce((sum, each) => sum + signedCents(each), 0),
  );
  return lines.map((line) => {
    const goods = read.get(line);
    if (goods !== undefined) return record(goods, carried, off.cents.get(line) ?? 0);
    if (off.unborne.has(line)) return unborne(line);
    if (goodsOf(line) === undefined) return skip(line, reasonOf(line));
    return skip(line, isSet(line, 'CancelFlag', 'DeleteFlag') ? 'cancelled' : 'voided');
  });
}

function goodsOf(line: XmlElement): Goods | undefined {
  const item = line.children.find(({ name }) => /^(?:Sale|Return)(?:For[A-Z]\w*)?$/.test(name));
  return item && { line, item, isReturn: item.name.startsWith('Return') };
}

function reasonOf(line: XmlElement): SkipReason {
  const names = line.children.map(({ name }) => name);
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (has(/^Tender/)) return 'tender';
  if (has(/^Tax/)) return 'tax';
  if (has(/^(?:Loyalty|Frequent|Points)/)) return 'points';
  return has(/^(?:Text|Comment|Message)/) ? 'comment' : 'not-goods';
}

/**
 * Lines that were struck off. A line with the void flag is either a second one that undoes a sale above it (it names it
 * by `ItemLink`, or there is a sale of the same item in the same quantity), and is then a void of ours; or it is the sale
 * itself, marked as struck off, and never happened. A return that is undone leaves neither.
 *
 * @returns Lines that are none, and lines that a void of ours undoes.
 */
function struckLines(lines: readonly XmlElement[]): { struck: Set<XmlElement>; undone: Set<XmlElement> } {
  const struck = new Set<XmlElement>();
  const undone = new Set<XmlElement>();
  const open: Goods[] = [];
  for (const line of lines) {
    const goods = goodsOf(line);
    if (goods === undefined) continue;
    if (!isSet(line, 'VoidFlag')) {
      open.push(goods);
      continue;
    }
    const at = open.findLastIndex((each) => undoes(goods, each));
    const before = at < 0 ? undefined : open.splice(at, 1)[0];
    if (before === undefined) struck.add(line);
    else if (goods.isReturn) struck.add(line).add(before.line);
    else undone.add(before.line);
  }
  return { struck, undone };
}

function undoes(later: Goods, earlier: Goods): boolean {
  if (later.isReturn !== earlier.isReturn) return false;
  const link = firstOf(textAt(later.item, 'ItemLink'), textAt(later.line, 'ItemLink'));
  if (link !== '') return link === textAt(earlier.line, 'SequenceNumber');
  const amount = (goods: Goods): string => textAt(goods.item, 'Quantity').replace(/^-/, '');
  return productCode(later.item) === productCode(earlier.item) && amount(later) === amount(earlier);
}

function readGoods(goods: Goods, isVoid: boolean): ReadGoods {
  const { item, isReturn } = goods;
  const isOther = OTHER_TYPES.test(item.attributes.get('ItemType') ?? '');
  const kind: Kind = isVoid ? 'void' : isReturn ? 'return' : isOther ? 'other' : 'sale';
  return { ...goods, kind, amounts: lineAmounts(item) };
}

function signedCents({ kind, amounts: { net } }: ReadGoods): number {
  const cents = toCents(net) ?? 0;
  return kind === 'return' || kind === 'void' ? -Math.abs(cents) : cents;
}

function record(
  { line, item, kind, amounts }: ReadGoods,
  carried: CarriedValues,
  offCents: number,
): SourceRecord {
  const type = item.attributes.get('ItemType') ?? '';
  const { quantity, weight, net, discount } = lessDiscount(amounts, offCents);
  const lineNo = textAt(line, 'SequenceNumber');
  const values: PoslogValues = {
    ...carried,
    line_no: lineNo,
    product_id: productCode(item),
    description: textAt(item, 'Description'),
    quantity,
    weight,
    net_amount: net,
    discount_amount: discount,
    line_type: kind,
    LineSequenceNumber: lineNo,
    EntryMethod: line.attributes.get('EntryMethod') ?? '',
    ItemType: type,
    ItemID: textAt(item, 'ItemID'),
    POSItemID: textAt(item, 'POSIdentity', 'POSItemID'),
    ItemQuantity: textAt(item, 'Quantity'),
    Units: child(item, 'Quantity')?.attributes.get('Units') ?? '',
    UnitOfMeasureCode: child(item, 'Quantity')?.attributes.get('UnitOfMeasureCode') ?? '',
    UnitListPrice: textAt(item, 'UnitListPrice'),
    RegularSalesUnitPrice: textAt(item, 'RegularSalesUnitPrice'),
    ActualSalesUnitPrice: textAt(item, 'ActualSalesUnitPrice'),
    ExtendedAmount: textAt(item, 'ExtendedAmount'),
    PromotionID: textAt(item, 'RetailPriceModifier', 'PromotionID'),
  };
  const fields = POSLOG_FIELDS.map((name) => values[name]);
  return {
    tag: 'fields',
    line: line.line,
    fields,
    // Only a rejected line is ever asked for it.
    get raw() {
      return rawOf(fields);
    },
  };
}

/** The code on the goods, wherever the register keeps it; else the retailer's own number of the item. */
function productCode(item: XmlElement): string {
  const identities = item.children.filter(({ name }) => name === 'POSIdentity');
  const scanned = identities.find((each) => SCANNED_TYPES.test(each.attributes.get('POSIDType') ?? ''));
  const typed = item.children.find(
    ({ name, attributes }) =>
      (name === 'ItemID' || name === 'SerialNumber') && SCANNED_TYPES.test(attributes.get('Type') ?? ''),
  );
  const untyped = identities.find((each) => !each.attributes.has('POSIDType'));
  return firstOf(
    pluOf(scanned),
    textAt(scanned, 'POSItemID'),
    typed?.text.trim() ?? '',
    textAt(untyped, 'POSItemID'),
    textAt(item, 'ItemID'),
    textAt(identities[0], 'POSItemID'),
  );
}

/** A short number is a PLU only where the log says so; by itself it could be a code that lost digits. */
function pluOf(identity: XmlElement | undefined): string {
  const isPlu = /PLU/i.test(identity?.attributes.get('POSIDType') ?? '');
  const number = /^0*(\d{4,5})$/.exec(textAt(identity, 'POSItemID'))?.[1];
  return isPlu && number !== undefined ? `plu:${number}` : '';
}

function unborne(line: XmlElement): SourceRecord {
  const message =
    'The discount of the whole transaction has no amount, or a larger one than its sales. Compare it with the receipt.';
  return { tag: 'fault', line: line.line, raw: '', fault: 'discount-amount', message };
}

function skip(line: XmlElement, reason: SkipReason): SourceRecord {
  return { tag: 'skip', line: line.line, raw: '', reason };
}

/** The line as a CSV record in the order of its fields. */
function rawOf(fields: readonly string[]): string {
  return fields.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',');
}
