import { dirname, resolve } from 'node:path';
import { cents, formatCents } from '../../shared/cents.ts';
import { addDays, type Day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { type Context, dayOption } from '../context.ts';
import { csvLine, writeWhole } from '../files.ts';
import { todayIn } from '../night/today.ts';
import { makeDirectory } from '../permissions.ts';
import type { ReportOptions } from './options.ts';

/** A week, its last day included. */
const DAYS = 7;
/** Rows that the text shows of each kind; the file and the document have all. */
const SHOWN = 10;
const COLUMNS = [
  ...[
    'kind',
    'store_id',
    'register_id',
    'business_day',
    'transaction_id',
    'redemption_id',
    'household_id',
    'who',
  ],
  ...['reason', 'times', 'cents', 'card_ids'],
];

type Cell = string | number | undefined;

/**
 * `report lanes`: what of a week at the lanes somebody should look at: specials by a manager's word, numbers that were keyed,
 * goods that came back after a deal, reservations that nobody finished. Reads only.
 */
export function reportLanes(context: Context, options: ReportOptions): void {
  const to =
    options.to === undefined
      ? todayIn(context.config.chain.timezone, context.world.now())
      : dayOption('--to', options.to);
  const from = options.from === undefined ? addDays(to, 1 - DAYS) : dayOption('--from', options.from);
  if (from > to) {
    throw new UserError('days-reversed', `--from ${formatDay(from)} is after --to ${formatDay(to)}`, {
      exitCode: EXIT.usage,
    });
  }
  const path = options.out === undefined ? undefined : resolve(context.world.cwd, options.out);
  const found = gather(context, from, to);
  context.audit(context.actor(undefined), 'report', `lanes ${formatDay(from)} to ${formatDay(to)}`);
  if (path !== undefined) {
    makeDirectory(dirname(path));
    writeWhole(path, [COLUMNS, ...rowsOf(found)].map(csvLine).join(''));
  }
  context.answer(documentOf(found, from, to, path), textOf(found, from, to, path));
}

function gather({ ledger: { oddities }, history: { households } }: Context, from: Day, to: Day) {
  return {
    overrides: oddities.overrides(from, to),
    keyed: oddities.keyed(from, to),
    // The ledger knows no cards; those that the household has now are what a lane or a desk can look out for.
    returns: oddities.returnsAfterDeals(from, to).map((row) => ({
      ...row,
      cardIds: households.cardsOf(row.householdId),
    })),
    unfinished: oddities.unfinished(to),
  };
}

type Found = ReturnType<typeof gather>;

function documentOf(found: Found, from: Day, to: Day, path: string | undefined) {
  return {
    schema: 'duelist.report/1',
    report: 'lanes',
    from: formatDay(from),
    to: formatDay(to),
    out: path ?? null,
    overrides: found.overrides.map((row) => ({
      redemption_id: row.redemptionId,
      store_id: row.storeId,
      register_id: row.registerId,
      business_day: formatDay(row.day),
      transaction_id: row.transactionId,
      household_id: row.householdId,
      manager_id: row.managerId,
      reason: row.reason,
      override_cents: row.cents,
      state: row.state,
    })),
    keyed: found.keyed.map((row) => ({
      store_id: row.storeId,
      register_id: row.registerId,
      operator_id: row.operatorId,
      redemptions: row.redemptions,
      total_cents: row.cents,
    })),
    returns_after_deals: found.returns.map((row) => ({
      household_id: row.householdId,
      card_ids: row.cardIds,
      returns: row.returns,
      redemptions: row.redemptions,
      stores: row.stores,
      refund_cents: row.refundCents,
      discount_cents: row.discountCents,
      offers_restored: row.offersRestored,
      last_day: formatDay(row.lastDay),
    })),
    unfinished: found.unfinished.map((row) => ({
      redemption_id: row.redemptionId,
      store_id: row.storeId,
      register_id: row.registerId,
      business_day: formatDay(row.day),
      transaction_id: row.transactionId,
      total_cents: row.cents,
    })),
  };
}

/** One row for each thing, in {@link COLUMNS}. */
function rowsOf({ overrides, keyed, returns, unfinished }: Found): Cell[][] {
  return [
    ...overrides.map((row): Cell[] => [
      ...['override', row.storeId, row.registerId, formatDay(row.day), row.transactionId],
      ...[row.redemptionId, row.householdId, row.managerId, row.reason, 1, row.cents, undefined],
    ]),
    ...keyed.map((row): Cell[] => [
      ...['keyed', row.storeId, row.registerId, undefined, undefined, undefined, undefined],
      ...[row.operatorId ?? undefined, undefined, row.redemptions, row.cents, undefined],
    ]),
    ...returns.map((row): Cell[] => [
      ...['return-after-deal', undefined, undefined, formatDay(row.lastDay), undefined, undefined],
      ...[row.householdId, undefined, undefined, row.returns, row.discountCents, row.cardIds.join(' ')],
    ]),
    ...unfinished.map((row): Cell[] => [
      ...['unfinished', row.storeId, row.registerId, formatDay(row.day), row.transactionId],
      ...[row.redemptionId, undefined, undefined, undefined, 1, row.cents, undefined],
    ]),
  ];
}

function textOf(found: Found, from: Day, to: Day, path: string | undefined): string {
  const money = (amount: number): string => `$${formatCents(cents(amount))}`;
  const sum = (rows: readonly { readonly cents: number }[]): string =>
    money(rows.reduce((all, row) => all + row.cents, 0));
  const part = (title: string, lines: readonly string[]): string[] => [
    title,
    ...lines.slice(0, SHOWN).map((line) => `  ${line}`),
    ...(lines.length > SHOWN ? [`  and ${lines.length - SHOWN} more`] : []),
  ];
  const { overrides, keyed, returns, unfinished } = found;
  return [
    `lanes ${formatDay(from)} to ${formatDay(to)}`,
    ...part(
      `${overrides.length} redemptions by a manager's word, ${sum(overrides)} at the stores' charge`,
      overrides.map(
        (row) =>
          `${formatDay(row.day)} store ${row.storeId} register ${row.registerId}: ${money(row.cents)} by ${row.managerId}: ${row.reason}`,
      ),
    ),
    ...part(
      `${keyed.reduce((all, row) => all + row.redemptions, 0)} numbers keyed, not scanned`,
      keyed.map(
        (row) =>
          `store ${row.storeId} register ${row.registerId}${row.operatorId === null ? '' : ` operator ${row.operatorId}`}: ${row.redemptions} times, ${money(row.cents)}`,
      ),
    ),
    ...part(
      `${returns.length} households brought goods back after a deal`,
      returns.map(
        (row) =>
          `household ${row.householdId}, card ${row.cardIds.join(', ') || 'none'}: ${row.returns} returns of ${row.redemptions} baskets, ${money(row.discountCents)} of specials taken back, ${row.offersRestored} open again`,
      ),
    ),
    ...part(
      `${unfinished.length} reservations that were being paid and never ended`,
      unfinished.map(
        (row) =>
          `redemption ${row.redemptionId}: ${formatDay(row.day)} store ${row.storeId} register ${row.registerId}, ${money(row.cents)}: commit or void it`,
      ),
    ),
    ...(path === undefined ? [] : [`written: ${path}`]),
    '',
  ].join('\n');
}
