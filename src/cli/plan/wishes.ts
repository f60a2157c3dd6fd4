import { type WishCatalog, wishCatalog } from '../../lists/hidden.ts';
import { countUnmet, describeUnmet, type UnmetCount } from '../../lists/obeyed.ts';
import { indexCatalog } from '../../offers/catalog-index.ts';
import type { Context } from '../context.ts';
import type { PlanInputs } from './inputs.ts';

/** Wishes named one by one in warnings before the rest is counted. */
const NAMED_MAX = 5;

/** Wishes of all households that no list obeys. */
export function unmetWishes(
  context: Context,
  catalog: WishCatalog = readCatalog(context),
  preferences: PlanInputs['preferences'] = context.history.facts.preferences(),
): UnmetCount[] {
  return countUnmet(preferences.values(), catalog);
}

/** Those of one household. */
export function unmetWishesOf(context: Context, householdId: string): UnmetCount[] {
  const preferences = context.history.facts.preferencesOf(householdId);
  return preferences.length === 0 ? [] : countUnmet([preferences], readCatalog(context));
}

function readCatalog({ history, config }: Context): WishCatalog {
  return wishCatalog(indexCatalog(history.facts.catalog()), config.diets, history.successions.all());
}

/** Name what is not obeyed, once each and with a count, so that nobody's wish is dropped in silence. */
export function warnUnmet(context: Context, unmet: readonly UnmetCount[]): void {
  for (const one of unmet.slice(0, NAMED_MAX)) context.warn(describeUnmet(one));
  const more = unmet.length - NAMED_MAX;
  if (more > 0) context.warn(`and ${more} more wishes that are not obeyed; see \`plan --json\``);
}

/** The same for programs. */
export function unmetDocument(unmet: readonly UnmetCount[]) {
  return unmet.map(({ what, value, reason, households }) => ({ what, value, reason, households }));
}

/** Households that preferences name and the households feed does not; stored, and obeyed when it does. */
export function unknownWishers(context: Context): string[] {
  return context.history.facts.unknownWishers();
}

export function warnUnknownWishers(context: Context, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const more = ids.length > NAMED_MAX ? ` and ${ids.length - NAMED_MAX} more` : '';
  context.warn(
    `preferences name households that the households feed does not: ${ids.slice(0, NAMED_MAX).join(', ')}${more}; they are kept`,
  );
}
