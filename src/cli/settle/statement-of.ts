import type { Statement } from '../../print/statement.ts';
import { type Claim, settlementName } from '../../settle/claims.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { OfferTerms } from '../../shared/offer-terms.ts';
import type { Period, Settlement } from '../../store/ledger/settled.ts';
import { formatQuantity } from '../lane/quantity.ts';

export type TermsOf = (offerId: string, version: number) => OfferTerms | undefined;

/** A claim as a paper for its funder. */
export function statementOf(
  claim: Claim,
  settlement: Settlement,
  earlier: readonly Settlement[],
  termsOf: TermsOf,
): Statement {
  const first = claim.lines[0];
  const name = first === undefined ? undefined : termsOf(first.offerId, first.version)?.funderName;
  return {
    title: earlier.length === 0 ? 'Statement of claim' : 'Statement of claim: adjustment',
    facts: [
      ['Claim', claim.claimId],
      ['To', name === undefined ? claim.funderId : `${name} (${claim.funderId})`],
      ['Period', periodText(settlement)],
      ...adjustmentFacts(earlier),
    ],
    columns: [
      { title: 'Offer', share: 3.2, figures: false },
      { title: 'Clearing code', share: 1.5, figures: false },
      { title: 'Coupons', share: 1, figures: true },
      { title: 'Units sold', share: 1.1, figures: true },
      { title: 'Face value', share: 1.2, figures: true },
      { title: 'Handling', share: 1.1, figures: true },
      { title: 'Total', share: 1.2, figures: true },
    ],
    rows: claim.lines.map((line) => {
      const terms = termsOf(line.offerId, line.version);
      const headline = terms?.headline === undefined ? '' : `, ${terms.headline}`;
      return [
        `${line.offerId} v${line.version}${headline}`,
        terms?.offerCode ?? '',
        String(line.coupons),
        formatQuantity(line.soldMilli),
        formatCents(line.faceCents),
        formatCents(line.handlingCents),
        formatCents(cents(line.faceCents + line.handlingCents)),
      ];
    }),
    sums: [
      ['Coupons', String(claim.coupons)],
      ['Face values', formatCents(claim.faceCents)],
      ['Handling', formatCents(claim.handlingCents)],
      ['Claimed', formatCents(claim.totalCents)],
    ],
    notes: [
      'Net of voids and of goods that came back. Units sold: the offer’s products on the receipts of these coupons, less what came back of them.',
      ...(claim.overBudgetCents === 0
        ? []
        : [`Beyond the budgets of these offers, and not claimed: ${formatCents(claim.overBudgetCents)}.`]),
      `Each line of each receipt stands in ${proofName(claim.claimId)}.`,
    ],
    day: settlement.toDay,
  };
}

export function periodText({ fromDay, toDay }: Period): string {
  return `${formatDay(fromDay)} to ${formatDay(toDay)}`;
}

function adjustmentFacts(earlier: readonly Settlement[]): [string, string][] {
  if (earlier.length === 0) return [];
  const names = earlier.map(({ settlementId }) => settlementName(settlementId)).join(', ');
  return [['Adjusts', `${names}: what has become known since, and nothing else`]];
}

/** A claim's name as that of a file: a funder's id may have any character. */
export function fileName(claimId: string): string {
  return claimId.replaceAll(/[^A-Za-z0-9._-]/g, (character) => `%${character.codePointAt(0)?.toString(16)}`);
}

export function proofName(claimId: string): string {
  return `proof-${fileName(claimId)}.csv`;
}
