import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';
import { cardBases } from './card-base.ts';
import { cardOwners, formerCardId } from './card-owners.ts';
import type { Dictionaries } from './dictionaries.ts';
import { dirtyMarks } from './dirty.ts';

export type ReissuedCard = {
  readonly eventId: number;
  readonly cardId: string;
  readonly fromDay: Day;
  readonly formerId: string;
  /** The former household was forgotten: what it bought is nobody's. */
  readonly formerForgotten: boolean;
  readonly toId: string | undefined;
};

/** What the ledger knows of who is who. */
export type Kinship = {
  /** The household that stands for its group, by household. */
  readonly members: ReadonlyMap<string, string>;
  readonly reissued: readonly ReissuedCard[];
};

export type Carried = { readonly cards: number; readonly receipts: number };

type MovedCard = { card_no: number; household_no: number; own_household_no: number | null };
type ReissueRow = {
  event_id: number;
  card_id: string;
  from_day: Day;
  former_id: string;
  to_id: string | null;
  former_card_no: number | null;
};

/**
 * Brings cards and receipts in line with the ledger's events. Idempotent, and cheap when there is nothing to do; run after
 * events, after feeds, and before anybody plans, so that a history.db which was rebuilt or brought back catches up.
 */
export function kinshipCarrier(db: Db, names: Dictionaries) {
  const carryMembers = memberCarrier(db, names);
  const carryReissues = reissueCarrier(db, names);
  return (kinship: Kinship): Carried => {
    const reissues = carryReissues(kinship.reissued);
    const cards = carryMembers(kinship.members);
    return { cards: cards + reissues.cards, receipts: reissues.receipts };
  };
}

function memberCarrier(db: Db, names: Dictionaries) {
  const stored = db.prepare<[], [string, string]>('SELECT household_id, root_id FROM household_member').raw();
  const drop = db.prepare('DELETE FROM household_member WHERE household_id = ?');
  const put = db.prepare('INSERT OR REPLACE INTO household_member (household_id, root_id) VALUES (?, ?)');
  // Cards that count for others, and cards of households that are part of others: one of these two changes sides.
  const concerned = db.prepare<[], MovedCard>(
    `SELECT card_no, household_no, own_household_no FROM card WHERE own_household_no IS NOT NULL
     UNION SELECT card_no, card.household_no, own_household_no FROM household_member
       JOIN household USING (household_id) JOIN card USING (household_no) WHERE root_id <> household_id`,
  );
  const returned = db
    .prepare<[string], number>(
      'SELECT household_no FROM household WHERE household_id = ? AND household_id IN (SELECT household_id FROM carried_return)',
    )
    .pluck();
  const numberOf = db
    .prepare<[string], number>('SELECT household_no FROM household WHERE household_id = ?')
    .pluck();
  const owners = cardOwners(db, names);
  const dirty = dirtyMarks(db);
  return (members: ReadonlyMap<string, string>): number => {
    const before = new Map(stored.all());
    const changed = [...new Set([...before.keys(), ...members.keys()])].filter(
      (id) => before.get(id) !== members.get(id),
    );
    for (const id of changed) {
      const rootId = members.get(id);
      if (rootId === undefined) drop.run(id);
      else put.run(id, rootId);
      // What came back at a desk counts for whoever stands for the household, cards or no cards.
      if (returned.get(id) === undefined) continue;
      for (const one of [id, before.get(id), rootId]) {
        const no = one === undefined ? undefined : numberOf.get(one);
        if (no !== undefined) dirty.household(no);
      }
    }
    let moved = 0;
    for (const card of concerned.all()) if (owners.follow(card.card_no, card)) moved += 1;
    return moved;
  };
}

function reissueCarrier(db: Db, names: Dictionaries) {
  const stored = db.prepare<[], ReissueRow>('SELECT * FROM reissued_card ORDER BY from_day');
  const put = db.prepare(
    `INSERT INTO reissued_card (event_id, card_id, from_day, former_id, to_id, former_card_no) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const drop = db.prepare('DELETE FROM reissued_card WHERE event_id = ?');
  const dropCard = db.prepare('DELETE FROM card WHERE card_no = ?');
  const back = db.prepare('UPDATE receipt SET card_no = ? WHERE card_no = ?');
  const stagedBack = db.prepare('UPDATE resent_receipt SET card_no = ? WHERE card_no = ?');
  const toFormer = db.prepare('UPDATE receipt SET card_no = ? WHERE card_no = ? AND day < ?');
  const kindOf = db
    .prepare<[string], 'card' | 'alternate'>("SELECT kind FROM card WHERE card_id = ? AND kind <> 'list'")
    .pluck();
  const owners = cardOwners(db, names);
  const bases = cardBases(db);
  const dirty = dirtyMarks(db);

  const undo = (row: ReissueRow): void => {
    const current = owners.find(row.card_id);
    const former = owners.find(formerCardId(row.event_id));
    drop.run(row.event_id);
    if (current === undefined || former === undefined) return;
    back.run(current.card_no, former.card_no);
    stagedBack.run(current.card_no, former.card_no);
    bases.moveAll(former.card_no, current.card_no);
    dirty.household(current.household_no);
    dirty.household(former.household_no);
    dropCard.run(former.card_no);
  };
  const begin = ({ eventId, cardId, fromDay, formerId, formerForgotten, toId }: ReissuedCard): boolean => {
    const kind = kindOf.get(cardId);
    // Not seen yet: a history that is being rebuilt. The next time, then.
    if (kind === undefined) return false;
    const formerNo = (): number => {
      const id = formerCardId(eventId);
      return owners.find(id)?.card_no ?? owners.add(id, kind, names.householdNo(formerId));
    };
    put.run(eventId, cardId, fromDay, formerId, toId ?? null, formerForgotten ? null : formerNo());
    return true;
  };

  return (reissued: readonly ReissuedCard[]): Carried => {
    const wanted = new Map(reissued.map((one) => [one.eventId, one]));
    const known = new Map(stored.all().map((row) => [row.event_id, row]));
    const touched = new Set<string>();
    for (const row of known.values()) {
      const one = wanted.get(row.event_id);
      if (one !== undefined && one.cardId === row.card_id && one.formerId === row.former_id) continue;
      undo(row);
      touched.add(row.card_id);
    }
    for (const one of reissued) {
      if (!known.has(one.eventId) && begin(one)) touched.add(one.cardId);
    }
    let cards = 0;
    for (const cardId of touched) if (owners.find(cardId) !== undefined && owners.settle(cardId)) cards += 1;
    let receipts = 0;
    // Also what came late: days before the re-issue, in a feed of today.
    for (const row of stored.all()) {
      const current = owners.find(row.card_id);
      if (current === undefined) continue;
      const { changes } = toFormer.run(row.former_card_no, current.card_no, row.from_day);
      const keptMoved = bases.moveBefore(current.card_no, row.former_card_no, row.from_day);
      if (changes === 0 && !keptMoved) continue;
      receipts += changes;
      if (row.former_card_no !== null) dirty.cards([row.former_card_no]);
      dirty.household(current.household_no);
    }
    return { cards, receipts };
  };
}
