import type {
  Facts,
  IssuedOffer,
  RecordedAnswer,
  Redeemed,
  RedemptionRequest,
} from '../../checkout/types.ts';
import { cents } from '../../shared/cents.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';
import { kinOf, rootOf } from './kin.ts';

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
  const root = db
    .prepare<[string], string>('SELECT root_id FROM household_member WHERE household_id = ?')
    .pluck();
  const rootIdOf = (id: string | undefined): string | undefined =>
    id === undefined ? undefined : (root.get(id) ?? id);
  const offersOf = offerReader(db);

  return (
    request: RedemptionRequest,
    identity: Identity,
  ): { facts: Facts; redemptionId: number | undefined } => {
    const { storeId, registerId, day, transactionId } = request;
    const before = recorded.get(storeId, registerId, day, transactionId);
    const cardHouseholdId = rootIdOf(identity.cardHouseholdId);
    const row = findList(request, identity, cardHouseholdId, byCode, byHousehold);
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
      cardHouseholdId,
      codeIsOurs: identity.codeIsOurs,
      recalledIds: new Set(recalled.all(JSON.stringify(request.lines.map((line) => line.productId)))),
      offers: row === undefined || before !== undefined ? [] : offersOf(row, request),
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
): ListRow | undefined {
  const ofCode = request.listCode === undefined ? undefined : byCode.get(request.listCode);
  const isOthers = root !== undefined && ofCode !== undefined && ofCode.household_id !== root;
  if (request.listCode !== undefined && !(cardFirst === true && isOthers)) return ofCode;
  if (household === undefined) return undefined;
  return byHousehold.get({ household, day: request.day });
}

type OfferRow = {
  issued_offer_id: number;
  line_no: number;
  offer_id: string;
  offer_version: number;
  terms_value_cents: number;
  state: IssuedOffer['state'];
  terms: string;
  used_store: string | null;
  used_register: string | null;
  used_day: Day | null;
};

// A withdrawal holds from the moment it is said, however many issued offers have yet to be brought in line with it.
export const STANDING = `iif(issued_offer.state IN ('open', 'expired') AND EXISTS (SELECT 1 FROM withdrawn_right AS taken
  WHERE taken.issued_offer_id = issued_offer.issued_offer_id), 'withdrawn', issued_offer.state)`;

type ProductRole = 'qualifies' | 'outside-basket';

/** A list's offers as they stand. Of their products only those in the basket are read: a group can have thousands. */
function offerReader(db: Db) {
  const offers = db.prepare<[number], OfferRow>(
    `SELECT issued_offer_id, line_no, issued_offer.offer_id, offer_version, terms_value_cents, terms, ${STANDING} AS state,
       used.store_id AS used_store, used.register_id AS used_register, used.business_day AS used_day
     FROM issued_offer LEFT JOIN redemption AS used USING (redemption_id)
     JOIN offer_terms ON offer_terms.offer_id = issued_offer.offer_id AND version = offer_version
     WHERE issued_offer.list_id = ? ORDER BY line_no, issued_offer_id`,
  );
  // CROSS: look each product of the basket up, and do not read the whole group to look for it in the basket.
  const products = db.prepare<[string, string, number], { product_id: string; role: ProductRole }>(
    `SELECT product_id, role FROM json_each(?) AS basket CROSS JOIN offer_product ON product_id = basket.value
     WHERE offer_id = ? AND version = ?`,
  );
  const drawn = db
    .prepare<[string], number>('SELECT funder_cents FROM offer_draw WHERE offer_id = ?')
    .pluck();
  const used = db
    .prepare<{ offer: string; household: string }, number>(
      `SELECT coalesce(sum(applications), 0) FROM issued_offer
       WHERE offer_id = @offer AND household_id IN ${kinOf('@household')}`,
    )
    .pluck();
  return (list: ListRow, request: RedemptionRequest): IssuedOffer[] => {
    const basket = JSON.stringify(request.lines.map((line) => line.productId));
    return offers.all(list.list_id).map((row) => {
      const found = products.all(basket, row.offer_id, row.offer_version);
      const idsOf = (role: ProductRole): Set<string> =>
        new Set(found.filter((one) => one.role === role).map((one) => one.product_id));
      const terms = JSON.parse(row.terms) as OfferTerms;
      const { budgetCents, limitHousehold } = terms;
      return {
        issuedOfferId: row.issued_offer_id,
        lineNo: row.line_no,
        terms,
        faceValueCents: cents(row.terms_value_cents),
        state: row.state,
        ...usedBy(row),
        productIds: idsOf('qualifies'),
        outsideBasketIds: idsOf('outside-basket'),
        funderBudgetLeftCents:
          budgetCents === undefined ? undefined : cents(budgetCents - (drawn.get(row.offer_id) ?? 0)),
        householdUsesLeft:
          limitHousehold === undefined
            ? undefined
            : limitHousehold - (used.get({ offer: row.offer_id, household: list.household_id }) ?? 0),
      };
    });
  };
}

function usedBy({
  used_store: storeId,
  used_register: registerId,
  used_day: day,
}: OfferRow): Pick<IssuedOffer, 'usedBy'> {
  return storeId === null || registerId === null || day === null
    ? {}
    : { usedBy: { storeId, registerId, day } };
}
