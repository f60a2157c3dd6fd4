import type { ListKind } from '../../lists/list-kind.ts';
import type { Arm, Tier } from '../../lists/planned-list.ts';
import type { DiscoveryResult, ListGroup, OfferName, OfferResult } from '../../review/report/facts.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

type GroupRow = Omit<ListGroup, 'tier' | 'kind' | 'mail' | 'held'> & {
  readonly tier: Tier | null;
  readonly kind: ListKind | null;
  readonly mail: number;
  readonly held: number;
};

type NameRow = {
  readonly offerId: string;
  readonly headline: string | null;
  readonly funderName: string | null;
};

/** What the report on a cycle asks of the ledger beside its lists and its score. */
export function planFacts(db: Db) {
  const groups = db.prepare<[number], GroupRow>(
    `SELECT arm, tier, list_kind AS kind, mail, held_by IS NOT NULL AS held, count(*) AS lists,
       sum(due) AS dueLines, sum(specials) AS specials, sum(value) AS valueCents
     FROM (SELECT arm, tier, list_kind, mail, held_by, coalesce(sum(section = 'due'), 0) AS due,
         coalesce(sum(section = 'special'), 0) AS specials, coalesce(sum(offer_value_cents), 0) AS value
       FROM list LEFT JOIN list_line USING (list_id) WHERE cycle_id = ? GROUP BY list_id)
     GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
  );
  const paid = (column: 'funder_cents' | 'store_cents'): string =>
    `coalesce(sum((SELECT sum(${column}) FROM ledger_entry
       WHERE ledger_entry.issued_offer_id = issued.issued_offer_id AND kind IN ('commit', 'void', 'return'))), 0)`;
  const results = db.prepare<[number], OfferResult>(
    `SELECT offer_id AS offerId, count(*) AS issued, sum(issued.state = 'redeemed') AS redeemed,
       sum(applications) AS applications, ${paid('funder_cents')} AS funderCents, ${paid('store_cents')} AS storeCents
     FROM list JOIN issued_offer AS issued USING (list_id) WHERE cycle_id = ? GROUP BY offer_id ORDER BY offer_id`,
  );
  const discoveries = db.prepare<[number], DiscoveryResult>(
    `SELECT count(*) AS issued, coalesce(sum(issued.state = 'redeemed'), 0) AS redeemed
     FROM list JOIN issued_offer AS issued USING (list_id) JOIN list_line USING (list_id, line_no)
     WHERE cycle_id = ? AND (json_extract(facts, '$.offer.relation') = 'new' OR json_extract(facts, '$.offer.discovery') IS NOT NULL)`,
  );
  const names = db.prepare<[number], NameRow>(
    `SELECT offer_id AS offerId, json_extract(terms, '$.headline') AS headline,
       json_extract(terms, '$.funderName') AS funderName
     FROM offer_terms WHERE (offer_id, version) IN (SELECT offer_id, max(offer_version) FROM list JOIN list_line USING (list_id)
       WHERE cycle_id = ? AND section = 'special' GROUP BY offer_id)`,
  );
  const households = db.prepare<[number], { householdId: string; arm: Arm }>(
    `SELECT household_id AS householdId, arm FROM list WHERE cycle_id = ? AND forgotten_on IS NULL ORDER BY list_id`,
  );
  const held = db.prepare<[number], { reason: string; lists: number }>(
    `SELECT hold.reason, count(*) AS lists FROM list JOIN hold ON hold_id = list.held_by WHERE cycle_id = ?
     GROUP BY hold.reason ORDER BY lists DESC, hold.reason`,
  );
  const products = db
    .prepare<[number], string>(
      `SELECT DISTINCT product_id FROM offer_product JOIN (
         SELECT DISTINCT offer_id, offer_version AS version FROM list JOIN list_line USING (list_id)
         WHERE cycle_id = ? AND section = 'special') USING (offer_id, version)
       WHERE role = 'qualifies' ORDER BY product_id`,
    )
    .pluck();
  const firstLists = db.prepare<[], { household_id: string; first: Day }>(
    `SELECT household_id, min(valid_from) AS first FROM list JOIN cycle USING (cycle_id)
     WHERE complete = 1 AND cycle.state <> 'draft' GROUP BY household_id`,
  );
  return {
    /** A cycle's lists by arm, tier, kind, way to the household, and whether they are held. */
    groups: (cycleId: number): ListGroup[] =>
      groups.all(cycleId).map(({ tier, kind, mail, held, ...row }) => ({
        ...row,
        tier: tier ?? undefined,
        kind: kind ?? undefined,
        mail: mail === 1,
        held: held === 1,
      })),
    /** By offer id; empty before release. */
    results: (cycleId: number): Map<string, OfferResult> =>
      new Map(results.all(cycleId).map((row) => [row.offerId, row])),
    /** Of the specials in needs that their households do not buy. */
    discoveries: (cycleId: number): DiscoveryResult => discoveries.get(cycleId) ?? { issued: 0, redeemed: 0 },
    /** What the offers of a cycle's specials are called. */
    offerNames: (cycleId: number): Map<string, OfferName> =>
      new Map(
        names
          .all(cycleId)
          .map(({ offerId, headline, funderName }) => [
            offerId,
            { headline: headline ?? undefined, funderName: funderName ?? undefined },
          ]),
      ),
    /** Whom the cycle has lists for, held ones and ghost lists included, less those who were forgotten. */
    households: (cycleId: number): { householdId: string; arm: Arm }[] => households.all(cycleId),
    /** Lists that are held, by the reason that was given, the most frequent first. */
    held: (cycleId: number): Record<string, number> =>
      Object.fromEntries(held.all(cycleId).map(({ reason, lists }) => [reason, lists])),
    /** Products that specials of the cycle are on, ghost lists included. */
    productsOnOffer: (cycleId: number): string[] => products.all(cycleId),
    /** The first day of the first list, ghost lists included, that each household had in a cycle that went on from a draft. */
    firstListDays: (): Map<string, Day> =>
      new Map(firstLists.all().map(({ household_id, first }) => [household_id, first])),
  };
}
