import type { Catalog, CatalogProduct } from '../shared/catalog.ts';
import { fold } from '../shared/fold.ts';

/** How products are grouped, from the coarse to the fine. */
const KINDS = ['department', 'category', 'subcategory', 'need', 'restricted'] as const;
type Kind = (typeof KINDS)[number];

/** A group of products under the name that the catalog has for it. */
export type Group = { readonly name: string; readonly productNos: readonly number[] };

/** The catalog by the names of its groups, built once per plan. */
export type ProductGroups = {
  /** What people call a category: the category of that name, else the department, else a finer group. */
  readonly category: (name: string) => Group | undefined;
  /** Everything that a name, alone or behind its kind (`need:milk`), stands for. */
  readonly everyOf: (name: string) => readonly number[];
};

/** @param catalog Names are compared folded: `cat: Yogurt ` and `yogurt` are one group. */
export function groupProducts(catalog: Catalog): ProductGroups {
  const groups: Readonly<Record<Kind, ReadonlyMap<string, Group>>> = {
    department: groupBy(catalog, ({ department }) => department),
    category: groupBy(catalog, ({ category }) => category),
    subcategory: groupBy(catalog, ({ subcategory }) => subcategory),
    need: groupBy(catalog, ({ need }) => need),
    restricted: groupBy(catalog, ({ restricted }) => restricted),
  };
  return {
    category: (name) => {
      const key = fold(name);
      const { category, department, subcategory, need } = groups;
      return category.get(key) ?? department.get(key) ?? subcategory.get(key) ?? need.get(key);
    },
    everyOf: (name) => {
      const { kinds, key } = readName(name);
      return kinds.flatMap((kind) => groups[kind].get(key)?.productNos ?? []);
    },
  };
}

function groupBy(
  catalog: Catalog,
  nameOf: (product: CatalogProduct) => string | undefined,
): Map<string, Group> {
  const groups = new Map<string, Group & { readonly productNos: number[] }>();
  // A name comes again and again in one spelling; folding it each time would take most of the time.
  const asWritten = new Map<string, number[] | undefined>();
  for (const product of catalog.products) {
    const name = product === undefined ? undefined : nameOf(product);
    if (product === undefined || name === undefined) continue;
    if (!asWritten.has(name)) asWritten.set(name, productNosOf(groups, name));
    asWritten.get(name)?.push(product.productNo);
  }
  return groups;
}

/** Where products under a name go; undefined: it is blank. */
function productNosOf(
  groups: Map<string, Group & { readonly productNos: number[] }>,
  name: string,
): number[] | undefined {
  const key = fold(name);
  if (key === '') return undefined;
  const group = groups.get(key) ?? { name: name.trim(), productNos: [] };
  groups.set(key, group);
  return group.productNos;
}

const SHORT: Readonly<Record<string, Kind>> = { cat: 'category', dept: 'department' };

/** A name with its kind before it, or one that may be of any kind but the law's. */
function readName(name: string): { readonly kinds: readonly Kind[]; readonly key: string } {
  const [, prefix = '', rest = ''] = /^(\w+):(.*)$/s.exec(name.trim()) ?? [];
  const kind = SHORT[prefix.toLowerCase()] ?? KINDS.find((known) => known === prefix.toLowerCase());
  if (kind !== undefined) return { kinds: [kind], key: fold(rest) };
  return { kinds: KINDS.filter((known) => known !== 'restricted'), key: fold(name) };
}
