import type { SkipReason, SourceRecord } from '../../record-source.ts';
import { lineAmounts } from './amounts.ts';
import { child, firstOf, isSet, textAt, type XmlElement } from './element.ts';
import { POSLOG_FIELDS, type PoslogValues } from './fields.ts';
import { type CarriedValues, carriedValues } from './transaction.ts';

type Goods = { readonly line: XmlElement; readonly item: XmlElement; readonly isReturn: boolean };
type Kind = 'sale' | 'return' | 'void' | 'other';

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
  const struck = struckLines(lines);
  return lines.map((line) => {
    const goods = goodsOf(line);
    if (goods === undefined) return skip(line, reasonOf(line));
    if (isSet(line, 'CancelFlag', 'DeleteFlag')) return skip(line, 'cancelled');
    if (struck.has(line)) return skip(line, 'voided');
    return record(goods, carried, isSet(line, 'VoidFlag') || isPostVoid);
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
 */
function struckLines(lines: readonly XmlElement[]): Set<XmlElement> {
  const struck = new Set<XmlElement>();
  const open: Goods[] = [];
  for (const line of lines) {
    const goods = goodsOf(line);
    if (goods === undefined) continue;
    if (!isSet(line, 'VoidFlag')) {
      open.push(goods);
      continue;
    }
    const at = open.findLastIndex((each) => undoes(goods, each));
    const undone = at < 0 ? undefined : open.splice(at, 1)[0];
    if (undone === undefined) struck.add(line);
    else if (goods.isReturn) struck.add(line).add(undone.line);
  }
  return struck;
}

function undoes(later: Goods, earlier: Goods): boolean {
  if (later.isReturn !== earlier.isReturn) return false;
  const link = firstOf(textAt(later.item, 'ItemLink'), textAt(later.line, 'ItemLink'));
  if (link !== '') return link === textAt(earlier.line, 'SequenceNumber');
  const amount = (goods: Goods): string => textAt(goods.item, 'Quantity').replace(/^-/, '');
  return productCode(later.item) === productCode(earlier.item) && amount(later) === amount(earlier);
}

function record({ line, item, isReturn }: Goods, carried: CarriedValues, isVoid: boolean): SourceRecord {
  const type = item.attributes.get('ItemType') ?? '';
  const kind: Kind = isVoid ? 'void' : isReturn ? 'return' : OTHER_TYPES.test(type) ? 'other' : 'sale';
  const { quantity, weight, net, discount } = lineAmounts(item);
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

function skip(line: XmlElement, reason: SkipReason): SourceRecord {
  return { tag: 'skip', line: line.line, raw: '', reason };
}

/** The line as a CSV record in the order of its fields. */
function rawOf(fields: readonly string[]): string {
  return fields.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',');
}
