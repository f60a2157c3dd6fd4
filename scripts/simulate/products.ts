import { checkDigit } from '../../src/shared/gtin.ts';
import type { Restriction } from '../../src/shared/offer-terms.ts';
import type { Item } from './assortment.ts';
import { CHAIN } from './chain.ts';
import { type Dice, STREAM } from './random.ts';

/** How a product is sold, which decides what its scan line looks like. */
type Sold = 'unit' | 'plu' | 'plu-each' | 'embedded';

export type Product = {
  readonly no: number;
  /** As in the products feed: 12 or 13 digits, `plu:N`, `rw:2NNNNN`. */
  readonly id: string;
  readonly sold: Sold;
  /** The UPC-E form, for the few that have one. */
  readonly upcE: string | undefined;
  readonly description: string;
  /** What the receipt says. */
  readonly register: string;
  readonly brand: string;
  readonly label: 'national' | 'private' | undefined;
  readonly item: Item;
  readonly size: string;
  /** Regular price of a unit, or of a pound of weighed goods, before any store's own price. */
  readonly priceCents: number;
  /** How long one unit lasts, relative to the first size of its item. */
  readonly packFactor: number;
  readonly restricted: Restriction;
  readonly deposit: boolean;
  readonly spend: boolean;
  readonly successionFrom: number | undefined;
  readonly recall: boolean;
};

const PRIVATE = '=';
const PRIVATE_PRICE = 0.79;
/** The first brand of an item asks the most. */
const BRAND_PRICES = [1, 0.94, 0.9];

/** Build the products of the assortment: each brand of an item in each size, in the assortment's order. */
export function buildProducts(items: readonly Item[], dice: Dice): readonly Product[] {
  const brands = [...new Set(items.flatMap((item) => item.brands))].sort();
  const products: Product[] = [];
  for (const item of items) {
    const makers = item.brands.length === 0 ? [''] : item.brands;
    for (const [brandNo, brand] of makers.entries()) {
      for (const [sizeNo] of item.sizes.entries()) {
        const tilt = BRAND_PRICES[brandNo] ?? 0.9;
        products.push(makeProduct(products.length, item, brand, brands.indexOf(brand), sizeNo, tilt, dice));
      }
    }
    const shrunk = item.flags.get('shrink');
    const old = products.at(-makers.length * item.sizes.length);
    if (shrunk !== undefined && old !== undefined)
      products.push(successor(products.length, old, shrunk, brands));
  }
  return products;
}

function makeProduct(
  no: number,
  item: Item,
  brand: string,
  brandNo: number,
  sizeNo: number,
  tilt: number,
  dice: Dice,
): Product {
  const pack = item.sizes[sizeNo] ?? { size: '', priceCents: 0 };
  const isPrivate = brand === PRIVATE;
  const service = item.flags.has('nospend') || item.flags.has('lottery');
  const loose = brand === '';
  const factor = isPrivate && item.brands.length > 1 ? PRIVATE_PRICE : tilt;
  const asked = pack.priceCents * factor * (0.98 + 0.04 * dice.stream(STREAM.product, no).unit());
  return {
    no,
    ...identity(item, brandNo, no),
    ...wording(item, isPrivate ? CHAIN : brand, pack.size, isPrivate, service),
    label: loose || service ? undefined : isPrivate ? 'private' : 'national',
    item,
    size: pack.size,
    priceCents: loose || service ? pack.priceCents : shelfPrice(asked),
    packFactor: packFactor(item, sizeNo),
    restricted: restriction(item),
    deposit: item.flags.has('deposit'),
    spend: !service,
    successionFrom: undefined,
    recall: item.flags.has('recall') && brandNo >= 0 && !isPrivate,
  };
}

/** The same price for less: the old product's successor, under a number of its own. */
function successor(no: number, old: Product, size: string, brands: readonly string[]): Product {
  const spaced = size.replace('_', ' ');
  const share = Number.parseFloat(spaced) / Number.parseFloat(old.size);
  return {
    ...old,
    no,
    ...identity(old.item, brands.indexOf(old.brand), no),
    ...wording(old.item, old.brand, spaced, false, false),
    size: spaced,
    packFactor: old.packFactor * share,
    successionFrom: old.no,
  };
}

function wording(item: Item, brand: string, size: string, isPrivate: boolean, service: boolean) {
  const named = service ? item.name : [brand, item.name].filter((part) => part !== '').join(' ');
  const loose = size === 'lb' || size === 'each' || size === 'gal';
  const short = isPrivate ? 'KT' : brand.slice(0, 3).toUpperCase();
  const parts = service ? [item.register] : [short, item.register, loose ? '' : shortSize(size)];
  return {
    brand: service ? '' : brand,
    description: loose ? named : `${named}, ${size}`,
    register: parts
      .filter((part) => part !== '')
      .join(' ')
      .slice(0, 20)
      .trimEnd(),
  };
}

function shortSize(size: string): string {
  return size.replace('.0', '').replace(' pk', 'PK').replace(' cans', '').replace(' ', '').toUpperCase();
}

/**
 * Numbers: makers' prefixes are made up, in number systems 0, 6, 7 and 8 (2 to 5 mean something else); one maker is
 * Italian and one British, whose 13-digit numbers do not start with a zero.
 */
function identity(item: Item, brandNo: number, no: number): Pick<Product, 'id' | 'sold' | 'upcE'> {
  const plu = item.flags.get('plu');
  if (plu !== undefined) {
    return { id: `plu:${plu}`, sold: item.flags.has('each') ? 'plu-each' : 'plu', upcE: undefined };
  }
  const embedded = item.flags.get('rw');
  if (embedded !== undefined) return { id: `rw:2${embedded}`, sold: 'embedded', upcE: undefined };
  if (item.flags.has('upce')) {
    const three = String(100 + no).slice(-3);
    const body = `04310000${three}`;
    const check = checkDigit(body);
    return { id: `${body}${check}`, sold: 'unit', upcE: `043${three}1${check}` };
  }
  const itemNo = String(10_000 + no * 13).slice(-5);
  const maker = String(70_211 + brandNo * 347).slice(-5);
  const foreign =
    item.brands[0] === 'Bellacorta' ? '80' : item.brands[0] === 'Hartwell & Finch' ? '50' : undefined;
  const system = ['0', '6', '7', '8'][brandNo % 4] ?? '0';
  const body = `${foreign ?? system}${maker}${itemNo}`;
  return { id: `${body}${checkDigit(body)}`, sold: 'unit', upcE: undefined };
}

/** Shelf prices end in 9. */
function shelfPrice(priceCents: number): number {
  return Math.max(49, Math.round((priceCents + 1) / 10) * 10 - 1);
}

/** Content relative to the first size; where the sizes have different units, what they cost relative to it. */
function packFactor(item: Item, sizeNo: number): number {
  const first = item.sizes[0];
  const other = item.sizes[sizeNo];
  if (first === undefined || other === undefined || sizeNo === 0) return 1;
  const unit = (size: string): string => size.replace(/^[\d.]+ ?/, '');
  if (unit(first.size) === unit(other.size))
    return Number.parseFloat(other.size) / Number.parseFloat(first.size);
  return other.priceCents / first.priceCents;
}

function restriction(item: Item): Restriction {
  for (const one of ['milk', 'alcohol', 'tobacco', 'infant_formula', 'lottery'] as const) {
    if (item.flags.has(one)) return one;
  }
  return 'none';
}
