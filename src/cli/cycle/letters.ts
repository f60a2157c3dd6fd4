import { mayMail } from '../../lists/eligibility.ts';
import { cents, formatCents } from '../../shared/cents.ts';
import { formatDay } from '../../shared/day.ts';
import type { Withdrawal } from '../../store/ledger/withdrawals.ts';
import type { LetterRow } from '../../store/ledger/withdrawn-paper.ts';
import type { Context } from '../context.ts';
import { csvLine, writeWhole } from '../files.ts';
import { businessToday } from './today.ts';

const COLUMNS = [
  'household_id',
  'name',
  'address_1',
  'address_2',
  'city',
  'state',
  'postal_code',
  'country',
  'language',
  'list_id',
  'valid_until',
  'offer',
  'description',
  'value',
  'replaced_by',
  'mail_consent',
  'home_store_id',
];

/**
 * Write who holds paper with a withdrawn special that nobody has used, for a letter: one line per special, by household.
 * Whether a household may be written to is asked anew, today. A look at people's data, so it is written down.
 *
 * @returns Lines written, the header left out.
 */
export function writeLetters(context: Context, withdrawal: Withdrawal, path: string, by: string): number {
  const mayGetMail = mailRule(context);
  const lines = [csvLine(COLUMNS)];
  for (const row of context.ledger.paper.letters(withdrawal))
    lines.push(letterLine(context, row, mayGetMail));
  writeWhole(path, lines.join(''));
  const { kind, id, withdrawalId } = withdrawal;
  const rows = lines.length - 1;
  context.audit(by, 'withdraw-letters', `${kind} ${id}`, { withdrawal_id: withdrawalId, rows });
  return rows;
}

function letterLine(context: Context, row: LetterRow, mayGetMail: (householdId: string) => boolean): string {
  const { householdId, addressee } = row;
  const master = context.history.people.master(householdId);
  const [firstLine, ...otherLines] = addressee.addressLines;
  return csvLine([
    householdId,
    master?.name ?? addressee.name,
    // Where the feeds know the household no more, its address is the one on the paper.
    ...(master === undefined
      ? [firstLine, otherLines.join(', '), undefined, undefined, undefined, undefined]
      : ['address_1', 'address_2', 'city', 'state', 'postal_code', 'country'].map((name) => master[name])),
    addressee.language,
    row.listId,
    formatDay(row.validUntil),
    row.offerId,
    row.description,
    formatCents(cents(row.faceValueCents)),
    row.replacedBy,
    mayGetMail(householdId) ? 'yes' : 'no',
    row.homeStoreId,
  ]);
}

function mailRule(context: Context): (householdId: string) => boolean {
  const suppressions = context.ledger.suppressions(businessToday(context));
  return (householdId) => {
    const consents = context.history.households.find(householdId)?.mailConsent === true;
    return mayMail(consents, suppressions.get(householdId) ?? []);
  };
}
