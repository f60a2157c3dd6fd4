import { child, firstOf, isSet, textAt, type XmlElement } from './element.ts';

/** What a line says about how much and for how much. */
export type LineAmounts = {
  readonly quantity: string;
  readonly weight: string;
  readonly net: string;
  readonly discount: string;
};

/** Units of weight, by the codes of UN/ECE Recommendation 20 and the words that registers write for them. */
const WEIGHT_UNITS = new Set('KG KGM KGS G GR GRM LB LBR LBS OZ ONZ POUND POUNDS KILO KILOGRAM'.split(' '));
/** Amounts are counted in ten-thousandths, so that a price of a fraction of a cent times a weight is exact. */
const SCALE = 10_000;
const PER_CENT = SCALE / 100;
const HALF_CENT = PER_CENT / 2;

export function lineAmounts(item: XmlElement): LineAmounts {
  const { quantity, weight } = quantityOf(child(item, 'Quantity'));
  const extended = textAt(item, 'ExtendedAmount');
  const discount = discountOf(item);
  return {
    quantity,
    weight,
    net: netOf(item, extended, discount, scaled(weight === '' ? quantity : weight)),
    discount: discount === undefined || discount === 0 ? '' : written(discount),
  };
}

/**
 * ARTS has the number of items as the element's text and the measure of one in `Units`; many registers write the weight
 * itself as the text. Weighed goods are one piece of so much.
 */
function quantityOf(element: XmlElement | undefined): { quantity: string; weight: string } {
  const text = element?.text.trim() ?? '';
  const unit = element?.attributes.get('UnitOfMeasureCode')?.trim().toUpperCase() ?? '';
  if (!WEIGHT_UNITS.has(unit)) return { quantity: firstOf(text, '1'), weight: '' };
  const units = element?.attributes.get('Units')?.trim() ?? '';
  const isUnitsTheWeight = units !== '' && scaled(units) !== SCALE && /^-?1(?:\.0+)?$/.test(text);
  const weight = isUnitsTheWeight || text === '' ? units : text;
  return { quantity: weight.startsWith('-') || text.startsWith('-') ? '-1' : '1', weight };
}

/**
 * The line's discount: the total that the log gives, else the sum of what its modifiers take off. A modifier that
 * replaces the price says by `PreviousPrice` and `NewPrice`, for one or for all; that is left to the total.
 */
function discountOf(item: XmlElement): number | undefined {
  const total = firstOf(textAt(item, 'ExtendedDiscountAmount'), textAt(item, 'DiscountAmount'));
  if (total !== '') return magnitude(total);
  const modifiers = item.children.filter(({ name }) => name === 'RetailPriceModifier');
  const taken = modifiers.filter((modifier) => !isSet(modifier, 'VoidFlag')).map(takenOff);
  return taken.length === 0
    ? undefined
    : Math.max(
        0,
        taken.reduce((sum, each) => sum + each, 0),
      );
}

function takenOff(modifier: XmlElement): number {
  const amount = child(modifier, 'Amount');
  const action = amount?.attributes.get('Action')?.toLowerCase() ?? 'subtract';
  const value = magnitude(amount?.text.trim() ?? '') ?? 0;
  if (action === 'subtract') return value;
  return action === 'add' ? -value : 0;
}

/**
 * What was paid. Some registers give the extended amount before the discount, some after it; where it is the list price
 * times the quantity, it is the one before.
 */
function netOf(
  item: XmlElement,
  extended: string,
  discount: number | undefined,
  quantity: number | undefined,
): string {
  const value = scaled(extended);
  if (value === undefined || discount === undefined || discount === 0)
    return value === undefined ? extended : written(value);
  const list = scaled(firstOf(textAt(item, 'RegularSalesUnitPrice'), textAt(item, 'UnitListPrice')));
  if (list === undefined || quantity === undefined) return written(value);
  const before = Math.abs((list * quantity) / SCALE);
  const isBefore = Math.abs(Math.abs(value) - before) <= HALF_CENT;
  return written(isBefore ? Math.sign(value) * Math.max(0, Math.abs(value) - discount) : value);
}

function magnitude(text: string): number | undefined {
  const value = scaled(text);
  return value === undefined ? undefined : Math.abs(value);
}

/** The same with a share of a discount of the whole transaction taken off. @param cents What comes off. */
export function lessDiscount(amounts: LineAmounts, cents: number): LineAmounts {
  const net = scaled(amounts.net);
  if (cents === 0 || net === undefined) return amounts;
  const off = cents * PER_CENT;
  return { ...amounts, net: written(net - off), discount: written((scaled(amounts.discount) ?? 0) + off) };
}

/** A decimal text in cents, half a cent up; undefined where it is none. */
export function toCents(text: string): number | undefined {
  const value = scaled(text);
  return value === undefined ? undefined : Math.round(value / PER_CENT);
}

/** A decimal text in ten-thousandths; undefined where it is none. */
function scaled(text: string): number | undefined {
  return /^[+-]?(?:\d{1,9}(?:\.\d*)?|\.\d+)$/.test(text) ? Math.round(Number(text) * SCALE) : undefined;
}

/** Ten-thousandths as a decimal text, of two digits and as many more as it needs. */
function written(value: number): string {
  const digits = String(Math.abs(value)).padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0{1,2}$/, '');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -4)}.${fraction}`;
}
