import { closeSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { renderStatement } from '../../print/statement.ts';
import {
  type Claim,
  type ClaimLine,
  claimIdOf,
  claimsByFunder,
  settlementName,
} from '../../settle/claims.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { Settlement } from '../../store/ledger/settled.ts';
import type { Context } from '../context.ts';
import { csvLine, syncDirectory, writeWhole } from '../files.ts';
import { formatQuantity } from '../lane/quantity.ts';
import { makeDirectory, openForWriting } from '../permissions.ts';
import { loadFonts } from '../print/fonts.ts';
import { pageSetup } from '../print/setup.ts';
import { fileName, proofName, statementOf } from './statement-of.ts';

/** What an entry of the ledger did, in the words of a claim. */
const DID = { commit: 'redeemed', void: 'voided', return: 'returned' } as const;

const CLAIM_HEADER = csvLine([
  'claim_id',
  'funder_id',
  'offer_id',
  'offer_version',
  'offer_code',
  'coupons',
  'units_discounted',
  'units_sold',
  'face_value',
  'handling_fee',
  'handling',
  'total',
  'over_budget',
  'store_share',
]);
const PROOF_HEADER = csvLine([
  'claim_id',
  'business_day',
  'store_id',
  'register_id',
  'transaction_id',
  'what',
  'offer_id',
  'offer_version',
  'offer_code',
  'product_id',
  'quantity',
  'discount',
  'funder_share',
]);

/**
 * Write a settlement's files into `DIR/S0001/`: `claims.csv` with all of it, and for each funder a claim as CSV and PDF and the
 * lines of receipts that prove it. All from what the ledger has of it: the same bytes whenever it is written again.
 */
export function writeSettlement(
  context: Context,
  dir: string,
  settlement: Settlement,
  earlier: readonly Settlement[],
): readonly Claim[] {
  const { settlements } = context.ledger;
  const { settlementId } = settlement;
  const folder = join(dir, settlementName(settlementId));
  const lines = settlements.linesOf(settlementId);
  const claims = claimsByFunder(settlementId, lines);
  makeDirectory(folder);
  writeWhole(
    join(folder, 'claims.csv'),
    CLAIM_HEADER +
      lines.map((line) => claimRow(context, claimIdOf(settlementId, line.funderId), line)).join(''),
  );
  const fonts = claims.length === 0 ? undefined : loadFonts(context);
  for (const claim of claims) {
    const rows = claim.lines.map((line) => claimRow(context, claim.claimId, line));
    writeWhole(join(folder, `claim-${fileName(claim.claimId)}.csv`), CLAIM_HEADER + rows.join(''));
    if (fonts === undefined) continue;
    const statement = statementOf(claim, settlement, earlier, settlements.termsOf);
    writeWhole(
      join(folder, `claim-${fileName(claim.claimId)}.pdf`),
      renderStatement(statement, pageSetup(context), fonts),
    );
  }
  writeProofs(context, folder, settlement, claims);
  syncDirectory(folder);
  return claims;
}

function claimRow({ ledger }: Context, claimId: string, line: ClaimLine): string {
  const terms = ledger.settlements.termsOf(line.offerId, line.version);
  return csvLine([
    claimId,
    line.funderId,
    line.offerId,
    line.version,
    terms?.offerCode,
    line.coupons,
    formatQuantity(line.discountedMilli),
    formatQuantity(line.soldMilli),
    formatCents(line.faceCents),
    terms === undefined ? undefined : formatCents(terms.handlingFeeCents),
    formatCents(line.handlingCents),
    formatCents(cents(line.faceCents + line.handlingCents)),
    formatCents(line.overBudgetCents),
    formatCents(line.storeCents),
  ]);
}

/** One walk over the entries, however many there are. */
function writeProofs(
  { ledger: { settlements } }: Context,
  folder: string,
  { settlementId }: Settlement,
  claims: readonly Claim[],
): void {
  const files = new Map(
    claims.map(({ funderId, claimId }) => {
      const path = join(folder, proofName(claimId));
      const file = openForWriting(`${path}.part`);
      writeSync(file, PROOF_HEADER);
      return [funderId, { claimId, path, file }] as const;
    }),
  );
  const codes = new Map<string, string | undefined>();
  for (const row of settlements.proofOf(settlementId)) {
    const to = files.get(row.funderId);
    if (to === undefined || row.funderCents === 0) continue;
    const version = `${row.version} ${row.offerId}`;
    if (!codes.has(version)) codes.set(version, settlements.termsOf(row.offerId, row.version)?.offerCode);
    const values = [
      to.claimId,
      formatDay(row.businessDay),
      row.storeId,
      row.registerId,
      row.transactionId,
      DID[row.kind],
      row.offerId,
      row.version,
      codes.get(version),
      row.productId,
      formatQuantity(row.quantityMilli),
      formatCents(cents(row.amountCents)),
      formatCents(cents(row.funderCents)),
    ];
    writeSync(to.file, csvLine(values));
  }
  for (const { path, file } of files.values()) {
    closeSync(file);
    renameSync(`${path}.part`, path);
  }
}
