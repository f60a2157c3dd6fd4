import type { HouseholdHistory } from '../history/household-history.ts';
import type { Catalog } from '../shared/catalog.ts';

/** A household by the name under which it is sampled, with what it bought before the as-of day. */
export type NamedHistory = { readonly householdId: string; readonly history: HouseholdHistory };

/** What is to be done with every household, once. */
export type Visit = (household: NamedHistory) => void;

/** The catalog as far as learning needs it; `products` names what is sampled (a number names itself), and its needs. */
export type LearnCatalog = Pick<Catalog, 'categoryNo' | 'categoryCount'> & Partial<Pick<Catalog, 'products'>>;
