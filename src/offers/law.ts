import type { Catalog } from '../shared/catalog.ts';
import type { Day } from '../shared/day.ts';
import { fold } from '../shared/fold.ts';
import type { OfferTerms, Restriction } from '../shared/offer-terms.ts';
import { stateCode } from './us-states.ts';

/** What a rule is about: goods that the products feed calls restricted, all specials of a list, or a group of products. */
export type LawSubject = Exclude<Restriction, 'none'> | 'specials' | `cat:${string}`;

/**
 * One row of `restricted.csv`. Restricted goods: `deny` (no offer), `warn` (offers, and a warning), `allow`. `specials`:
 * `disclose` (the text stands beside them), `warn`, `allow`. `cat:NAME`: `never` (a department, category, subcategory
 * or need of that name is sensitive, whatever the products feed says), `allow`.
 */
export type LawRule = {
  readonly subject: LawSubject;
  /** Postal code; `*`: every state without a row of its own. */
  readonly state: string;
  readonly rule: 'deny' | 'warn' | 'allow' | 'disclose' | 'never';
  /** What is printed, or what the warning says. */
  readonly text: string | undefined;
  readonly citation: string;
  /** The day on which somebody last looked whether it still holds. */
  readonly reviewed: Day;
};

/** The rules over one chain's stores. Store ids: those where an offer holds; none means all stores of the chain. */
export type Law = {
  /** Whether offers may not be on such goods, since it is so in any of these stores: an offer has the same goods at every lane. */
  readonly denies: (restriction: Restriction, storeIds: readonly string[]) => boolean;
  /** The rules that speak for any of these stores. */
  readonly rulesFor: (subject: LawSubject, storeIds: readonly string[]) => readonly LawRule[];
  /** What stands beside the specials of a household of that store; undefined: nothing has to. */
  readonly disclosure: (storeId: string | undefined) => string | undefined;
  /** Folded names of groups that are sensitive. */
  readonly sensitive: ReadonlySet<string>;
};

/** Offers on nothing that is restricted: what holds where no rule is known. */
export const DENY_ALL: Pick<Law, 'denies'> = { denies: (restriction) => restriction !== 'none' };

/**
 * The rules for a chain. Restricted goods without a rule are denied. Where the state of a store is not known, the strictest
 * rule for any state holds, and its specials carry what those of any store of the chain have to.
 *
 * @param rules A later one of the same subject and state takes the place of an earlier one.
 */
export function lawOf(
  rules: readonly LawRule[],
  stores: readonly { readonly storeId: string; readonly state: string | undefined }[],
): Law {
  const byKey = new Map(rules.map((rule) => [keyOf(rule.subject, rule.state), rule]));
  const named = new Set(rules.map(({ state }) => state));
  const stateOf = new Map(stores.map(({ storeId, state }) => [storeId, knownState(state, named)]));
  const all = [...byKey.values()];
  const rulesOf = (subject: LawSubject, state: string | undefined): readonly LawRule[] => {
    // Of all states' rules the strictest decides; what is said of specials is said only where it is known to hold.
    if (state === undefined)
      return subject === 'specials' ? [] : all.filter((rule) => rule.subject === subject);
    const rule = byKey.get(keyOf(subject, state)) ?? byKey.get(keyOf(subject, '*'));
    return rule === undefined ? [] : [rule];
  };
  const statesOf = (storeIds: readonly string[]): readonly (string | undefined)[] => {
    if (storeIds.length > 0) return [...new Set(storeIds.map((id) => stateOf.get(id)))];
    return stores.length === 0 ? [undefined] : [...new Set(stateOf.values())];
  };
  const textsIn = (states: Iterable<string | undefined>): string | undefined => {
    const texts = [...states]
      .flatMap((state) => rulesOf('specials', state))
      .flatMap(({ rule, text }) => (rule === 'disclose' && text !== undefined ? [text] : []));
    return texts.length === 0 ? undefined : [...new Set(texts)].sort().join(' ');
  };
  return {
    denies: (restriction, storeIds) =>
      restriction !== 'none' &&
      statesOf(storeIds).some((state) => {
        const found = rulesOf(restriction, state);
        return found.length === 0 || found.some(({ rule }) => rule === 'deny');
      }),
    rulesFor: (subject, storeIds) => [
      ...new Set(statesOf(storeIds).flatMap((state) => rulesOf(subject, state))),
    ],
    disclosure: (storeId) => {
      const state = storeId === undefined ? undefined : stateOf.get(storeId);
      return textsIn(state === undefined ? stateOf.values() : [state]);
    },
    sensitive: new Set(
      all.flatMap(({ subject, rule }) =>
        rule === 'never' && subject.startsWith('cat:') ? [fold(subject.slice('cat:'.length))] : [],
      ),
    ),
  };
}

function keyOf(subject: LawSubject, state: string): string {
  return `${subject}\u0000${state}`;
}

/** A state that a rule names counts even where it is none of the United States. */
function knownState(text: string | undefined, named: ReadonlySet<string>): string | undefined {
  const code = stateCode(text);
  if (code !== undefined) return code;
  const own = (text ?? '').trim().toUpperCase();
  return own !== '*' && named.has(own) ? own : undefined;
}

/** The catalog with what belongs to a sensitive group marked so, beside what the products feed marks. */
export function withSensitive(catalog: Catalog, names: ReadonlySet<string>): Catalog {
  if (names.size === 0) return catalog;
  const isNamed = (name: string | undefined) => name !== undefined && names.has(fold(name));
  return {
    ...catalog,
    products: catalog.products.map((product) =>
      product === undefined || product.sensitive
        ? product
        : [product.department, product.category, product.subcategory, product.need].some(isNamed)
          ? { ...product, sensitive: true }
          : product,
    ),
  };
}

/** An offer beside the rule that warns of it. */
export type LawWarning = { readonly offerId: string | undefined; readonly rule: LawRule };

/** What a person should know before the lists go out: rules that warn, for the offers that are live, and for all specials. */
export function lawWarnings(
  law: Pick<Law, 'rulesFor'>,
  live: readonly { readonly terms: OfferTerms; readonly products: { readonly productNos: Int32Array } }[],
  catalog: Catalog,
): LawWarning[] {
  const warns = (subject: LawSubject, storeIds: readonly string[]) =>
    law.rulesFor(subject, storeIds).filter(({ rule }) => rule === 'warn');
  const found: LawWarning[] = live.flatMap(({ terms, products }) => {
    const subjects = new Set([terms.restricted]);
    for (const productNo of products.productNos)
      subjects.add(catalog.products[productNo]?.restricted ?? 'none');
    subjects.delete('none');
    return [...subjects].flatMap((subject) =>
      subject === 'none'
        ? []
        : warns(subject, terms.stores).map((rule) => ({ offerId: terms.offerId, rule })),
    );
  });
  const ofSpecials = live.length === 0 ? [] : warns('specials', []);
  return [...found, ...ofSpecials.map((rule) => ({ offerId: undefined, rule }))];
}
