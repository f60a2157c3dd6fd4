/** Why a whole request is answered with no, in the order in which they are asked. */
export const REJECT_TEXT = {
  'transaction-reused': 'This transaction was already sent with other content.',
  voided: 'The specials of this transaction were voided.',
  lapsed: 'It was not paid in time, and its specials are no longer there.',
  'line-number-twice': 'Two lines of the basket have the same number.',
  'code-forged': 'This is not the number of one of our lists. Please scan again.',
  'list-unknown': 'There is no list with this number.',
  'nothing-scanned': 'Neither a list nor a card was scanned.',
  'card-unknown': 'No household has this card.',
  'no-list': 'There is no list for this card at present.',
  'list-of-other-household': 'This list belongs to another card.',
  'list-not-yet-valid': 'The list is not valid yet.',
  'list-expired': 'The list is past its last day.',
  'list-withdrawn': 'The store has taken this list back; its specials are not given.',
  'ledger-restored': 'Specials cannot be checked now. Charge full price, keep the receipt.',
  'override-not-allowed': 'Specials are not given by override here.',
  'nothing-taken': 'No special of the list fits this basket.',
} as const;

export type RejectReason = keyof typeof REJECT_TEXT;

/** Why one offer of the list takes nothing. */
export const REFUSE_TEXT = {
  used: 'Already used.',
  reserved: 'In use in another transaction that is not finished.',
  withdrawn: 'The store has taken this special back.',
  'not-yet-valid': 'Not valid yet.',
  expired: 'Past its last day.',
  'other-store': 'Not valid at this store.',
  'limit-household': 'The household has used it as often as it may.',
  recalled: 'Its product is recalled and must not be sold.',
  'not-in-basket': 'None of its products is in the basket.',
  'basket-short': 'The basket is below the amount that it asks for.',
  'quantity-short': 'Fewer of its products are in the basket than it asks for.',
  'amount-short': 'Its products in the basket come to less than it asks for.',
  'weight-short': 'Its products in the basket weigh less than it asks for.',
  'no-saving': 'The price today is not above the price with the special.',
  'override-cap': 'More than a manager may give in one transaction.',
  'offline-cap': 'More than may be given while the store is cut off.',
  'better-offer-on-item': 'Another special of the list saves more on the same products.',
} as const;

export type RefuseReason = keyof typeof REFUSE_TEXT;

/** Why goods that come back are answered with no, in the order in which the questions are asked. */
export const RETURN_REJECT_TEXT = {
  'transaction-reused': 'This transaction was already sent with another return.',
  'redemption-unknown': 'There is no such redemption.',
  'redemption-voided': 'The redemption was voided as a whole.',
  'redemption-not-paid': 'The redemption is reserved and not paid yet: void it instead.',
  'basket-unknown': 'The basket of this redemption was not kept. Refund by the receipt.',
  'line-unknown': 'The basket has no such line.',
  'line-sold-nothing': 'This line of the basket sold nothing, or it was taken back in the same transaction.',
  'nothing-left': 'All of this line has come back already.',
  'more-than-left': 'This is more than is left of the line.',
} as const;

export type ReturnRejectReason = keyof typeof RETURN_REJECT_TEXT;

/** Why a reservation is not carried on. */
export const COMMIT_REJECT_TEXT = {
  'redemption-unknown': 'There is no such redemption.',
  voided: REJECT_TEXT.voided,
  lapsed: REJECT_TEXT.lapsed,
} as const;

export type CommitRejectReason = keyof typeof COMMIT_REJECT_TEXT;

/** Why a whole redemption is not taken back. */
export const VOID_REJECT_TEXT = {
  'redemption-unknown': 'There is no such redemption.',
  'business-day-over': 'The business day of this redemption is over. Goods that come back are a return.',
} as const;

export type VoidRejectReason = keyof typeof VOID_REJECT_TEXT;
