import type { Db } from '../sqlite.ts';
import { sharedByKin } from './kin.ts';

/** Everything that a plan must obey beside its feeds: what people hold or took back, and what must not be sold. */
export type Restrictions = {
  readonly heldOffers: ReadonlySet<string>;
  readonly withdrawnOffers: ReadonlySet<string>;
  readonly recalledProducts: ReadonlySet<string>;
  /** By household id: the hold. */
  readonly heldHouseholds: ReadonlyMap<string, number>;
};

export type RestrictionKind = 'offer' | 'withdrawn' | 'recalled' | 'household';

/** The restrictions in force at this moment. */
export function readRestrictions(db: Db): Restrictions {
  const ids = (sql: string): Set<string> => new Set(db.prepare<[], string>(sql).pluck().all());
  return {
    heldOffers: ids("SELECT offer_id FROM hold WHERE kind = 'offer' AND lifted_at IS NULL"),
    // Whatever lanes do with the paper that is out: nothing new is promised with it.
    withdrawnOffers: ids("SELECT DISTINCT offer_id FROM withdrawal WHERE kind = 'offer'"),
    recalledProducts: ids('SELECT DISTINCT product_id FROM recalled_product WHERE lifted_at IS NULL'),
    heldHouseholds: heldHouseholds(db),
  };
}

/** Whoever is one with a household that is held is held with it. */
function heldHouseholds(db: Db): Map<string, number> {
  const rows = db
    .prepare<[], { household_id: string; hold_id: number }>(
      "SELECT household_id, hold_id FROM hold WHERE kind = 'household' AND lifted_at IS NULL",
    )
    .all();
  const held = new Map(rows.map((row) => [row.household_id, row.hold_id]));
  return sharedByKin(db, held, (_, all) => Math.min(...all.map(([, holdId]) => holdId)));
}

/** One restriction as it is kept with a cycle; a household's by its hold, so that no cycle names a person. */
export function restrictionKey(kind: RestrictionKind, id: string): string {
  return `${kind}:${id}`;
}

/** All of them as they are kept with a cycle, sorted. */
export function restrictionKeys(restrictions: Restrictions): string[] {
  const keys = (kind: RestrictionKind, ids: Iterable<string>): string[] =>
    [...ids].map((id) => restrictionKey(kind, id));
  return [
    ...keys('offer', restrictions.heldOffers),
    ...keys('withdrawn', restrictions.withdrawnOffers),
    ...keys('recalled', restrictions.recalledProducts),
    ...keys('household', new Set([...restrictions.heldHouseholds.values()].map(String))),
  ].sort();
}
