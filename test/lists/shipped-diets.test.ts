import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import type { Diet } from '../../src/lists/diets.ts';
import { wishCatalog } from '../../src/lists/hidden.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import type { Restriction } from '../../src/shared/offer-terms.ts';
import { catalogOf, type ProductSketch } from '../offers/build.ts';
import { type Rec, readRecords } from '../support/records.ts';

/** The built-in diets against the products of the made-up chain. */
const RECORDS: readonly Rec[] = readRecords(join(import.meta.dirname, '../../fixtures/products.csv'));
const INDEX = indexCatalog(
  catalogOf(
    RECORDS.map(
      (row): ProductSketch => ({
        id: row('product_id'),
        description: row('description'),
        department: row('department'),
        category: row('category'),
        subcategory: row('subcategory'),
        need: row('need') || row('subcategory') || row('category'),
        restricted: row('restricted') as Restriction,
      }),
    ),
  ),
);

function dietOf(name: string, config = ''): Diet {
  const diet = wishCatalog(INDEX, parseConfig(config, 'duelist.toml').diets).diets(name);
  if (typeof diet === 'string') throw new Error(`${name}: ${diet}`);
  return diet;
}

/** Needs of which the diet leaves nothing, or something. */
function needs(diet: Diet, excluded: boolean): Set<string> {
  return new Set(RECORDS.filter((_, no) => diet.excludes(no) === excluded).map((row) => row('need')));
}

const MEAT = [
  'ground beef',
  'pork chops',
  'chicken breast',
  'ground turkey',
  'bacon',
  'deli ham',
  'packaged lunch meat',
  'rotisserie chicken',
];
const FISH = ['salmon', 'fish sticks', 'canned tuna'];
const DAIRY = [
  'milk',
  'eggs',
  'butter',
  'greek yogurt',
  'shredded cheese',
  'ice cream',
  'sour cream',
  'macaroni and cheese',
];
const PLANTS = [
  'bananas',
  'plant milk',
  'margarine',
  'peanut butter',
  'pasta',
  'canned beans',
  'dog food',
  'cat food',
  'bath tissue',
];

describe.each([
  ['vegetarian', [...MEAT, ...FISH], [...DAIRY, ...PLANTS, 'beer']],
  ['vegan', [...MEAT, ...FISH, ...DAIRY], PLANTS],
  ['pescatarian', MEAT, [...FISH, ...DAIRY, ...PLANTS]],
  [
    'pork_free',
    ['pork chops', 'pork ribs', 'bacon', 'deli ham', 'bratwurst'],
    ['ground beef', 'chicken breast', 'deli turkey', ...FISH, ...DAIRY, ...PLANTS],
  ],
  [
    'beef_free',
    ['ground beef', 'beef steak', 'beef roast'],
    ['pork chops', 'chicken breast', ...FISH, ...DAIRY, ...PLANTS],
  ],
  ['alcohol_free', ['beer', 'craft beer', 'wine'], [...MEAT, ...DAIRY, ...PLANTS]],
])('%s', (name, without, within) => {
  const diet = dietOf(name);

  test('leaves out what it must', () => {
    const left = needs(diet, false);
    expect(without.filter((need) => left.has(need))).toEqual([]);
  });

  test('and nothing that it need not', () => {
    const gone = needs(diet, true);
    expect(within.filter((need) => gone.has(need))).toEqual([]);
  });
});

test('goods whose name alone tells are found by it', () => {
  const vegetarian = dietOf('Vegetarian');
  const gone = RECORDS.filter((_, no) => vegetarian.excludes(no)).map((row) => row('description'));
  expect(gone.some((text) => text.includes('Pepperoni Pizza'))).toBe(true);
  expect(gone.some((text) => text.includes('Chicken Noodle Soup'))).toBe(true);
  expect(gone.some((text) => text.includes('Cracker Fish'))).toBe(false);
});

test('a chain overrides one diet, and the others stay', () => {
  const config = '[diets]\nPescatarian = ["need:bananas"]\n';
  expect([...needs(dietOf('pescatarian', config), true)]).toEqual(['bananas']);
  expect(needs(dietOf('vegan', config), true)).toEqual(needs(dietOf('vegan'), true));
});
