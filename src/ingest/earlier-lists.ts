import type { Cents } from '../shared/cents.ts';
import type { Day } from '../shared/day.ts';
import type { Restriction } from '../shared/offer-terms.ts';
import { scannedCode } from '../shared/scanned-code.ts';
import type { Cells } from './cells.ts';
import { defineFeed, type FeedDefinition } from './feeds/definition.ts';

/** A list that an earlier system mailed, as its rows say together. */
export type EarlierList = {
  readonly listCode: string;
  readonly householdId: string;
  readonly validFrom: Day;
  /** Last day, inclusive. */
  readonly validUntil: Day;
  /** What the list promises, by offer, in the meaning of the offer's kind; undefined: the value of the offers feed. */
  readonly offers: Map<string, Cents | undefined>;
};

/** A list that was taken over before. */
export type KnownList = Omit<EarlierList, 'offers'> & {
  readonly offerIds: ReadonlySet<string>;
  /** Its cycle is closed or withdrawn: nothing is added any more. */
  readonly isOver: boolean;
};

/** What is known besides the file. */
export type CutoverFacts = {
  /** A code with the keyed digits of one of our own lists. */
  readonly isOurs: (listCode: string) => boolean;
  readonly known: (listCode: string) => KnownList | undefined;
  /** A household that was forgotten: nothing is known of it, and nothing will be. */
  readonly isForgotten: (householdId: string) => boolean;
  /** How an offer of the offers feed is restricted; undefined: the feed has no such offer. */
  readonly restrictionOf: (offerId: string) => Restriction | undefined;
};

/** What became of a row that was not rejected. */
export type EarlierRow = 'read' | 'forgotten';

const CODE_CHARACTERS_MAX = 40;
/** A longer validity is a slip of the pen, and would keep a household from its next list for years. */
const VALID_DAYS_MAX = 400;
const COLUMNS = ['household_id', 'list_code', 'valid_from', 'valid_until'] as const;
const OPTIONAL_COLUMNS = ['offer_id', 'value'] as const;

type CutoverCells = Cells<(typeof COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number]>;

/**
 * Reads the lists of an earlier system: one row per list, or per list and offer. A list whose row names an offer that
 * cannot be taken is taken without it: its household holds the paper all the same.
 *
 * @returns The definition of the rows, and the lists as they fill up while rows are read, by code.
 */
export function earlierLists(facts: CutoverFacts): {
  readonly definition: FeedDefinition<EarlierRow>;
  readonly lists: ReadonlyMap<string, EarlierList>;
} {
  const lists = new Map<string, EarlierList>();
  const read = (cells: CutoverCells): EarlierRow => {
    // Before anything is found fault with: a rejected row is written down.
    if (facts.isForgotten(cells.text('household_id'))) return 'forgotten';
    const list = readList(cells, facts);
    if (list === undefined) return 'read';
    const before = lists.get(list.listCode) ?? facts.known(list.listCode);
    if (before !== undefined && !sameList(before, list)) {
      const next = `An earlier row has it with household ${before.householdId} or other days. One number is one list.`;
      cells.fault('list_code', 'list-differs', 'is the number of another list', next);
      return 'read';
    }
    const taken = lists.get(list.listCode) ?? list;
    lists.set(list.listCode, taken);
    readOffer(cells, facts, taken);
    return 'read';
  };
  return { definition: defineFeed(COLUMNS, OPTIONAL_COLUMNS, read), lists };
}

function readList(cells: CutoverCells, facts: CutoverFacts): EarlierList | undefined {
  const householdId = cells.id('household_id');
  const text = cells.id('list_code');
  const listCode = scannedCode(text);
  const validFrom = cells.requiredDay('valid_from');
  const validUntil = cells.requiredDay('valid_until');
  cells.checkWindow('valid_from', validFrom, 'valid_until', validUntil);
  if (text !== '' && (listCode === '' || text.length > CODE_CHARACTERS_MAX)) {
    const next = `Write at most ${CODE_CHARACTERS_MAX} characters that are not all blanks and hyphens.`;
    cells.fault('list_code', 'code-length', 'is no number of a list', next);
  } else if (facts.isOurs(listCode)) {
    cells.fault('list_code', 'code-ours', 'is a number of duelist itself', 'Such a list is known already.');
  }
  if (cells.faults.length > 0) return undefined;
  if (validUntil - validFrom >= VALID_DAYS_MAX) {
    cells.fault(
      'valid_until',
      'window-too-long',
      'is too far away',
      `At most ${VALID_DAYS_MAX} days are taken.`,
    );
    return undefined;
  }
  return { listCode, householdId, validFrom, validUntil, offers: new Map() };
}

function readOffer(cells: CutoverCells, facts: CutoverFacts, list: EarlierList): void {
  const value = cells.amountFrom('value', 1);
  const offerId = cells.optionalId('offer_id');
  if (cells.faults.length > 0) return;
  if (offerId === undefined) {
    if (value !== undefined)
      cells.fault('value', 'missing-value', 'belongs to no offer', 'Fill offer_id, too.');
    return;
  }
  const fault = offerFault(facts, list, offerId, value);
  if (fault === undefined) list.offers.set(offerId, value);
  else cells.fault('offer_id', ...fault);
}

type Fault = readonly ['offer-unknown' | 'offer-restricted' | 'offer-twice' | 'list-over', string, string];

function offerFault(
  facts: CutoverFacts,
  list: EarlierList,
  offerId: string,
  value: Cents | undefined,
): Fault | undefined {
  const restriction = facts.restrictionOf(offerId);
  if (restriction === undefined)
    return ['offer-unknown', 'is no offer of the offers feed', 'Ingest the offer, then run this again.'];
  if (restriction !== 'none')
    return [
      'offer-restricted',
      `is on goods that may not be promoted (${restriction})`,
      'Leave the offer out.',
    ];
  if (list.offers.has(offerId) && list.offers.get(offerId) !== value)
    return ['offer-twice', 'is on this list twice, with two values', 'Write it once.'];
  const known = facts.known(list.listCode);
  if (known?.isOver === true && !known.offerIds.has(offerId))
    return ['list-over', 'comes too late for this list', 'The list is closed or withdrawn.'];
  return undefined;
}

function sameList(a: Omit<EarlierList, 'offers'>, b: EarlierList): boolean {
  return a.householdId === b.householdId && a.validFrom === b.validFrom && a.validUntil === b.validUntil;
}
