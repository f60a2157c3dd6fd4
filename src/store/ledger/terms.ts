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
 * version. Products that joined a group since are added; none is taken away from paper that is out.
 */
export function writeOffers(db: Db, offers: readonly OfferWithProducts[]): void {
  const known = db
    .prepare<[string, number], string>('SELECT sha256 FROM offer_terms WHERE offer_id = ? AND version = ?')
    .pluck();
  const promised = db
    .prepare<[string, number], number>(
      `SELECT count(*) FROM list_line JOIN list USING (list_id) JOIN cycle USING (cycle_id)
       WHERE offer_id = ? AND offer_version = ? AND state <> 'draft'`,
    )
    .pluck();
  const dropProducts = db.prepare('DELETE FROM offer_product WHERE offer_id = ? AND version = ?');
  const terms = db.prepare(
    `INSERT INTO offer_terms (offer_id, version, terms, sha256) VALUES (?, ?, ?, ?)
     ON CONFLICT (offer_id, version) DO UPDATE SET terms = excluded.terms, sha256 = excluded.sha256`,
  );
  const product = db.prepare(
    'INSERT OR IGNORE INTO offer_product (offer_id, version, product_id, role) VALUES (?, ?, ?, ?)',
  );
  for (const offer of offers) {
    db.transaction(() => {
      const { offerId, version } = offer.terms;
      const before = known.get(offerId, version);
      if (before !== undefined && before !== offer.sha256) {
        if ((promised.get(offerId, version) ?? 0) > 0) throw changedTerms(offerId, version);
        dropProducts.run(offerId, version);
      }
      if (before !== offer.sha256) terms.run(offerId, version, JSON.stringify(offer.terms), offer.sha256);
      for (const id of offer.productIds) product.run(offerId, version, id, 'qualifies');
      for (const id of offer.outsideBasketIds) product.run(offerId, version, id, 'outside-basket');
    }).immediate();
  }
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
