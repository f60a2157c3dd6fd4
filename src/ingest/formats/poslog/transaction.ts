import type { SkipReason } from '../../record-source.ts';
import { child, firstOf, isSet, textAt, type XmlElement } from './element.ts';
import type { PoslogValues } from './fields.ts';

/** The values that every line of a transaction has from it. */
export type CarriedValues = Pick<
  PoslogValues,
  | 'store_id'
  | 'register_id'
  | 'transaction_id'
  | 'timestamp'
  | 'card_id'
  | 'RetailStoreID'
  | 'WorkstationID'
  | 'TillID'
  | 'OperatorID'
  | 'SequenceNumber'
  | 'TransactionID'
  | 'ReceiptNumber'
  | 'BusinessDayDate'
  | 'BeginDateTime'
  | 'EndDateTime'
  | 'CustomerID'
  | 'LoyaltyAccountID'
>;

export type ReadTransaction = {
  /** undefined: it sells nothing: an operator who signs on, a drawer that is counted. */
  readonly retail: XmlElement | undefined;
  readonly lines: readonly XmlElement[];
  readonly carried: CarriedValues;
  /** Why none of its lines was bought. */
  readonly dropped: SkipReason | undefined;
  /** Undoes another transaction as a whole. */
  readonly isPostVoid: boolean;
};

export function carriedValues(transaction: XmlElement): ReadTransaction {
  // Some logs of stock have the lines in the transaction itself.
  const retail = child(transaction, 'RetailTransaction') ?? (child(transaction, 'LineItem') && transaction);
  return {
    retail,
    lines: retail?.children.filter(({ name }) => name === 'LineItem') ?? [],
    carried: valuesOf(transaction, retail),
    dropped: droppedReason(transaction, retail),
    isPostVoid: /void/i.test(child(retail, 'TransactionLink')?.attributes.get('ReasonCode') ?? ''),
  };
}

function valuesOf(transaction: XmlElement, retail: XmlElement | undefined): CarriedValues {
  const store = firstOf(textAt(transaction, 'RetailStoreID'), textAt(storeUnit(transaction), 'UnitID'));
  const register = textAt(transaction, 'WorkstationID');
  const sequence = textAt(transaction, 'SequenceNumber');
  const id = textAt(transaction, 'TransactionID');
  const receipt = textAt(transaction, 'ReceiptNumber');
  const day = textAt(transaction, 'BusinessDayDate');
  const begin = textAt(transaction, 'BeginDateTime');
  const end = firstOf(
    textAt(transaction, 'EndDateTime'),
    textAt(retail, 'ReceiptDateTime'),
    textAt(transaction, 'ReceiptDateTime'),
    transactionStamp(transaction),
  );
  const customer = firstOf(
    textAt(retail, 'Customer', 'CustomerID'),
    textAt(transaction, 'Customer', 'CustomerID'),
  );
  const loyalty = loyaltyAccount(retail);
  return {
    store_id: store,
    register_id: register,
    transaction_id: firstOf(sequence, id, receipt),
    timestamp: stampOf(day, firstOf(end, begin)),
    card_id: firstOf(loyalty, customer),
    RetailStoreID: store,
    WorkstationID: register,
    TillID: textAt(transaction, 'TillID'),
    OperatorID: textAt(transaction, 'OperatorID'),
    SequenceNumber: sequence,
    TransactionID: id,
    ReceiptNumber: receipt,
    BusinessDayDate: day,
    BeginDateTime: begin,
    EndDateTime: end,
    CustomerID: customer,
    LoyaltyAccountID: loyalty,
  };
}

/** Version 6 names the store as a unit of the business; other units may be a country or a channel. */
function storeUnit(transaction: XmlElement): XmlElement | undefined {
  const units = transaction.children.filter(({ name }) => name === 'BusinessUnit');
  const typeOf = (unit: XmlElement): string => child(unit, 'UnitID')?.attributes.get('TypeCode') ?? '';
  return units.find((unit) => typeOf(unit) === 'RetailStore') ?? units.find((unit) => typeOf(unit) === '');
}

function transactionStamp(transaction: XmlElement): string {
  const stamps = transaction.children.filter(({ name }) => name === 'POSLogDateTime');
  return firstOf(
    ...stamps
      .filter(({ attributes }) => attributes.get('TypeCode') === 'Transaction')
      .map(({ text }) => text.trim()),
    ...stamps.map(({ text }) => text.trim()),
  );
}

/**
 * Logs with several programs keep the kind of account there, not the card: then the customer's number is the card.
 */
function loyaltyAccount(retail: XmlElement | undefined): string {
  const accounts = retail?.children.filter(({ name }) => name === 'LoyaltyAccount') ?? [];
  const programs = accounts.flatMap((account) =>
    account.children.filter(({ name }) => name === 'LoyaltyProgram'),
  );
  if (programs.length > 1) return textAt(accounts[0], 'CustomerID');
  return firstOf(
    textAt(accounts[0], 'LoyaltyAccountID'),
    textAt(programs[0], 'LoyaltyAccountID'),
    textAt(accounts[0], 'CustomerID'),
    membership(retail),
  );
}

/** Some registers log the card as a line of its own. */
function membership(retail: XmlElement | undefined): string {
  const lines = retail?.children.filter(({ name }) => name === 'LineItem') ?? [];
  const member = lines.map((line) => child(line, 'LoyaltyMembership')).find((each) => each !== undefined);
  return firstOf(
    ...['MembershipID', 'LoyaltyAccountID', 'LoyaltyID', 'CardNumber'].map((name) => textAt(member, name)),
  );
}

/**
 * The business day, with the time of the receipt where both are of one calendar day; behind midnight the day alone, since
 * that hour belongs to another day. An offset is dropped: what stands before it is the clock of the store.
 */
function stampOf(day: string, moment: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(moment);
  const date = day.slice(0, 10);
  if (match === null) return firstOf(date, moment);
  const [, momentDay = '', time] = match;
  if (time === undefined || (date !== '' && date !== momentDay)) return firstOf(date, momentDay);
  return `${momentDay} ${time}`;
}

const STATUS_REASONS: readonly (readonly [RegExp, SkipReason])[] = [
  [/training/i, 'training'],
  [/^suspend(?:ed)?$/i, 'suspended'],
  [/cancel|abort|fail|reject/i, 'cancelled'],
  [/^(?:post)?void(?:ed)?$/i, 'voided'],
];

function droppedReason(transaction: XmlElement, retail: XmlElement | undefined): SkipReason | undefined {
  for (const element of [transaction, retail]) {
    if (isSet(element, 'TrainingModeFlag')) return 'training';
    if (isSet(element, 'SuspendFlag', 'SuspendedFlag')) return 'suspended';
    if (isSet(element, 'CancelFlag', 'CancelledFlag')) return 'cancelled';
    if (isSet(element, 'VoidFlag', 'VoidedFlag')) return 'voided';
    const status = element?.attributes.get('TransactionStatus') ?? '';
    const known = STATUS_REASONS.find(([pattern]) => pattern.test(status));
    if (known !== undefined) return known[1];
  }
  return undefined;
}
