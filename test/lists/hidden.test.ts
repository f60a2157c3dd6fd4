import { describe, expect, test } from 'vitest';
import type { PreferenceRow, SuppressionRow } from '../../src/ingest/rows.ts';
import { type Hidden, hiddenBy, type WishCatalog, wishCatalog } from '../../src/lists/hidden.ts';
import { countUnmet, judgeWishes, settingOf } from '../../src/lists/obeyed.ts';
import { indexCatalog } from '../../src/offers/catalog-index.ts';
import { day } from '../../src/shared/day.ts';
import { catalogOf, type ProductSketch } from '../offers/build.ts';

const PRODUCTS: readonly ProductSketch[] = [
  { id: 'chips', department: 'Snacks', category: 'Salty Snacks', subcategory: 'Chips', need: 'chips' },
  { id: 'wine', department: 'Alcohol', category: 'Wine', need: 'wine', restricted: 'alcohol' },
  {
    id: 'milk',
    department: 'Dairy',
    category: 'Milk',
    need: 'milk',
    description: 'Whole Milk',
    size: '1 gal',
  },
  { id: 'oat', department: 'Dairy', category: 'Milk', subcategory: 'Plant Milk', need: 'plant milk' },
  {
    id: 'ham',
    department: 'Deli',
    category: 'Deli Meats',
    need: 'deli ham',
    description: 'Honey Ham, 9 oz',
    size: '9 oz',
  },
  {
    id: 'pizza',
    department: 'Frozen',
    category: 'Pizza',
    need: 'frozen pizza',
    description: 'Pepperoni Pizza',
  },
  {
    id: 'margherita',
    department: 'Frozen',
    category: 'Pizza',
    need: 'frozen pizza',
    description: 'Pizza Margherita',
  },
  { id: 'greens', department: 'Produce', category: 'Vegetables', need: 'greens' },
  {
    id: 'peas',
    department: 'Frozen',
    category: 'Frozen Vegetables',
    subcategory: 'Vegetables',
    need: 'peas',
  },
  { id: 'bare', description: 'Graham crackers', need: 'bare' },
  { id: 'test', category: 'Family Planning', need: 'tests', sensitive: true },
  { id: 'card', category: 'Gift Cards', need: 'gift card', spend: false },
  { id: 'smokes', category: 'Tobacco', need: 'cigarettes', restricted: 'tobacco' },
];
const DIETS = {
  dry: ['restricted:alcohol'],
  vegan: ['milk', 'deli meats', 'word:pepperoni', 'ground beef', '!plant milk'],
  'No Ham': ['word:ham'],
  strict: ['need:milk'],
  hollow: ['unicorn'],
  empty: [],
};
const CATALOG: WishCatalog = wishCatalog(indexCatalog(catalogOf(PRODUCTS)), DIETS);

function wish(what: PreferenceRow['what'], value: string): PreferenceRow {
  return { householdId: 'H1', what, value, day: undefined };
}

function suppressed(reason: SuppressionRow['reason'], category?: string) {
  return { reason, category };
}

/** What is hidden, with the reason: `chips: muted-category`. */
function hiddenIds({ reasonFor }: Hidden): string[] {
  return PRODUCTS.flatMap(({ id }, productNo) => {
    const reason = reasonFor(productNo);
    return reason === undefined ? [] : [`${id}: ${reason}`];
  });
}

test.each([
  ['a muted product', wish('mute_product', 'chips'), ['chips: muted-product']],
  ['a product that is not its own', wish('not_mine', 'chips'), ['chips: not-mine']],
  ['a product that nobody knows', wish('mute_product', 'caviar'), []],
  [
    'a muted category, however it is written',
    wish('mute_category', ' salty  SNACKS '),
    ['chips: muted-category'],
  ],
  ['a department that is called a category', wish('mute_category', 'snacks'), ['chips: muted-category']],
  [
    'a category, not what a finer group of that name has',
    wish('mute_category', 'vegetables'),
    ['greens: muted-category'],
  ],
  ['a part of a name', wish('mute_category', 'Salty'), []],
  ['a language is no product', wish('language', 'chips'), []],
  ['a diet by what the law restricts', wish('diet', 'dry'), ['wine: diet']],
  [
    'a diet by groups and words, less what it allows',
    wish('diet', 'VEGAN'),
    ['milk: diet', 'ham: diet', 'pizza: diet'],
  ],
  ['a diet by a word of its own alone', wish('diet', 'no-ham'), ['ham: diet']],
  ['a diet by one kind of group alone', wish('diet', 'strict'), ['milk: diet']],
  ['a diet that is in no configuration', wish('diet', 'keto'), []],
])('hides %s', (_, row, expected) => {
  expect(hiddenIds(hiddenBy([], [row], CATALOG))).toEqual(expected);
});

test('hides what a suppression names, and says that it was the suppression', () => {
  const both = hiddenBy([suppressed('category', 'wine')], [wish('mute_category', 'Wine')], CATALOG);
  expect(hiddenIds(both)).toEqual(['wine: suppressed-category']);
  expect(hiddenIds(hiddenBy([suppressed('no_mail', 'Wine')], [], CATALOG))).toEqual([]);
  expect(hiddenIds(hiddenBy([suppressed('category')], [], CATALOG))).toEqual([]);
});

test('knows whose purchases are not the household’s own', () => {
  const hidden = hiddenBy([], [wish('not_mine', 'milk'), wish('mute_product', 'oat')], CATALOG);
  expect([...hidden.disowned]).toEqual([2]);
});

describe('a recipe that calls for', () => {
  const hides = (row: PreferenceRow, need: string): boolean => hiddenBy([], [row], CATALOG).hidesNeed(need);

  test.each([
    ['a need of a muted category', wish('mute_category', 'Salty Snacks'), 'Chips ', true],
    ['a need that another product still serves', wish('mute_product', 'pizza'), 'frozen pizza', false],
    ['a need whose only product is muted', wish('mute_product', 'milk'), 'milk', true],
    ['a need that the diet excludes in part', wish('diet', 'vegan'), 'frozen pizza', false],
    ['a need that the diet names, and no product serves', wish('diet', 'vegan'), 'Ground Beef', true],
    ['a need with a word that the diet names', wish('diet', 'no ham'), 'smoked ham hocks', true],
    ['a need that the diet allows', wish('diet', 'vegan'), 'plant milk', false],
    ['something that nobody sells', wish('mute_category', 'Wine'), 'saffron', false],
  ])('%s', (_, row, need, expected) => {
    expect(hides(row, need)).toBe(expected);
    expect(hiddenBy([], [], CATALOG).hidesNeed(need)).toBe(false);
  });
});

describe('a wish is named', () => {
  test.each([
    ['a product with its size', wish('mute_product', 'milk'), 'Whole Milk 1 gal'],
    ['a product whose name has its size', wish('not_mine', 'ham'), 'Honey Ham, 9 oz'],
    ['a category as the catalog spells it', wish('mute_category', 'SALTY snacks'), 'Salty Snacks'],
    ['a diet as it was said', wish('diet', ' Vegan '), 'Vegan'],
    ['large print', wish('large_print', 'yes'), 'yes'],
  ])('%s', (_, row, named) => {
    expect(judgeWishes([row], CATALOG).obeyed).toEqual([
      { what: row.what, value: row.value, day: undefined, named },
    ]);
  });

  test.each(['test', 'smokes', 'card'])('but not on paper where its mere mention says too much: %s', (id) => {
    expect(judgeWishes([wish('mute_product', id)], CATALOG).obeyed).toMatchObject([{ unspoken: true }]);
    const category = PRODUCTS.find((product) => product.id === id)?.category ?? '';
    expect(judgeWishes([wish('mute_category', category)], CATALOG).obeyed).toMatchObject([
      { unspoken: true },
    ]);
  });

  test('the newest first', () => {
    const { obeyed } = judgeWishes([wish('mute_product', 'milk'), wish('large_print', 'yes')], CATALOG);
    expect(obeyed.map(({ what }) => what)).toEqual(['large_print', 'mute_product']);
  });
});

describe('a wish that nothing can be done about', () => {
  const UNMET = [
    [wish('diet', 'keto'), 'diet-unknown'],
    [wish('diet', 'hollow'), 'diet-empty'],
    [wish('diet', 'empty'), 'diet-empty'],
    [wish('mute_category', 'Caviar'), 'category-unknown'],
    [wish('mute_product', 'caviar'), 'product-unknown'],
    [wish('language', 'fr'), 'language-unknown'],
  ] as const;

  test.each(UNMET)('%j: %s', (row, reason) => {
    expect(judgeWishes([row], CATALOG)).toEqual({ obeyed: [], unmet: [{ wish: row, reason }] });
  });

  test('is counted over all households, however they spell it', () => {
    const all = [
      [wish('diet', 'Gluten Free'), wish('diet', 'vegan')],
      [wish('diet', 'gluten_free')],
      [wish('diet', 'keto')],
    ];
    expect(countUnmet(all, CATALOG)).toEqual([
      { what: 'diet', value: 'Gluten Free', reason: 'diet-unknown', households: 2 },
      { what: 'diet', value: 'keto', reason: 'diet-unknown', households: 1 },
    ]);
  });

  test('is not told of products before there are any', () => {
    const bare = wishCatalog(indexCatalog(catalogOf([])), DIETS);
    const all = UNMET.map(([row]) => [row]);
    expect(countUnmet(all, bare).map(({ reason }) => reason)).toEqual(['diet-unknown', 'language-unknown']);
  });
});

describe('a sheet is set', () => {
  const said = (...rows: readonly (readonly [PreferenceRow['what'], string])[]) =>
    rows.map(([what, value], at) => ({ ...wish(what, value), day: day(at) }));

  test.each([
    ['as the chain does', [], undefined, false, 'en', false],
    ['as the household is known', [], 'es', true, 'es', true],
    ['as the household asked', said(['language', 'es'], ['large_print', 'yes']), 'en', false, 'es', true],
    ['without large print where it asked so', said(['large_print', 'no']), undefined, true, 'en', false],
    ['in a language of three letters', said(['language', 'spa']), undefined, false, 'es', false],
    ['as known where nobody prints what it asked for', said(['language', 'fr']), 'es', false, 'es', false],
    ['in no language that only begins alike', said(['language', 'est']), undefined, false, 'en', false],
  ] as const)('%s', (_, wishes, known, knownLarge, language, largePrint) => {
    const setting = settingOf(wishes, { language: known, largePrint: knownLarge }, 'en');
    expect(setting).toEqual({ language, largePrint });
  });
});
