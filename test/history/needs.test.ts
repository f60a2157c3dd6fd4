import { expect, test } from 'vitest';
import { deriveNeed, type NeedFacts } from '../../src/history/needs.ts';

const MILK: NeedFacts = {
  need: undefined,
  subcategory: 'Fluid milk',
  category: 'Dairy',
  size: undefined,
  description: 'Whole milk',
};

test.each<[string, Partial<NeedFacts>, string]>([
  ["the feed's own word wins", { need: ' milk ', size: '1 GAL' }, 'milk'],
  ['a blank need is none', { need: '  ' }, 'Fluid milk'],
  ['then the subcategory', {}, 'Fluid milk'],
  ['then the category, whatever the size', { subcategory: undefined, size: '1 GAL' }, 'Dairy'],
  ['then the product itself', { subcategory: undefined, category: '' }, 'Whole milk'],
])('%s', (_, changes, expected) => {
  expect(deriveNeed({ ...MILK, ...changes })).toBe(expected);
});

test.each([
  ['1 GAL', ', large'],
  ['64 oz', ', large'],
  ['2 L', ', large'],
  ['5 lb', ', large'],
  ['1 qt', ''],
  ['32 OZ.', ''],
  ['1 kg', ''],
  ['1/2 LB', ', small'],
  ['8 fl oz', ', small'],
  ['200ml', ', small'],
  ['.5 l', ''],
  ['12 CT', ''],
  ['6 PK 12 OZ', ''],
  ['1/0 gal', ''],
  ['0 oz', ''],
  ['family size', ''],
])('a size of %s adds "%s"', (size, suffix) => {
  expect(deriveNeed({ ...MILK, size })).toBe(`Fluid milk${suffix}`);
});
