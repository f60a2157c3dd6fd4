import { EXIT, UserError } from '../../shared/errors.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Db } from '../sqlite.ts';

/** An offer's terms and the products that they come to, as a plan uses them. */
export type OfferWithProducts = {
  readonly terms: OfferTerms;
  readonly sha256: string;
  readonly productIds: readonly string[];
  /** Products that are no part of a basket offer. */
  readonly outsideBasketIds: readonly string[];
};

/**
 * The terms of the offers that a plan uses. Terms that were approved or released stay as they are: a change needs a new
 * version. Products that joined a group since are added; none is taken away from paper that is out or about to be.
 *
 * What only drafts use is replaced, and other drafts that carry the old terms are dropped: they would print what no lane
 * will pay.
 *
 * @throws UserError 65 `offer-version` for terms that changed after they were promised.
 */
export function writeOffers(db: Db, offers: readonly OfferWithProducts[]): void {
  const known = db
    .prepare<[string, number], string>('SELECT sha256 FROM offer_terms WHERE offer_id = ? AND version = ?')
    .pluck();
  const isPromised = promises(db);
  const terms = db.prepare(
    `INSERT INTO offer_terms (offer_id, version, terms, sha256) VALUES (?, ?, ?, ?)
     ON CONFLICT (offer_id, version) DO UPDATE SET terms = excluded.terms, sha256 = excluded.sha256`,
  );
  const dropDrafts = db.prepare<[string, number]>(
    `UPDATE cycle SET complete = 0 WHERE state = 'draft' AND complete = 1 AND EXISTS (
       SELECT 1 FROM list JOIN list_line USING (list_id)
       WHERE list.cycle_id = cycle.cycle_id AND offer_id = ? AND offer_version = ?)`,
  );
  const products = productWriter(db);
  for (const offer of offers) {
    db.transaction(() => {
      const { offerId, version } = offer.terms;
      const before = known.get(offerId, version);
      const promised = before !== undefined && isPromised(offerId, version);
      if (before !== undefined && before !== offer.sha256) {
        if (promised) throw changedTerms(offerId, version);
        dropDrafts.run(offerId, version);
      }
      if (before !== offer.sha256) terms.run(offerId, version, JSON.stringify(offer.terms), offer.sha256);
      products(offerId, version, 'qualifies', offer.productIds, promised);
      products(offerId, version, 'outside-basket', offer.outsideBasketIds, promised);
    }).immediate();
  }
}

/**
 * Add to offers whose terms are as known the products that joined their groups since: a list that is rebuilt may show one.
 * None is taken away, since lists that are not rebuilt may show that one.
 */
export function growOffers(db: Db, offers: readonly OfferWithProducts[]): void {
  const products = productWriter(db);
  for (const { terms, productIds, outsideBasketIds } of offers) {
    db.transaction(() => {
      products(terms.offerId, terms.version, 'qualifies', productIds, true);
      products(terms.offerId, terms.version, 'outside-basket', outsideBasketIds, true);
    }).immediate();
  }
}

/** Hash of each offer's terms as plans used them, by `offer id / version`. */
export function offerHashes(
  db: Db,
  keyOf: (offerId: string, version: number) => string,
): Map<string, string> {
  const rows = db
    .prepare<[], { offer_id: string; version: number; sha256: string }>(
      'SELECT offer_id, version, sha256 FROM offer_terms',
    )
    .all();
  return new Map(rows.map((row) => [keyOf(row.offer_id, row.version), row.sha256]));
}

/** Whether somebody may hold paper with the offer: it was issued, or stands on a list that was approved to be. */
function promises(db: Db): (offerId: string, version: number) => boolean {
  const issued = db.prepare<[string, number]>(
    'SELECT 1 FROM issued_offer WHERE offer_id = ? AND offer_version = ? LIMIT 1',
  );
  const approved = new Set(
    db
      .prepare<[], string>(
        `SELECT DISTINCT offer_version || '|' || offer_id FROM cycle JOIN list USING (cycle_id) JOIN list_line USING (list_id)
         WHERE state = 'approved' AND offer_id IS NOT NULL`,
      )
      .pluck()
      .all(),
  );
  return (offerId, version) =>
    approved.has(`${version}|${offerId}`) || issued.get(offerId, version) !== undefined;
}

type Role = 'qualifies' | 'outside-basket';

function productWriter(db: Db) {
  const drop = db.prepare<[string, number, Role, string]>(
    `DELETE FROM offer_product WHERE offer_id = ? AND version = ? AND role = ?
       AND product_id NOT IN (SELECT value FROM json_each(?))`,
  );
  const add = db.prepare<[string, number, Role, string]>(
    `INSERT INTO offer_product (offer_id, version, role, product_id) SELECT ?, ?, ?, value FROM json_each(?) WHERE true
     ON CONFLICT DO NOTHING`,
  );
  return (
    offerId: string,
    version: number,
    role: Role,
    ids: readonly string[],
    keepOthers: boolean,
  ): void => {
    const text = JSON.stringify(ids);
    if (!keepOthers) drop.run(offerId, version, role, text);
    add.run(offerId, version, role, text);
  };
}

function changedTerms(offerId: string, version: number): UserError {
  return new UserError(
    'offer-version',
    `offer ${offerId} version ${version} is on lists already, with other terms`,
    {
      exitCode: EXIT.badInput,
      next: `Send the change as version ${version + 1}; what is on paper keeps version ${version}.`,
    },
  );
}
