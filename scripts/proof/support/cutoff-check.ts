import Database from 'better-sqlite3';
import type { Chain } from './cutoff-chain.ts';
import type { ToldThere } from './cutoff-store.ts';
import { query } from './dump.ts';

/** `checkout.offline_cap`, as it is unless a chain says otherwise. */
const CAP_CENTS = 1000;

type Checked = { readonly failures: readonly string[]; readonly figures: Readonly<Record<string, number>> };

/** Steps in an agent's file that the office has not settled. */
export function waitingIn(queue: string): number {
  const db = new Database(queue, { readonly: true });
  try {
    return Number(
      db
        .prepare('SELECT count(*) FROM step WHERE queued = 1 AND seq NOT IN (SELECT seq FROM settled)')
        .pluck()
        .get(),
    );
  } finally {
    db.close();
  }
}

type Redemption = {
  store_id: string;
  transaction_id: string;
  state: string;
  total_cents: number;
  paid: number;
};
type Report = { store_id: string; transaction_id: string; given_cents: number; billed_cents: number };

/** What the registers were told against what the ledger bills and reports. */
export function checkCutoff({ data }: Chain, told: readonly ToldThere[]): Checked {
  const failures: string[] = [];
  const redemptions = group(
    query<Redemption>(
      data,
      'ledger.db',
      `SELECT store_id, transaction_id, state, total_cents, (SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry
         WHERE ledger_entry.redemption_id = redemption.redemption_id AND kind IN ('commit', 'void', 'return')) AS paid FROM redemption`,
    ),
  );
  const reports = group(
    query<Report>(
      data,
      'ledger.db',
      `SELECT store_id, transaction_id, given_cents, billed_cents FROM offline_report WHERE act = 'redeem'`,
    ),
  );
  const figures = { given_cents: 0, billed_cents: 0, reported_cents: 0, conflicts: 0 };
  const specials = new Set<string>();
  const beyond = new Map<string, number>();
  const perList = new Map<string, { given: number; face: number; stores: Set<string> }>();
  for (const one of told) {
    const key = `${one.store} ${one.transaction}`;
    const recorded = redemptions.get(key) ?? [];
    const report = reports.get(key) ?? [];
    redemptions.delete(key);
    reports.delete(key);
    const billed = recorded.reduce((sum, { paid }) => sum + paid, 0);
    if (report.length > 1) failures.push(`${key}: reported ${report.length} times`);
    if (recorded.filter(({ state }) => state !== 'voided').length > 1)
      failures.push(`${key}: redeemed twice`);
    if (one.voided) {
      if (billed !== 0) failures.push(`${key}: voided, and ${billed} are billed`);
      continue;
    }
    const [first] = report;
    const unbilled = first === undefined ? 0 : first.given_cents - first.billed_cents;
    if (first !== undefined && first.given_cents !== one.totalCents)
      failures.push(`${key}: ${one.totalCents} given, ${first.given_cents} reported as given`);
    if (one.totalCents !== billed + unbilled)
      failures.push(`${key}: ${one.totalCents} given, ${billed} billed and ${unbilled} reported`);
    figures.given_cents += one.totalCents;
    figures.billed_cents += billed;
    figures.reported_cents += unbilled;
    if (unbilled > 0) figures.conflicts += 1;
    for (const offer of one.offers) {
      const special = `${offer} of list ${one.paper.code} at store ${one.store}`;
      if (specials.has(special)) failures.push(`${special} was given twice`);
      specials.add(special);
    }
    const there = `list ${one.paper.code} at store ${one.store}`;
    beyond.set(there, (beyond.get(there) ?? 0) + unbilled);
    const list = perList.get(one.paper.code) ?? { given: 0, face: one.paper.faceCents, stores: new Set() };
    list.given += one.totalCents;
    if (one.offline) list.stores.add(one.store);
    perList.set(one.paper.code, list);
  }
  for (const [there, cents] of beyond)
    if (cents > CAP_CENTS) failures.push(`${there}: ${cents} beyond its limit`);
  for (const [code, { given, face, stores }] of perList)
    if (given > face + CAP_CENTS * stores.size)
      failures.push(`list ${code}: ${given} given of ${face} by ${stores.size} stores in the cut`);
  // What nobody was told of, nobody is billed for.
  for (const [key, rows] of redemptions)
    if (rows.some(({ paid }) => paid !== 0)) failures.push(`${key}: billed, and no register was told`);
  for (const key of reports.keys()) failures.push(`${key}: reported, and no register was told`);
  return { failures, figures };
}

/** By store and the register's own transaction: what was told again otherwise has a number behind it. */
function group<Row extends { store_id: string; transaction_id: string }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.store_id} ${row.transaction_id.replace(/#.*$/, '')}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}
