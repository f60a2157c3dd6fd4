import type { ReportedOffer } from '../../checkout/reported.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** A receipt as its register names it. */
export type ReceiptKey = {
  readonly storeId: string;
  readonly registerId: string;
  readonly day: Day;
  readonly transactionId: string;
};

export type LaneReport = {
  readonly revision: number;
  readonly contentHash: string;
  readonly redemptionId: number | undefined;
  readonly askedOnline: boolean;
};

/** What was given and not billed. */
export type Unbilled = ReceiptKey & {
  readonly reportedCents: number;
  readonly billedCents: number;
  readonly offers: readonly ReportedOffer[];
};

/** Newest revisions only. */
const NEWEST = `NOT EXISTS (SELECT 1 FROM lane_report AS later WHERE later.store_id = report.store_id
  AND later.register_id = report.register_id AND later.business_day = report.business_day
  AND later.transaction_id = report.transaction_id AND later.revision > report.revision)`;

/** What registers have told of by their transaction logs. */
export function laneReports(db: Db) {
  type Row = { revision: number; content_sha256: string; redemption_id: number | null; asked_online: number };
  const newest = db.prepare<[string, string, Day, string], Row>(
    `SELECT revision, content_sha256, redemption_id, asked_online FROM lane_report
     WHERE store_id = ? AND register_id = ? AND business_day = ? AND transaction_id = ? ORDER BY revision DESC LIMIT 1`,
  );
  const insert = db.prepare('INSERT INTO lane_report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const unbilled = db.prepare<[Day, Day], UnbilledRow>(
    `SELECT * FROM lane_report AS report WHERE billed_cents <> reported_cents AND business_day BETWEEN ? AND ? AND ${NEWEST}
     ORDER BY business_day, store_id, register_id, transaction_id`,
  );
  const count = db.prepare<[], number>('SELECT count(*) FROM lane_report').pluck();
  return {
    count: (): number => count.get() ?? 0,
    newest: ({ storeId, registerId, day, transactionId }: ReceiptKey): LaneReport | undefined => {
      const row = newest.get(storeId, registerId, day, transactionId);
      if (row === undefined) return undefined;
      return {
        revision: row.revision,
        contentHash: row.content_sha256,
        redemptionId: row.redemption_id ?? undefined,
        askedOnline: row.asked_online === 1,
      };
    },
    /** To be called in the transaction of its redemption. */
    add: (key: ReceiptKey, report: LaneReport, offers: readonly ReportedOffer[]): void => {
      const sum = (of: (offer: ReportedOffer) => number) => offers.reduce((all, each) => all + of(each), 0);
      insert.run(
        key.storeId,
        key.registerId,
        key.day,
        key.transactionId,
        report.revision,
        report.contentHash,
        report.redemptionId ?? null,
        Number(report.askedOnline),
        sum(({ reportedCents, billedCents }) => reportedCents ?? billedCents),
        sum(({ billedCents }) => billedCents),
        JSON.stringify(offers),
      );
    },
    /** Receipts of some business days on which registers gave what nobody can be billed for. */
    unbilled: (fromDay: Day, toDay: Day): Unbilled[] => unbilled.all(fromDay, toDay).map(toUnbilled),
  };
}

/** A row of something that was given and is not billed, by whatever way it was told. */
export type UnbilledRow = {
  readonly store_id: string;
  readonly register_id: string;
  readonly business_day: Day;
  readonly transaction_id: string;
  readonly reported_cents: number;
  readonly billed_cents: number;
  readonly offers: string;
};

export function toUnbilled(row: UnbilledRow): Unbilled {
  return {
    storeId: row.store_id,
    registerId: row.register_id,
    day: row.business_day,
    transactionId: row.transaction_id,
    reportedCents: row.reported_cents,
    billedCents: row.billed_cents,
    offers: JSON.parse(row.offers) as ReportedOffer[],
  };
}
