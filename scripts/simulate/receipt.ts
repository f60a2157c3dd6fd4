import { checkDigit } from '../../src/shared/gtin.ts';
import type { Basket, BasketLine } from './basket.ts';
import { DEARER_STORE, money } from './prices.ts';
import type { Product } from './products.ts';
import type { Dice } from './random.ts';
import { addWhims } from './shopping.ts';
import { csvCell } from './text.ts';
import type { World } from './world.ts';

export const SCAN_COLUMNS = [
  'store_id',
  'register_id',
  'transaction_id',
  'line_no',
  'timestamp',
  'card_id',
  'product_id',
  'description',
  'quantity',
  'weight',
  'net_amount',
  'discount_amount',
  'line_type',
];

const VOID_SHARE = 0.03;
const COUPON_SHARE = 0.035;
/** Least price of a product on which the store gives a coupon of half a dollar or a dollar. */
const COUPON_PRICE_MIN = 329;
const DEPOSIT_CENTS = 5;

/** What a register adds to a basket: deposits where the state asks for them, coupons, and mistakes taken back. */
export function ringUp(world: World, basket: Basket, dice: Dice): void {
  if (dice.chance(COUPON_SHARE)) addCoupon(basket, dice);
  if (dice.chance(VOID_SHARE)) addVoid(world, basket, dice);
  if (basket.storeNo % 10 === DEARER_STORE) addDeposits(world, basket);
}

/** A store coupon: names the product that it is for, takes money off, moves no goods. */
function addCoupon(basket: Basket, dice: Dice): void {
  const eligible = basket.lines.filter(
    (line) =>
      line.product.priceCents >= COUPON_PRICE_MIN &&
      line.product.restricted === 'none' &&
      line.netCents > 200,
  );
  if (eligible.length === 0) return;
  const { product } = dice.pick(eligible);
  const netCents = dice.chance(0.5) ? -50 : -100;
  basket.lines.push({ product, quantity: 1, weightMilli: 0, netCents, discountCents: 0, type: 'coupon' });
}

/** One scan too many (a line twice, or a good that the shopper then leaves), and its void further down. */
function addVoid(world: World, basket: Basket, dice: Dice): void {
  const sales = basket.lines.filter((line) => line.type === 'sale' && line.product.sold === 'unit');
  const before = basket.lines.length;
  if (sales.length > 0 && dice.chance(0.7)) basket.lines.push(dice.pick(sales));
  else addWhims(world, basket, dice, 1);
  const mistaken = basket.lines.slice(before);
  for (const line of mistaken) basket.lines.push(reversed(line, 'void'));
}

/** A line with all its signs turned. */
export function reversed(line: BasketLine, type: 'void' | 'return'): BasketLine {
  return {
    product: line.product,
    quantity: -line.quantity,
    weightMilli: -line.weightMilli,
    netCents: -line.netCents,
    discountCents: -line.discountCents,
    type,
  };
}

/** New York: five cents for each bottle and can, as one line for the receipt. */
function addDeposits(world: World, basket: Basket): void {
  let containers = 0;
  for (const line of basket.lines) {
    if (!line.product.deposit || line.type === 'coupon') continue;
    containers += line.quantity * (Number(/^(\d+) pk/.exec(line.product.size)?.[1]) || 1);
  }
  if (containers <= 0) return;
  const product = serviceOf(world, 'Deposits');
  basket.lines.push({
    product,
    quantity: containers,
    weightMilli: 0,
    netCents: containers * DEPOSIT_CENTS,
    discountCents: 0,
    type: 'other',
  });
}

/** The one product of a service: deposits, fuel, lottery, gift cards. */
export function serviceOf(world: World, subcategory: string): Product {
  const product = world.products.findLast((one) => one.item.subcategory === subcategory);
  if (product === undefined) throw new RangeError(`the assortment has no ${subcategory}`);
  return product;
}

/** Where and when a receipt was printed, and for whom. */
type ReceiptHead = {
  readonly storeId: string;
  readonly register: number;
  readonly transaction: number;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly minute: number;
  /** '' for none. */
  readonly card: string;
};

/** The receipt's lines as CSV. */
export function writeReceipt(head: ReceiptHead, lines: readonly BasketLine[], dice: Dice): string {
  const front = `${head.storeId},${head.register},${head.transaction},`;
  const hours = String(Math.floor(head.minute / 60)).padStart(2, '0');
  const minutes = String(head.minute % 60).padStart(2, '0');
  const middle = `,${head.day} ${hours}:${minutes},${head.card},`;
  const written = new Map<Product, string>();
  let text = '';
  for (const [index, line] of lines.entries()) {
    const code = line.product.sold === 'embedded' ? labelOf(line) : scanForm(line.product, written, dice);
    const weight = line.weightMilli === 0 ? '' : formatMilli(line.weightMilli);
    const off = line.discountCents === 0 ? '' : money(line.discountCents);
    text +=
      `${front}${index + 1}${middle}${code},${csvCell(line.product.register)},${formatQuantity(line.quantity)},` +
      `${weight},${money(line.netCents)},${off},${line.type}\n`;
  }
  return text;
}

const EAN13_SHARE = 0.03;
const GTIN14_SHARE = 0.015;
const UPC_E_SHARE = 0.5;

/** How the scanner reported a product: mostly as it is numbered, some with zeros in front or compressed. */
function scanForm(product: Product, written: Map<Product, string>, dice: Dice): string {
  const before = written.get(product);
  if (before !== undefined) return before;
  const draw = dice.unit();
  let form = product.id;
  if (product.upcE !== undefined && draw < UPC_E_SHARE) form = product.upcE;
  else if (product.sold === 'unit' && draw > 1 - GTIN14_SHARE) form = product.id.padStart(14, '0');
  else if (product.sold === 'unit' && draw > 1 - GTIN14_SHARE - EAN13_SHARE)
    form = product.id.padStart(13, '0');
  written.set(product, form);
  return form;
}

/** Digit tables of the price check digit. Source: GS1 General Specifications, "Calculation of the price check digit". */
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];

/** The label of goods packed by weight, `2IIIIIvPPPPc`: item number, price check digit, price in cents, check digit. */
export function labelOf(line: Pick<BasketLine, 'product' | 'netCents'>): string {
  const price = String(Math.abs(line.netCents)).padStart(4, '0');
  const [a, b, c, d] = [...price].map(Number);
  const sum =
    (TWO_MINUS[a ?? 0] ?? 0) + (TWO_MINUS[b ?? 0] ?? 0) + (THREE[c ?? 0] ?? 0) + (FIVE_MINUS[d ?? 0] ?? 0);
  const body = `${line.product.id.slice(3)}${(sum * 3) % 10}${price}`;
  return `${body}${checkDigit(body)}`;
}

function formatQuantity(quantity: number): string {
  return Number.isInteger(quantity) ? String(quantity) : formatMilli(Math.round(quantity * 1000));
}

/** Thousandths as decimal text, without trailing zeros. */
function formatMilli(milli: number): string {
  return String(milli / 1000);
}
