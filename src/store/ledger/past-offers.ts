import type { OfferPast, Opening } from '../../offers/past.ts';
import type { Day } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';
import { sharedByKin } from './kin.ts';

const RELATIONS: readonly string[] = ['loyal', 'switcher', 'rival', 'lapsed', 'new'];

/** undefined: nothing that matters. */
type PastOf = (offerId: string, householdId: string) => OfferPast | undefined;

/**
 * What offers with a taper or a limit per household were to each household before a day, all versions of an offer together,
 * and all households of a group. Ghost lists give nothing.
 */
export function pastOffers(db: Db) {
  type Asked = Pick<OfferTerms, 'offerId' | 'taper' | 'limitHousehold'>;
  return (offers: readonly Asked[], before: Day): PastOf => {
    const past = new Map<string, ReadonlyMap<string, OfferPast>>();
    for (const { offerId, taper, limitHousehold } of offers) {
      if (taper === undefined && limitHousehold === undefined) continue;
      past.set(offerId, pastOf(db, offerId, taper === undefined ? undefined : before));
    }
    return (offerId, householdId) => past.get(offerId)?.get(householdId);
  };
}

/** @param openedBefore undefined: openings are not asked for. */
function pastOf(db: Db, offerId: string, openedBefore: Day | undefined): Map<string, OfferPast> {
  const known = new Map<string, OfferPast>();
  const used = db.prepare<[string], { household_id: string; uses: number }>(
    `SELECT household_id, sum(applications) AS uses FROM issued_offer WHERE offer_id = ? AND applications > 0
     GROUP BY household_id`,
  );
  for (const { household_id, uses } of used.iterate(offerId)) {
    known.set(household_id, { uses, opening: undefined });
  }
  for (const [householdId, opening] of openedBefore === undefined ? [] : openings(db, offerId, openedBefore))
    known.set(householdId, { uses: known.get(householdId)?.uses ?? 0, opening });
  return sharedByKin(db, known, (_root, all) => ({
    uses: all.reduce((sum, [, { uses }]) => sum + uses, 0),
    opening: all
      .flatMap(([, { opening }]) => opening ?? [])
      .reduce<Opening | undefined>(
        (first, next) => (first === undefined || next.since < first.since ? next : first),
        undefined,
      ),
  }));
}

/** Last come the earliest, so that they are what a map keeps. */
function openings(db: Db, offerId: string, before: Day): [string, Opening][] {
  type Row = { household_id: string; since: Day; relation: Opening['relation']; usage: Opening['usage'] };
  const rows = db.prepare<[string, Day], Row>(
    `SELECT issued_offer.household_id, valid_from AS since,
            json_extract(facts, '$.offer.relation') AS relation, json_extract(facts, '$.offer.usage') AS usage
     FROM issued_offer JOIN list USING (list_id) JOIN cycle USING (cycle_id)
     JOIN list_line ON list_line.list_id = issued_offer.list_id AND list_line.line_no = issued_offer.line_no
     WHERE issued_offer.offer_id = ? AND replaces IS NULL AND as_of < ? AND cycle.state IN ('released', 'closed')
     ORDER BY valid_from DESC, issued_offer_id DESC`,
  );
  return rows
    .all(offerId, before)
    .filter(({ relation }) => RELATIONS.includes(relation))
    .map(({ household_id, since, relation, usage }) => [household_id, { since, relation, usage }]);
}
