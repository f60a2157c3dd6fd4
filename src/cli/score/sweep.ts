import { followSuccessors, type Successors, standingFor } from '../../history/succession.ts';
import { unlistable } from '../../lists/plan-lines.ts';
import { addToTally, EMPTY_TALLY, type ListTally, type ScoredLine } from '../../measure/list-score.ts';
import type { Catalog } from '../../shared/catalog.ts';
import { addDays } from '../../shared/day.ts';
import { fold } from '../../shared/fold.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { IssuedList } from '../../store/ledger/scores.ts';
import type { Context } from '../context.ts';

type Arms = Record<IssuedList['arm'], ListTally>;

/**
 * What the households of a cycle did with their lists, in one sweep over the lists: of the histories only one page is in
 * memory. Naive lists are chosen from the same histories, less what was bought from the day of planning on. A receipt of before
 * it that came late is in them, and was not in ours: that makes them a little harder to beat, and one sweep is enough.
 */
export async function tallyCycle(context: Context, cycle: Cycle): Promise<Arms> {
  const products = productIndex(context.history.facts.catalog());
  const kin = context.ledger.households.members();
  // A list may ask for what has another number by now; bought is bought under either.
  const successors = context.history.successions.asOf(addDays(cycle.validUntil, 1));
  const tallies: Arms = { treatment: EMPTY_TALLY, control: EMPTY_TALLY };
  for (const page of context.ledger.scores.lists(cycle.cycleId)) {
    const histories = historiesOf(context, page, kin, cycle, successors);
    page.forEach((list, at) => {
      const due = list.lines.filter(({ section }) => section === 'due');
      const special = list.lines.filter(({ section }) => section === 'special');
      const toLine = ({ productId, probability }: IssuedList['lines'][number]): ScoredLine => ({
        productNo: products.numberOf(productId, successors),
        probability: probability ?? 0,
      });
      tallies[list.arm] = addToTally(tallies[list.arm], {
        due: due.map(toLine),
        specials: special.map(toLine),
        history: histories[at],
        asOf: cycle.asOf,
        validFrom: cycle.validFrom,
        validUntil: cycle.validUntil,
        needOf: (productNo) => products.needOf[productNo],
        onSpecial: new Set(special.map(({ need }) => products.needNumber(need ?? ''))),
      });
    });
    await context.breathe();
  }
  return tallies;
}

/** By each household or whoever stands for it since a merge; undefined: nobody knows it any more. */
function historiesOf(
  { history: { households } }: Context,
  page: readonly IssuedList[],
  kin: ReadonlyMap<string, string>,
  { validUntil }: Cycle,
  successors: Successors | undefined,
) {
  const numbers = page.map(
    ({ householdId }) => households.find(kin.get(householdId) ?? householdId)?.householdNo,
  );
  const known = numbers.filter((no) => no !== undefined);
  const found = new Map(
    households
      .histories(known, addDays(validUntil, 1))
      .map((history) => [history.householdNo, followSuccessors(history, successors)]),
  );
  return numbers.map((no) => (no === undefined ? undefined : found.get(no)));
}

/** Products by id, and the need of each that may be listed, as numbers: compared for every product of every household. */
function productIndex(catalog: Catalog) {
  const numbers = new Map<string, number>();
  const needOf: (number | undefined)[] = [];
  const needs = new Map<string, number>();
  const needNumber = (need: string): number => {
    const folded = fold(need);
    const number = needs.get(folded) ?? needs.size;
    needs.set(folded, number);
    return number;
  };
  for (const product of catalog.products) {
    if (product === undefined) continue;
    numbers.set(product.productId, product.productNo);
    if (unlistable(product) === undefined) needOf[product.productNo] = needNumber(product.need);
  }
  return {
    numberOf: (productId: string, successors: Successors | undefined): number | undefined => {
      const productNo = numbers.get(productId);
      return productNo === undefined ? undefined : standingFor(successors, productNo);
    },
    needOf,
    needNumber,
  };
}
