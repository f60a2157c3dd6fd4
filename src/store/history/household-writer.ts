import type { HouseholdRow } from '../../ingest/rows.ts';
import type { Db } from '../sqlite.ts';
import { type Stored, upsert } from '../upsert.ts';
import { cardOwners, type IdKind } from './card-owners.ts';
import type { Dictionaries } from './dictionaries.ts';

const COLUMNS = [
  'known',
  'name',
  'address_1',
  'address_2',
  'city',
  'state',
  'postal_code',
  'country',
  'home_store_id',
  'language',
  'mail_consent',
  'email',
  'email_consent',
  'imb',
  'large_print',
  'joined_day',
];

/**
 * A household, and the cards that speak for it from now on. The row is all that it claims: an alternate id that it names no
 * more is free for another one. A card stays with whoever named it last, be it lost or not.
 */
export function householdWriter(db: Db, names: Dictionaries): (row: HouseholdRow, fileNo?: number) => Stored {
  const household = upsert(db, 'household', ['household_id'], COLUMNS);
  const claim = claimer(db, names);
  const homeStore = homeStoreWriter(db);
  return (row, fileNo) => {
    const stored = household([
      row.householdId,
      1,
      n(row.name),
      n(row.address1),
      n(row.address2),
      n(row.city),
      n(row.state),
      n(row.postalCode),
      n(row.country),
      n(row.homeStoreId),
      n(row.language),
      Number(row.mailConsent),
      n(row.email),
      row.emailConsent === undefined ? null : Number(row.emailConsent),
      n(row.imb),
      Number(row.largePrint),
      n(row.joinedDay),
    ]);
    const householdNo = names.householdNo(row.householdId);
    homeStore(householdNo, row.homeStoreId, fileNo);
    const claimed = claim(householdNo, row, fileNo);
    return claimed ? 'stored' : stored;
  };
}

type ClaimRow = { card_id: string; kind: IdKind; ended: 0 | 1 };

function claimer(db: Db, names: Dictionaries) {
  const standing = db.prepare<[number], ClaimRow>(
    'SELECT card_id, kind, ended FROM card_claim WHERE household_no = ?',
  );
  const newest = db
    .prepare<[string], number>(
      `SELECT household_no FROM card_claim WHERE card_id = ? AND kind = 'card'
       ORDER BY claim_no DESC LIMIT 1`,
    )
    .pluck();
  const put = db.prepare(
    `INSERT INTO card_claim (card_id, household_no, kind, claim_no, file_no)
     VALUES (?, ?, ?, (SELECT 1 + coalesce(max(claim_no), 0) FROM card_claim), ?)
     ON CONFLICT (card_id, household_no) DO UPDATE SET kind = excluded.kind, claim_no = excluded.claim_no,
       file_no = excluded.file_no, ended = 0`,
  );
  const end = db.prepare('UPDATE card_claim SET ended = 1 WHERE card_id = ? AND household_no = ?');
  const owners = cardOwners(db, names);

  return (householdNo: number, row: HouseholdRow, fileNo: number | undefined): boolean => {
    const before = new Map(standing.all(householdNo).map((one) => [one.card_id, one]));
    const wanted = new Map<string, IdKind>([
      ...row.alternateIds.map((id) => [id, 'alternate'] as const),
      ...row.cardIds.map((id) => [id, 'card'] as const),
    ]);
    const changed: string[] = [];
    for (const [id, kind] of wanted) {
      const known = before.get(id);
      const same = known !== undefined && known.ended === 0 && known.kind === kind;
      // A card that another household has named since is claimed again: the last word counts.
      if (same && (kind === 'alternate' || newest.get(id) === householdNo)) continue;
      put.run(id, householdNo, kind, fileNo ?? null);
      changed.push(id);
    }
    for (const [id, { ended }] of before) {
      if (ended === 1 || wanted.has(id)) continue;
      end.run(id, householdNo);
      changed.push(id);
    }
    let moved = false;
    for (const id of changed) moved = owners.settle(id) || moved;
    return moved || changed.some((id) => wanted.has(id));
  };
}

/** Keeps every change of the home store that a row names. */
function homeStoreWriter(db: Db) {
  const last = db.prepare<[number], { claim_no: number; store_id: string | null }>(
    'SELECT claim_no, store_id FROM home_store_claim WHERE household_no = ? ORDER BY claim_no DESC LIMIT 1',
  );
  const put = db.prepare(
    'INSERT INTO home_store_claim (household_no, claim_no, store_id, file_no) VALUES (?, ?, ?, ?)',
  );
  return (householdNo: number, storeId: string | undefined, fileNo: number | undefined): void => {
    const before = last.get(householdNo);
    if ((before?.store_id ?? undefined) === storeId) return;
    put.run(householdNo, (before?.claim_no ?? 0) + 1, n(storeId), n(fileNo));
  };
}

function n<T extends string | number>(value: T | undefined): T | null {
  return value ?? null;
}
