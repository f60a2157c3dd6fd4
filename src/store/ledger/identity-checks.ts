/** Faults named one by one per check; the rest is only known to be there. */
export const FAULTS_MAX = 20;

/** Cycles whose lists went out. */
export const OUT = "('released', 'closed', 'withdrawn')";

/** What a redemption took by an issued offer, and what is left of it. */
const LEFT = `SELECT redemption_id, issued_offer_id, sum(kind = 'commit') AS commits, sum(amount_cents) AS amount,
    sum(funder_cents) AS funder, sum(store_cents) AS store, sum(quantity_milli) AS quantity
  FROM ledger_entry WHERE kind IN ('commit', 'void', 'return') GROUP BY redemption_id, issued_offer_id`;

/** What redemptions hold and have not taken, by issued offer. */
const HELD = `SELECT redemption_id, issued_offer_id, sum(amount_cents) AS amount, sum(funder_cents) AS funder,
    sum(quantity_milli) AS quantity, sum(kind = 'reserve') AS reserves
  FROM ledger_entry WHERE kind IN ('reserve', 'release') GROUP BY redemption_id, issued_offer_id`;

const OFFER = "'issued offer ' || issued_offer_id";
const REDEMPTION = "'redemption ' || redemption_id";

/**
 * What holds of any ledger, however lanes, desks and nights have worked on it. Each statement selects what breaks it, as
 * `place`, `expected`, `found`; the names are the names of the faults.
 */
export const CHECKS: Readonly<Record<string, string>> = {
  'a list of the control group has something to redeem': `
    SELECT ${OFFER} AS place, 'none on list ' || list_id AS expected, state AS found
    FROM list JOIN issued_offer USING (list_id) WHERE arm = 'control'`,

  'something was taken from a list that was not out': `
    SELECT ${OFFER} AS place, 'open' AS expected, issued_offer.state AS found
    FROM cycle CROSS JOIN list USING (cycle_id) CROSS JOIN issued_offer USING (list_id)
    WHERE cycle.state NOT IN ${OUT} AND issued_offer.state <> 'open'`,

  'an issued offer is spent by a redemption that is not so': `
    SELECT ${OFFER} AS place, 'a redemption of its list, ' || iif(issued_offer.state = 'redeemed', 'committed', 'reserved') AS expected,
      coalesce(${REDEMPTION} || ' of list ' || redemption.list_id || ', ' || redemption.state, 'none') AS found
    FROM issued_offer LEFT JOIN redemption USING (redemption_id)
    WHERE redemption_id IS NOT NULL AND (redemption.list_id IS NOT issued_offer.list_id
      OR redemption.state IS NOT iif(issued_offer.state = 'redeemed', 'committed', 'reserved'))`,

  'a redeemed offer has no entries': `
    SELECT ${OFFER} AS place, 'commits in redemption ' || issued_offer.redemption_id AS expected,
      iif(took.commits IS NULL, 'none', 'all returned, and the offer goes back with the goods') AS found
    FROM issued_offer LEFT JOIN (${LEFT}) AS took USING (redemption_id, issued_offer_id)
    WHERE state = 'redeemed' AND redemption_id IS NOT NULL AND (coalesce(took.commits, 0) = 0
      OR (took.quantity = 0 AND took.amount = 0 AND (SELECT json_extract(terms, '$.onReturn') FROM offer_terms
        WHERE offer_terms.offer_id = issued_offer.offer_id AND version = offer_version) = 'restore'))`,

  'entries are left of an offer that nobody has spent': `
    SELECT ${OFFER} AS place, 0 AS expected, took.amount AS found
    FROM (${LEFT}) AS took JOIN issued_offer USING (issued_offer_id)
    WHERE (took.amount <> 0 OR took.funder <> 0 OR took.store <> 0 OR took.quantity <> 0)
      AND issued_offer.redemption_id IS NOT took.redemption_id`,

  'an offer was applied another number of times than its lane was told': `
    SELECT ${OFFER} AS place, told.value ->> '$.applications' AS expected, issued_offer.applications AS found
    FROM issued_offer JOIN redemption USING (redemption_id)
    LEFT JOIN json_each(redemption.answer, '$.spent') AS told ON told.value ->> '$.issuedOfferId' = issued_offer_id
    WHERE redemption_id IS NOT NULL AND told.value ->> '$.applications' IS NOT issued_offer.applications`,

  'the entries of a redemption are not its total': `
    SELECT ${REDEMPTION} AS place, total_cents AS expected, coalesce(sum(amount_cents), 0) AS found
    FROM redemption LEFT JOIN (SELECT * FROM ledger_entry WHERE kind = 'commit') AS taken USING (redemption_id)
    WHERE redemption.state = 'committed' OR (redemption.state = 'voided' AND kind = 'commit')
    GROUP BY redemption_id HAVING found <> expected`,

  'a reserved offer is not held by its redemption, or one that is held is not reserved': `
    SELECT ${OFFER} AS place, iif(state = 'reserved', 'held by redemption ' || issued_offer.redemption_id, 'held by none') AS expected,
      coalesce('held by ' || held.redemption_id || ': ' || held.amount || ' cents', 'held by none') AS found
    FROM issued_offer LEFT JOIN (SELECT * FROM (${HELD}) WHERE amount <> 0 OR quantity <> 0 OR funder <> 0) AS held USING (issued_offer_id)
    WHERE (state = 'reserved' AND held.redemption_id IS NOT issued_offer.redemption_id)
      OR (state <> 'reserved' AND held.redemption_id IS NOT NULL)`,

  'a reservation is not what its lane was told': `
    SELECT ${REDEMPTION} AS place, iif(state = 'reserved' AND lapsed = 0, total_cents, 0) AS expected, coalesce(sum(held.amount), 0) AS found
    FROM redemption LEFT JOIN (${HELD}) AS held USING (redemption_id) GROUP BY redemption_id HAVING found <> expected`,

  'a voided redemption is not undone': `
    SELECT ${REDEMPTION} AS place, '0 cents, 0 units' AS expected,
      sum(amount_cents) || ' cents, ' || sum(quantity_milli) || ' thousandths' AS found
    FROM redemption JOIN ledger_entry USING (redemption_id) WHERE redemption.state = 'voided' AND kind IN ('commit', 'void', 'return')
    GROUP BY redemption_id
    HAVING sum(amount_cents) <> 0 OR sum(funder_cents) <> 0 OR sum(store_cents) <> 0 OR sum(quantity_milli) <> 0`,

  'more was reversed than was taken': `
    SELECT 'entry ' || back.reverses AS place,
      coalesce('at most ' || paid.funder_cents || ' + ' || paid.store_cents || ' cents, ' || paid.quantity_milli || ' thousandths',
        'a commit of its redemption') AS expected,
      -sum(back.funder_cents) || ' + ' || -sum(back.store_cents) || ' cents, ' || -sum(back.quantity_milli) || ' thousandths' AS found
    FROM ledger_entry AS back LEFT JOIN ledger_entry AS paid
      ON paid.entry_id = back.reverses AND paid.kind = iif(back.kind = 'release', 'reserve', 'commit') AND paid.redemption_id = back.redemption_id
        AND paid.issued_offer_id = back.issued_offer_id
    WHERE back.reverses IS NOT NULL GROUP BY back.reverses
    HAVING paid.entry_id IS NULL OR paid.funder_cents + sum(back.funder_cents) < 0
      OR paid.store_cents + sum(back.store_cents) < 0 OR paid.quantity_milli + sum(back.quantity_milli) < 0`,

  'a funder’s draw is not the sum of its entries': `
    SELECT 'offer ' || offer_id AS place, coalesce(drawn.cents, 0) AS expected, coalesce(offer_draw.funder_cents, 0) AS found
    FROM (SELECT offer_id, sum(funder_cents) AS cents FROM ledger_entry CROSS JOIN issued_offer USING (issued_offer_id)
      WHERE kind <> 'expire' GROUP BY offer_id) AS drawn
    FULL JOIN offer_draw USING (offer_id) WHERE found <> expected`,

  'an offer’s uses are not those of its issued offers': `
    SELECT 'offer ' || offer_id AS place, coalesce(used.applications, 0) AS expected, coalesce(offer_draw.applications, 0) AS found
    FROM (SELECT offer_id, sum(applications) AS applications FROM issued_offer GROUP BY offer_id) AS used
    FULL JOIN offer_draw USING (offer_id) WHERE found <> expected`,

  'a return is not what its entries take back': `
    SELECT 'return ' || back.return_id AS place, back.funder_cents || ' + ' || back.store_cents AS expected,
      -coalesce(sum(entry.funder_cents), 0) || ' + ' || -coalesce(sum(entry.store_cents), 0) AS found
    FROM ledger_return AS back LEFT JOIN ledger_entry AS entry USING (return_id) GROUP BY back.return_id HAVING found <> expected`,

  'a return has entries without a record': `
    SELECT 'entry ' || entry.entry_id AS place, 'a return' AS expected, coalesce(entry.return_id, 'none') AS found
    FROM ledger_entry AS entry LEFT JOIN ledger_return AS back USING (return_id)
    WHERE (entry.kind = 'return') <> (entry.return_id IS NOT NULL) OR (entry.kind = 'return' AND back.return_id IS NULL)`,

  'more came back than was bought': `
    SELECT 'line ' || back.line_no || ' of redemption ' || back.redemption_id AS place,
      coalesce(bought.quantity_milli, 0) || ' thousandths' AS expected, sum(back.quantity_milli) || ' thousandths' AS found
    FROM ledger_return AS back LEFT JOIN redemption_line AS bought USING (redemption_id, line_no)
    GROUP BY redemption_id, line_no HAVING sum(back.quantity_milli) > coalesce(bought.quantity_milli, 0)`,

  'more was refunded than was paid': `
    SELECT 'line ' || back.line_no || ' of redemption ' || back.redemption_id AS place,
      bought.amount_cents - (SELECT coalesce(sum(amount_cents), 0) FROM ledger_entry WHERE kind = 'commit'
        AND ledger_entry.redemption_id = back.redemption_id AND basket_line_no = back.line_no) AS expected,
      sum(back.refund_cents) AS found
    FROM ledger_return AS back JOIN redemption_line AS bought USING (redemption_id, line_no)
    GROUP BY redemption_id, line_no HAVING found > expected`,

  'an offer has expired without an entry, or an entry without its offer': `
    SELECT ${OFFER} AS place, 1000 * (state = 'expired') AS expected, coalesce(expired.quantity, 0) AS found
    FROM issued_offer LEFT JOIN (SELECT issued_offer_id, sum(quantity_milli) AS quantity
      FROM ledger_entry NOT INDEXED WHERE kind = 'expire' GROUP BY issued_offer_id) AS expired USING (issued_offer_id)
    WHERE found <> expected`,

  // One that is open has entries and no lines yet: it is being written, or was killed and goes on with the next run.
  'a settlement claims other than its entries': `
    SELECT 'offer ' || offer_id || ' in settlement ' || settlement_id AS place, sum(by_entries) AS expected, sum(by_lines) AS found
    FROM (SELECT settlement_id, offer_id, funder_cents AS by_entries, 0 AS by_lines
        FROM claimed_entry JOIN ledger_entry USING (entry_id) JOIN issued_offer USING (issued_offer_id)
        WHERE settlement_id IN (SELECT settlement_id FROM settlement WHERE state = 'done')
      UNION ALL SELECT settlement_id, offer_id, 0, funder_cents FROM claim_line)
    GROUP BY settlement_id, offer_id HAVING expected <> found`,
};
