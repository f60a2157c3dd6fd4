import type { Db } from '../sqlite.ts';
import type { Dictionaries } from './dictionaries.ts';
import { dirtyMarks } from './dirty.ts';

export type IdKind = 'card' | 'alternate';

type Claim = { household_no: number; kind: IdKind; claim_no: number; ended: 0 | 1 };
type Card = { card_no: number; household_no: number; own_household_no: number | null };

/** The household that an alternate id stands for while several claim it: one of its own, which no feed names. */
function disputedId(cardId: string): string {
  return `disputed:${cardId}`;
}

/** What former cards' ids begin with; no register sends such an id. */
export const FORMER = 'former:';

/** The card that stands for one before it was re-issued, by the event; it does not name the card, which is another's now. */
export function formerCardId(eventId: number): string {
  return `${FORMER}${eventId}`;
}

/**
 * Whose cards are: what households rows claim, less what the ledger's events say of re-issued ones, and then the household
 * that stands for the owner's group. Everything here runs inside the caller's transaction; households that gain or lose a
 * card are marked to be derived anew.
 */
export function cardOwners(db: Db, names: Dictionaries) {
  const card = db.prepare<[string], Card>(
    'SELECT card_no, household_no, own_household_no FROM card WHERE card_id = ?',
  );
  const insert = db.prepare(
    'INSERT INTO card (card_id, kind, household_no, own_household_no) VALUES (?, ?, ?, ?)',
  );
  const move = db.prepare('UPDATE card SET household_no = ?, own_household_no = ? WHERE card_no = ?');
  const rekind = db.prepare('UPDATE card SET kind = ? WHERE card_no = ? AND kind <> ?');
  const rootOf = db
    .prepare<[number], string>(
      'SELECT root_id FROM household JOIN household_member USING (household_id) WHERE household_no = ?',
    )
    .pluck();
  const dirty = dirtyMarks(db);
  const ownerOf = ownerReader(db, names);

  const place = (cardNo: number, before: Card | undefined, ownNo: number): boolean => {
    const rootId = rootOf.get(ownNo);
    const householdNo = rootId === undefined ? ownNo : names.householdNo(rootId);
    const own = householdNo === ownNo ? null : ownNo;
    if (before !== undefined && before.household_no === householdNo && before.own_household_no === own)
      return false;
    move.run(householdNo, own, cardNo);
    if (before !== undefined && before.household_no !== householdNo) dirty.household(before.household_no);
    dirty.household(householdNo);
    return true;
  };
  const add = (cardId: string, kind: IdKind, ownNo: number): number => {
    const cardNo = Number(insert.run(cardId, kind, ownNo, null).lastInsertRowid);
    place(cardNo, undefined, ownNo);
    return cardNo;
  };

  return {
    /** Put a card where claims and events say that it belongs. @returns Whether that was somewhere else. */
    settle: (cardId: string): boolean => {
      const before = card.get(cardId);
      const owner = ownerOf(cardId);
      if (before === undefined) {
        add(cardId, owner.kind ?? 'card', owner.householdNo);
        return true;
      }
      if (owner.kind !== undefined) rekind.run(owner.kind, before.card_no, owner.kind);
      return place(before.card_no, before, owner.householdNo);
    },
    /** Put a card where its own household is now, whoever that is. */
    follow: (cardNo: number, before: Card): boolean =>
      place(cardNo, before, before.own_household_no ?? before.household_no),
    add,
    find: (cardId: string): Card | undefined => card.get(cardId),
  };
}

type Owner = { readonly householdNo: number; readonly kind: IdKind | undefined };

/** The owner by claims and re-issues; a card that nobody claims is a household of its own. */
function ownerReader(db: Db, names: Dictionaries): (cardId: string) => Owner {
  const claims = db.prepare<[string], Claim>(
    'SELECT household_no, kind, claim_no, ended FROM card_claim WHERE card_id = ? ORDER BY claim_no DESC',
  );
  const reissued = db.prepare<[string], { former_id: string; to_id: string | null }>(
    'SELECT former_id, to_id FROM reissued_card WHERE card_id = ? ORDER BY from_day DESC',
  );
  const idOf = db
    .prepare<[number], string>('SELECT household_id FROM household WHERE household_no = ?')
    .pluck();
  return (cardId) => {
    const issues = reissued.all(cardId);
    // Whoever had it before says so still: the event is newer than a feed's habit.
    const former = new Set(issues.map((issue) => issue.former_id));
    const all = claims
      .all(cardId)
      .filter(({ household_no }) => former.size === 0 || !former.has(idOf.get(household_no) ?? ''));
    const claimed = chosen(all);
    if (claimed === 'disputed')
      return { householdNo: names.householdNo(disputedId(cardId)), kind: 'alternate' };
    if (claimed !== undefined) return { householdNo: claimed.household_no, kind: claimed.kind };
    return { householdNo: names.householdNo(issues[0]?.to_id ?? cardId), kind: undefined };
  };
}

/**
 * A card is whose row named it last, also where that household's newest row names it no more: it may be lost, and its
 * purchases are still theirs.
 *
 * @param claims The newest first.
 */
function chosen(claims: readonly Claim[]): Claim | 'disputed' | undefined {
  const asCard = claims.find(({ kind }) => kind === 'card');
  if (asCard !== undefined) return asCard;
  const standing = claims.filter(({ ended }) => ended === 0);
  if (standing.length > 1) return 'disputed';
  return standing[0] ?? claims[0];
}
