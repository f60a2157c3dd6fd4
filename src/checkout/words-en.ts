import {
  REFUSE_TEXT,
  REJECT_TEXT,
  RETURN_REJECT_TEXT,
  type RefuseReason,
  type RejectReason,
  type ReturnRejectReason,
  VOID_REJECT_TEXT,
  type VoidRejectReason,
} from './reasons.ts';

/** The plain lines that a cashier's screen shows beside a reason, in one language. */
export type LaneWords = {
  readonly reject: Readonly<Record<RejectReason, string>>;
  readonly refuse: Readonly<Record<RefuseReason, string>>;
  readonly return: Readonly<Record<ReturnRejectReason, string>>;
  readonly void: Readonly<Record<VoidRejectReason, string>>;
  /** After several codes that fail their digits: no accusation, no detail. */
  readonly supervisor: string;
  /** Where a special was used, behind the words for that. */
  readonly usedBy: (day: string, storeId: string, registerId: string) => string;
};

export const WORDS_EN: LaneWords = {
  reject: REJECT_TEXT,
  refuse: REFUSE_TEXT,
  return: RETURN_REJECT_TEXT,
  void: VOID_REJECT_TEXT,
  supervisor: 'Several numbers could not be read. Please call a supervisor.',
  usedBy: (day, store, register) => `${day}, store ${store}, register ${register}`,
};
