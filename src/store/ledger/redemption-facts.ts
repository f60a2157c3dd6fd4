import type { Facts, RecordedAnswer, Redeemed, RedemptionRequest } from '../../checkout/types.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { kinOf, rootOf, rootReader } from './kin.ts';
import { offerReader } from './list-offers.ts';

/** What was found out about a request before the transaction: identity and the code's keyed digits. */
export type Identity = {
  readonly contentHash: string;
  readonly cardHouseholdId: string | undefined;
  readonly codeIsOurs: boolean;
  /** The number under which a lost ledger had it, where registers may still name it; else it gets the next one. */
  readonly redemptionId?: number;
  /** Where list and card are of different households, the card's own list is what the facts are about. */
  readonly cardFirst?: true;
  /** The clock, in milliseconds since 1970: reservations whose time is over lapse, and a new one begins. */
  readonly nowMs: number;
  /** Hold the offers until this instant and commit later; absent: commit at once. */
  readonly reserveUntilMs?: number;
  /** What is out of the ordinary. */
  readonly note?: { readonly keyed: boolean; readonly operatorId: string | undefined };
};

type ListRow = {
  list_id: number;
  household_id: string;
  valid_from: Day;
  valid_until: Day;
  state: string;
  unsettled: number;
};

// `unsettled`: a backup was brought back that may lack what this paper was used for; see restores.ts.
// A forgotten household's paper is taken back, whatever is still open on it.
// Households that are one have one list, and one bound on each offer, whichever of their papers is scanned.
const LIST_COLUMNS = `list_id, ${rootOf('list.household_id')} AS household_id, valid_from, valid_until,
  iif(forgotten_on IS NULL, cycle.state, 'withdrawn') AS state,
  EXISTS (SELECT 1 FROM restoration WHERE settled_at IS NULL AND last_cycle_id >= cycle_id) AS unsettled`;

/** Reads what the decision needs; to be called inside the transaction that writes it. */
export function factReader(db: Db) {
  const recorded = db.prepare<
    [string, string, Day, string],
    { redemption_id: number; content_sha256: string; state: RecordedAnswer['state']; answer: string }
  >(
    `SELECT redemption_id, content_sha256, iif(lapsed = 1, 'lapsed', state) AS state, answer FROM redemption
     WHERE store_id = ? AND register_id = ? AND business_day = ? AND transaction_id = ?`,
  );
  const byCode = db.prepare<[string], ListRow>(
    `SELECT ${LIST_COLUMNS} FROM list JOIN cycle USING (cycle_id)
     WHERE list_code = ? AND held_by IS NULL AND cycle.state IN ('released', 'closed', 'withdrawn')`,
  );
  // The list that holds on the day, and of those one that was not withdrawn, made for the card's own household; failing
  // that the last one that began (days of grace may save it), then whatever there is, so that the answer can say what is
  // wrong with it.
  const byHousehold = db.prepare<{ household: string; day: Day }, ListRow>(
    `SELECT ${LIST_COLUMNS} FROM list JOIN cycle USING (cycle_id)
     WHERE list.household_id IN ${kinOf('@household')} AND arm = 'treatment' AND held_by IS NULL AND cycle.state IN ('released', 'closed', 'withdrawn')
     ORDER BY (valid_from <= @day AND valid_until >= @day) DESC, cycle.state = 'withdrawn', list.household_id = @household DESC,
       valid_from <= @day DESC, valid_from DESC, list_id DESC LIMIT 1`,
  );
  // Held against the whole basket, so that the lane is told even when it scanned a list of nobody.
  const recalled = db
    .prepare<[string], string>(
      `SELECT DISTINCT product_id FROM json_each(?) AS basket
       CROSS JOIN recalled_product ON product_id = basket.value WHERE lifted_at IS NULL`,
    )
    .pluck();
  const rootIdOf = rootReader(db);
  const offersOf = offerReader(db);

  return (
    request: RedemptionRequest,
    identity: Identity,
  ): { facts: Facts; redemptionId: number | undefined } => {
    const { storeId, registerId, day, transactionId } = request;
    const before = recorded.get(storeId, registerId, day, transactionId);
    const cardHouseholdId =
      identity.cardHouseholdId === undefined ? undefined : rootIdOf(identity.cardHouseholdId);
    const { row, isSetAside } = findList(request, identity, cardHouseholdId, byCode, byHousehold);
    const facts: Facts = {
      recorded:
        before === undefined
          ? undefined
          : {
              contentHash: before.content_sha256,
              state: before.state,
              answer: JSON.parse(before.answer) as Redeemed,
            },
      list:
        row === undefined
          ? undefined
          : {
              listId: String(row.list_id),
              householdId: row.household_id,
              validFrom: row.valid_from,
              validUntil: row.valid_until,
              state: row.state === 'withdrawn' ? 'withdrawn' : 'live',
              ...(row.unsettled === 1 ? { unsettled: true } : {}),
            },
      ...(isSetAside ? { isSetAside } : {}),
      cardHouseholdId,
      codeIsOurs: identity.codeIsOurs,
      recalledIds: new Set(recalled.all(JSON.stringify(request.lines.map((line) => line.productId)))),
      offers:
        row === undefined || before !== undefined
          ? []
          : offersOf({ listId: row.list_id, householdId: row.household_id }, request.lines),
    };
    return { facts, redemptionId: before?.redemption_id };
  };
}

type Get<A extends unknown[], R> = { get(...args: A): R | undefined };

function findList(
  request: RedemptionRequest,
  { cardHouseholdId: household, cardFirst }: Identity,
  /** Of those that are one with the card's household, the one that stands for them. */
  root: string | undefined,
  byCode: Get<[string], ListRow>,
  byHousehold: Get<[{ household: string; day: Day }], ListRow>,
): { readonly row: ListRow | undefined; readonly isSetAside: boolean } {
  const ofCode = request.listCode === undefined ? undefined : byCode.get(request.listCode);
  const isOthers = root !== undefined && ofCode !== undefined && ofCode.household_id !== root;
  const isSetAside = cardFirst === true && isOthers;
  if (request.listCode !== undefined && !isSetAside) return { row: ofCode, isSetAside };
  const row = household === undefined ? undefined : byHousehold.get({ household, day: request.day });
  return { row, isSetAside };
}
