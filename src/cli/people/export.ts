import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { addDays, formatDay } from '../../shared/day.ts';
import type { Household } from '../../store/history/households.ts';
import type { ReceiptOfPerson } from '../../store/history/people.ts';
import type { Context } from '../context.ts';
import { todayIn } from '../night/today.ts';
import { describeStanding } from './explain/standing.ts';
import { dayText, exportFacts } from './export-facts.ts';
import { eventDocument } from './household/document.ts';

const FILE_MODE = 0o600;

const EXPORT_SCHEMA = 'duelist.household/1';

export type Exported = { readonly receipts: number; readonly lists: number; readonly bytes: number };

/**
 * Everything that is known of a household, as one JSON file that only its owner can read: whole or not at all. Receipts and
 * lists are written one by one; decades of them need no memory.
 */
export function exportHousehold(context: Context, household: Household, path: string): Exported {
  const temporary = `${path}.part`;
  const handle = openSync(temporary, 'w', FILE_MODE);
  const counts = { receipts: 0, lists: 0, bytes: 0 };
  const put = (text: string): void => {
    counts.bytes += writeSync(handle, text);
  };
  try {
    put('{\n');
    for (const [name, value] of headOf(context, household))
      put(`${JSON.stringify(name)}: ${pretty(value)},\n`);
    counts.receipts = putAll(put, 'receipts', receiptsOf(context, household));
    put(',\n');
    putAll(put, 'dropped_receipts', droppedOf(context, household));
    put(',\n');
    counts.lists = putAll(put, 'lists', listsOf(context, household));
    put(',\n');
    putAll(put, 'audit', auditOf(context, household));
    put('\n}\n');
    fsyncSync(handle);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
  return counts;
}

function putAll(put: (text: string) => void, name: string, all: Iterable<unknown>): number {
  put(`${JSON.stringify(name)}: [`);
  let count = 0;
  for (const one of all) {
    put(`${count === 0 ? '\n' : ',\n'}${JSON.stringify(snakeCased(one))}`);
    count += 1;
  }
  put(count === 0 ? ']' : '\n]');
  return count;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 1);
}

/** What stands before the long parts, in reading order. */
function* headOf(context: Context, household: Household): Generator<[string, unknown]> {
  const { history, ledger, config, world } = context;
  const { householdId, householdNo } = household;
  yield ['schema', EXPORT_SCHEMA];
  yield ['about', aboutText(config.chain.name)];
  yield ['exported_at', world.now().toISOString()];
  yield ['household_id', householdId];
  const { household_no: _, known, ...master } = history.people.master(householdId) ?? {};
  yield [
    'master',
    { ...master, named_by_households_feed: known === 1, joined_day: dayText(master.joined_day) },
  ];
  yield [
    'cards',
    history.people.cards(householdNo).map(({ cardId, kind }) =>
      // A list scanned without a card is kept as a card of its own.
      kind === 'list' ? { kind: 'list', list_code: cardId.replace(/^list:/, '') } : { kind, card_id: cardId },
    ),
  ];
  yield [
    'preferences',
    history.people
      .preferences(householdId)
      .map(({ what, value, day }) => ({ what, value, day: dayText(day) })),
  ];
  yield [
    'suppressions',
    ledger.people.suppressions(householdId).map(({ reason, category, startDay, endDay }) => ({
      reason,
      category: category ?? null,
      start_day: dayText(startDay),
      end_day: dayText(endDay),
    })),
  ];
  yield ['ignored', ledger.plans.ignored(householdId, 1, 0)];
  yield [
    'holds',
    ledger.people
      .holds(householdId, undefined, [])
      .map(({ reason, by, at, liftedAt }) => ({ reason, by, at, lifted_at: liftedAt ?? null })),
  ];
  yield ['one_with', kinOf(context, householdId)];
  yield ['who_is_who', ledger.households.about(householdId).map(eventDocument)];
  yield ['derived', derived(context, householdNo)];
}

/** Households that are one with it; each has an export of its own for what it was called by its own name. */
function kinOf({ ledger }: Context, householdId: string): string[] {
  const members = ledger.households.members();
  const rootId = members.get(householdId);
  return [...members].flatMap(([id, root]) => (root === rootId && id !== householdId ? [id] : []));
}

function aboutText(chain: string): string[] {
  return [
    `Everything that the shopping list program of ${chain} knows of one household.`,
    'master: name, address and settings, as the chain gave them. cards: what names the household at a register. who_is_who: merges and the like.',
    'preferences: what the household asked for. suppressions: what it is not sent. derived: what follows from the receipts.',
    'ignored: whose specials in which need it let pass, and so does not get for a while.',
    'receipts: what was bought; a line with superseded = true was corrected later, and is kept to show what was known before.',
    'dropped_receipts: what is left of receipts that were too old to be kept: goods and money by day and product.',
    'lists: what was planned for it and why, what was issued, and what came off at the register.',
    'audit: who looked at it or did something to it. Amounts are in cents.',
  ];
}

/** Habits as the program derives them: per product, when it was bought and how often. */
function derived(context: Context, householdNo: number) {
  const { history, config, world } = context;
  const asOf = addDays(todayIn(config.chain.timezone, world.now()), 1);
  const { productNos, starts, days, tripDays } = history.households.history(householdNo, asOf);
  const { products } = history.facts.catalog();
  return {
    trips: tripDays.length,
    first_trip: dayText(tripDays[0]),
    last_trip: dayText(tripDays.at(-1)),
    products: [...productNos].map((productNo, place) => {
      const bought = days.subarray(starts[place] ?? 0, starts[place + 1] ?? 0);
      return {
        product_id: products[productNo]?.productId ?? null,
        description: products[productNo]?.description ?? null,
        purchases: bought.length,
        last_day: dayText(bought.at(-1)),
      };
    }),
  };
}

function* receiptsOf({ history }: Context, { householdNo }: Household): Generator<unknown> {
  for (const receipt of history.people.receipts(householdNo)) yield describeReceipt(receipt);
}

/** What is left of receipts that were dropped for their age. */
function* droppedOf({ history }: Context, { householdNo }: Household): Generator<unknown> {
  for (const { day, quantityMilli, ...line } of history.people.dropped(householdNo))
    yield { day: formatDay(day), ...line, quantity: quantityMilli / 1000 };
}

function describeReceipt(receipt: ReceiptOfPerson) {
  return {
    store_id: receipt.storeId,
    day: formatDay(receipt.day),
    register_id: receipt.registerId,
    transaction_id: receipt.transactionId,
    card_id: receipt.cardId.startsWith('list:') ? null : receipt.cardId,
    second_of_day: receipt.secondOfDay,
    list_code: receipt.listCode,
    lines: receipt.lines.map((line) => ({
      line_no: line.lineNo,
      product_id: line.productId,
      description: line.description,
      quantity: line.quantityMilli / 1000,
      weight: line.weightMilli === null ? null : line.weightMilli / 1000,
      net_cents: line.netCents,
      discount_cents: line.discountCents,
      offer_id: line.offerId,
      line_type: line.lineType,
      superseded: line.supersededIn !== null,
    })),
  };
}

function* listsOf({ ledger }: Context, { householdId }: Household): Generator<unknown> {
  for (const { cycleId, listId } of ledger.people.lists(householdId)) {
    const cycle = ledger.cycles.find(cycleId);
    const list = ledger.lists.ofHousehold(householdId, cycleId);
    if (cycle === undefined || list === undefined) continue;
    const { lines, addressee, listCode, arm, weeklySpendCents, tier, standing, obeyed } = list;
    yield {
      cycle_id: cycleId,
      list_id: listId,
      state: cycle.state,
      as_of: formatDay(cycle.asOf),
      valid_from: formatDay(cycle.validFrom),
      valid_until: formatDay(cycle.validUntil),
      arm,
      list_code: listCode ?? null,
      addressee,
      weekly_spend_cents: weeklySpendCents,
      tier: tier ?? null,
      ...describeStanding(standing),
      obeyed: obeyed ?? null,
      lines: lines.map((line) => ({
        ...line,
        expectedDay: dayText(line.expectedDay),
        facts: exportFacts(line.facts),
      })),
      left_out: ledger.lists.leftOut(listId) ?? null,
      issued: ledger.people.issued(listId),
      redemptions: ledger.people
        .redemptions(listId)
        .map((redemption) => ({ ...redemption, day: formatDay(redemption.day) })),
    };
  }
}

function* auditOf({ ledger }: Context, { householdId }: Household): Generator<unknown> {
  yield* ledger.auditTrail.about(subjectsOf(ledger, householdId), householdId, '');
}

/** What the audit calls a household, its lists and what was redeemed with them. */
export function subjectsOf({ people }: Context['ledger'], householdId: string): string[] {
  const lists = people.lists(householdId);
  return [
    `household ${householdId}`,
    ...lists.map(({ listId }) => `list ${listId}`),
    ...lists.flatMap(({ listId }) =>
      people.redemptions(listId).map(({ redemptionId }) => `redemption ${redemptionId}`),
    ),
  ];
}

/** Names as they are in every document of ours. */
function snakeCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeCased(part),
    ]),
  );
}
