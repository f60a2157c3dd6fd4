import { formatDay } from '../../../shared/day.ts';
import type { StoredLine } from '../../../store/ledger/lists.ts';
import type { Explained } from './gather.ts';

/** Other products of the need that are named, at most. */
const OTHERS_MAX = 3;

/**
 * How the household buys the need of a due line, and why it is this product that is asked for; null: it buys no other one
 * of the need, or the list was planned before this was kept. `others` are those that stayed off for this one, likeliest
 * first, of the ones that are kept with the list.
 */
export function describeNeed(explained: Explained, line: StoredLine) {
  const { need } = line.facts;
  if (need === undefined) return null;
  const others = explained.leftOut?.due.filter(
    ({ reason, by }) => reason === 'same-need' && by === line.productId,
  );
  return {
    products: need.products,
    purchases: need.purchases,
    last_day: formatDay(need.lastDay),
    gap_days: need.purchases < 2 ? null : need.gapDays,
    chosen: need.besideProductId === undefined ? 'likeliest' : 'bought-together',
    beside_product_id: need.besideProductId ?? null,
    others: (others ?? []).map(({ productId, probability }) => ({
      product_id: productId,
      description: nameOf(explained, productId),
      probability,
    })),
  };
}

/** The same in a sentence or two; undefined: there is nothing to say. */
export function needText(explained: Explained, line: StoredLine): string | undefined {
  const described = describeNeed(explained, line);
  if (described === null) return undefined;
  const { products, purchases, last_day, gap_days, beside_product_id, others } = described;
  const days =
    purchases === 1 ? 'on one day' : `on ${purchases} days, every ${Math.round(gap_days ?? 0)} on average`;
  const habit = `need ${line.need}: it buys ${products} products of it, ${days}, last on ${last_day}`;
  if (beside_product_id !== null) {
    return `${habit}; this one usually on one day with ${nameOf(explained, beside_product_id)}, so both are on`;
  }
  const own = line.facts.purchases === undefined ? '' : `, on ${line.facts.purchases} of those days`;
  const rivals = others
    .slice(0, OTHERS_MAX)
    .map(({ description, probability }) => `${description} ${Math.round(100 * probability)} %`);
  return `${habit}; this one is the likeliest${own}${rivals.length === 0 ? '' : `, before ${rivals.join(', ')}`}`;
}

function nameOf({ list, since }: Explained, productId: string): string {
  const line = list.lines.find((other) => other.productId === productId);
  return line?.description ?? since.products.get(productId)?.description ?? productId;
}
