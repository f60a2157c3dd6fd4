import type { ReportedOffer } from '../../checkout/reported.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { type ReceiptKey, toUnbilled, type Unbilled, type UnbilledRow } from './lane-reports.ts';

/** What became of one thing that a store did while it was cut off. */
export type OfflineReport = {
  readonly act: 'redeem' | 'void';
  /** undefined: nothing of it could be billed. */
  readonly redemptionId: number | undefined;
  /** The register's own log had told of it before: what was not billed stands there. */
  readonly byLog: boolean;
  readonly givenCents: number;
  readonly billedCents: number;
  readonly offers: readonly ReportedOffer[];
};

type Row = {
  act: OfflineReport['act'];
  redemption_id: number | null;
  by_log: number;
  given_cents: number;
  billed_cents: number;
  offers: string;
};

/** Not voided since, and in nobody else's report. */
const STANDS = `act = 'redeem' AND by_log = 0 AND NOT EXISTS (SELECT 1 FROM offline_report AS undone
  WHERE undone.act = 'void' AND undone.report_id > report.report_id AND undone.store_id = report.store_id AND undone.register_id = report.register_id
    AND undone.business_day = report.business_day AND undone.transaction_id = report.transaction_id)`;

const OF_KEY = 'store_id = ? AND register_id = ? AND business_day = ? AND transaction_id = ?';

/** What stores gave while they were cut off, and what of it is billed. */
export function offlineReports(db: Db) {
  const find = db.prepare<[string, string, Day, string, string], Row>(
    `SELECT * FROM offline_report WHERE ${OF_KEY} AND content_sha256 = ?`,
  );
  const redeemed = db.prepare<[string, string, Day, string], Row>(
    `SELECT * FROM offline_report WHERE ${OF_KEY} AND act = 'redeem' ORDER BY report_id`,
  );
  const insert = db.prepare(
    `INSERT INTO offline_report (act, store_id, register_id, business_day, transaction_id, content_sha256, redemption_id, by_log,
       given_cents, billed_cents, offers, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const unbilled = db.prepare<[Day, Day], UnbilledRow>(
    `SELECT *, given_cents AS reported_cents FROM offline_report AS report WHERE billed_cents <> given_cents AND business_day BETWEEN ? AND ? AND ${STANDS}
     ORDER BY business_day, store_id, register_id, transaction_id, report_id`,
  );
  type Since = { receipts: number; stores: number; given: number; billed: number };
  const between = db.prepare<[string, string], Since>(
    `SELECT count(*) AS receipts, count(DISTINCT store_id) AS stores, coalesce(sum(given_cents), 0) AS given,
       coalesce(sum(billed_cents), 0) AS billed FROM offline_report AS report WHERE told_at > ? AND told_at <= ? AND ${STANDS}`,
  );
  return {
    /** What was told before, word for word. */
    find: (key: ReceiptKey, contentSha256: string): OfflineReport | undefined => {
      const row = find.get(key.storeId, key.registerId, key.day, key.transactionId, contentSha256);
      return row === undefined ? undefined : toReport(row);
    },
    /** All redemptions told of one transaction, oldest first; more than one only where an agent lost its queue. */
    redeemed: (key: ReceiptKey): OfflineReport[] =>
      redeemed.all(key.storeId, key.registerId, key.day, key.transactionId).map(toReport),
    /** To be called in the transaction of its redemption. */
    add: (key: ReceiptKey, contentSha256: string, report: OfflineReport, toldAt: string): void => {
      insert.run(
        report.act,
        key.storeId,
        key.registerId,
        key.day,
        key.transactionId,
        contentSha256,
        report.redemptionId ?? null,
        Number(report.byLog),
        report.givenCents,
        report.billedCents,
        JSON.stringify(report.offers),
        toldAt,
      );
    },
    /** Transactions of some business days in which more was given than anybody can be billed for. */
    unbilled: (fromDay: Day, toDay: Day): Unbilled[] => unbilled.all(fromDay, toDay).map(toUnbilled),
    /** What was told after one instant and up to another, both ISO 8601 in UTC. */
    toldBetween: (after: string, until: string): Since =>
      between.get(after, until) ?? { receipts: 0, stores: 0, given: 0, billed: 0 },
  };
}

function toReport(row: Row): OfflineReport {
  return {
    act: row.act,
    redemptionId: row.redemption_id ?? undefined,
    byLog: row.by_log === 1,
    givenCents: row.given_cents,
    billedCents: row.billed_cents,
    offers: JSON.parse(row.offers) as ReportedOffer[],
  };
}
