import { join } from 'node:path';
import { CHAIN_FUNDER, makerOf } from './chain.ts';
import type { Product } from './products.ts';
import { writeFeed } from './text.ts';
import { statusOf, type World } from './world.ts';

const COLUMNS = [
  'product_id',
  'description',
  'brand',
  'manufacturer',
  'label',
  'department',
  'category',
  'subcategory',
  'need',
  'size',
  'unit',
  'restricted',
  'sensitive',
  'spend',
  'status',
  'replaces',
] as const;

export function writeProducts(world: World, dir: string): number {
  return writeFeed(
    join(dir, 'products.csv'),
    COLUMNS,
    world.products.map((product) => ({
      product_id: product.id,
      description: product.description,
      brand: product.brand,
      manufacturer: product.label === 'private' ? CHAIN_FUNDER.name : makerOf(product.brand)?.name,
      label: product.label,
      department: product.item.department,
      category: product.item.category,
      subcategory: product.item.subcategory,
      need: product.item.flags.has('blank') ? undefined : product.item.need,
      size: product.size,
      unit: unitOf(product),
      restricted: product.restricted,
      sensitive: product.item.flags.has('sensitive') ? 'yes' : 'no',
      spend: product.spend ? 'yes' : 'no',
      status: statusOf(world, product),
      replaces: product.successionFrom === undefined ? undefined : world.products[product.successionFrom]?.id,
    })),
  );
}

/** What one unit of quantity is: a pound of weighed goods, a gallon of fuel, else a piece. */
function unitOf(product: Product): string {
  if (product.sold === 'plu' || product.sold === 'embedded') return 'lb';
  return product.size === 'gal' ? 'gal' : 'each';
}
