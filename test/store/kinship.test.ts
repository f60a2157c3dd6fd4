import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Day, day } from '../../src/shared/day.ts';
import type { HistoryStore } from '../../src/store/history/history-store.ts';
import type { Kinship, ReissuedCard } from '../../src/store/history/kinship.ts';
import type { Db } from '../../src/store/sqlite.ts';
import { connect, dataDir, file, household, openHistoryIn, scan, TODAY, takeIn } from './room.ts';

const END: Day = day(TODAY + 100);
const NOBODY: Kinship = { members: new Map(), reissued: [] };
const merged = (...groups: readonly (readonly [string, ...string[]])[]): Kinship => ({
  members: new Map(groups.flatMap((group) => group.map((id) => [id, group[0]] as const))),
  reissued: [],
});

type Room = { readonly history: HistoryStore; readonly db: Db };

function claim(
  history: HistoryStore,
  id: string,
  cards: readonly string[],
  alternateIds: string[] = [],
): void {
  history.inTransaction(() => history.storeMaster('households', household(id, cards, { alternateIds })));
}

/** H1 to H3 with a card each, and what each of them bought on a day of its own. */
function room(): Room {
  const dir = dataDir();
  const history = openHistoryIn(dir);
  for (const no of [1, 2, 3]) claim(history, `H${no}`, [`C${no}`]);
  takeIn(
    history,
    file(
      'a',
      ...[1, 2, 3].map((no) =>
        scan({ transactionId: `T${no}`, cardId: `C${no}`, day: day(TODAY + no), productId: `soup ${no}` }),
      ),
    ),
  );
  return { history, db: connect(dir, 'history') };
}

/** Trip days by household, as a plan would see them; a household that no list can be made for has none. */
function trips({ history }: Room, ids = ['H1', 'H2', 'H3']): Record<string, number[]> {
  return Object.fromEntries(
    ids.map((id) => {
      const found = history.households.find(id);
      if (found === undefined) return [id, []];
      return [id, [...history.households.history(found.householdNo, END).tripDays].map((on) => on - TODAY)];
    }),
  );
}

/** Everything that follows from who is who. */
function state({ history, db }: Room): unknown {
  trips({ history, db });
  return {
    cards: db.prepare('SELECT * FROM card ORDER BY card_no').all(),
    receipts: db.prepare('SELECT receipt_no, card_no FROM receipt ORDER BY receipt_no').all(),
    members: db.prepare('SELECT * FROM household_member').all(),
    reissued: db.prepare('SELECT event_id FROM reissued_card').all(),
    histories: db
      .prepare('SELECT household_no, exact_from, hex(history) FROM household_history ORDER BY household_no')
      .all(),
    dirty: db.prepare('SELECT household_no FROM dirty_household').all(),
  };
}

describe('a merge', () => {
  test('makes one history of several, and its end leaves every byte as it was', () => {
    const at = room();
    const before = state(at);
    at.history.carryKinship(merged(['H1', 'H2']));
    expect(trips(at)).toEqual({ H1: [1, 2], H2: [], H3: [3] });
    expect(at.history.households.householdOfCard('C2')).toBe('H1');
    expect(at.history.households.bearerOfCard('C2')).toBe('H2');
    at.history.carryKinship(NOBODY);
    expect(state(at)).toEqual(before);
    expect(trips(at)).toEqual({ H1: [1], H2: [2], H3: [3] });
  });

  test('whatever merges hold in turn, what is left is what the last of them says', () => {
    const anyGroups = fc.constantFrom(
      NOBODY,
      merged(['H1', 'H2']),
      merged(['H2', 'H1']),
      merged(['H3', 'H1', 'H2']),
      merged(['H2', 'H3']),
    );
    fc.assert(
      fc.property(fc.array(anyGroups, { maxLength: 4 }), anyGroups, fc.boolean(), (earlier, last, again) => {
        const at = room();
        for (const one of earlier) {
          at.history.carryKinship(one);
          trips(at);
        }
        at.history.carryKinship(last);
        if (again) expect(at.history.carryKinship(last)).toEqual({ cards: 0, receipts: 0 });
        const fresh = room();
        fresh.history.carryKinship(last);
        expect(trips(at)).toEqual(trips(fresh));
        const cards = ({ db }: Room) =>
          db.prepare('SELECT card_id, household_no, own_household_no FROM card ORDER BY card_id').all();
        expect(cards(at)).toEqual(cards(fresh));
      }),
      { numRuns: 15 },
    );
  });

  test('holds for what feeds bring later: a card named again, a new one, and a history that is rebuilt', () => {
    const at = room();
    at.history.carryKinship(merged(['H1', 'H2']));
    claim(at.history, 'H2', ['C2', 'C9']);
    takeIn(at.history, file('b', scan({ transactionId: 'T9', cardId: 'C9', day: day(TODAY + 9) })));
    expect(trips(at)).toEqual({ H1: [1, 2, 9], H2: [], H3: [3] });
    at.history.carryKinship(NOBODY);
    expect(trips(at)).toEqual({ H1: [1], H2: [2, 9], H3: [3] });
    const rebuilt = openHistoryIn(dataDir());
    rebuilt.carryKinship(merged(['H1', 'H2']));
    takeIn(rebuilt, file('a', scan({ cardId: 'C2', day: day(TODAY + 2) })));
    for (const no of [1, 2]) claim(rebuilt, `H${no}`, [`C${no}`]);
    rebuilt.carryKinship(merged(['H1', 'H2']));
    expect(rebuilt.households.householdOfCard('C2')).toBe('H1');
  });

  test('takes what came back at a desk along, and gives it back', () => {
    const at = room();
    const back = {
      returnId: 1,
      householdId: 'H2',
      productId: 'soup 2',
      saleDay: day(TODAY + 2),
      returnDay: day(TODAY + 5),
      quantityMilli: 1000,
      refundCents: 100 as never,
    };
    at.history.returns.carry({ after: (no) => (no < 1 ? [back] : []) });
    expect(trips(at).H2).toEqual([]);
    at.history.carryKinship(merged(['H1', 'H2']));
    expect(trips(at)).toMatchObject({ H1: [1], H2: [] });
    at.history.carryKinship(NOBODY);
    expect(trips(at)).toEqual({ H1: [1], H2: [], H3: [3] });
  });

  test('mails only where all agree, and prints large where one needs it', () => {
    const { history } = room();
    history.inTransaction(() =>
      history.storeMaster('households', household('H2', ['C2'], { mailConsent: false, largePrint: true })),
    );
    history.carryKinship(merged(['H1', 'H2']));
    expect(history.households.find('H1')).toMatchObject({ mailConsent: false, largePrint: true });
    expect(history.households.find('H3')).toMatchObject({ mailConsent: true, largePrint: false });
    history.carryKinship(NOBODY);
    expect(history.households.find('H1')).toMatchObject({ mailConsent: true, largePrint: false });
  });

  test.each([
    [true, true, true],
    [true, undefined, undefined],
    [true, false, false],
    [undefined, false, false],
    [false, true, false],
  ])('is e-mailed only where all agree: %j and %j make %j', (own, kin, together) => {
    const { history } = room();
    history.inTransaction(() => {
      history.storeMaster('households', household('H1', ['C1'], { emailConsent: own }));
      history.storeMaster('households', household('H2', ['C2'], { emailConsent: kin }));
    });
    expect(history.households.find('H1')?.emailConsent).toBe(own);
    history.carryKinship(merged(['H1', 'H2']));
    expect(history.households.find('H1')?.emailConsent).toBe(together);
  });

  test('with a card that no feed names asks nobody: it has not said no', () => {
    const { history } = room();
    takeIn(history, file('b', scan({ transactionId: 'T8', cardId: 'C8' })));
    history.carryKinship(merged(['H1', 'C8']));
    expect(history.households.find('H1')?.mailConsent).toBe(true);
  });
});

describe('an alternate id', () => {
  test('that two households claim stands for neither, until one of them gives it up', () => {
    const at = room();
    claim(at.history, 'H1', ['C1'], ['555']);
    expect(at.history.households.householdOfCard('555')).toBe('H1');
    claim(at.history, 'H2', ['C2'], ['555']);
    expect(at.history.households.householdOfCard('555')).toBe('disputed:555');
    expect(at.history.cards.contested(9)).toMatchObject([
      { cardId: '555', kind: 'alternate', claims: [{ householdId: 'H2' }, { householdId: 'H1' }] },
    ]);
    claim(at.history, 'H1', ['C1']);
    expect(at.history.households.householdOfCard('555')).toBe('H2');
    expect(at.history.cards.contested(9)).toEqual([]);
  });

  test('a card that another row names has moved, and takes its purchases along', () => {
    const at = room();
    claim(at.history, 'H1', ['C1', 'C2']);
    expect(trips(at)).toEqual({ H1: [1, 2], H2: [], H3: [3] });
    expect(at.history.cards.claims('C2').map(({ householdId }) => householdId)).toEqual(['H1', 'H2']);
  });
});

const reissue = (over: Partial<ReissuedCard> = {}): ReissuedCard => ({
  eventId: 1,
  cardId: 'C2',
  fromDay: day(TODAY + 10),
  formerId: 'H2',
  formerForgotten: false,
  toId: undefined,
  ...over,
});

describe('a card that was re-issued', () => {
  /** C2 was bought with before and after the day on which it went to somebody else. */
  function used(): Room {
    const at = room();
    takeIn(at.history, file('b', scan({ transactionId: 'T20', cardId: 'C2', day: day(TODAY + 20) })));
    return at;
  }

  test('leaves the days before with who had it, and is of its own until a feed names the new one', () => {
    const at = used();
    const before = trips(at, ['H1', 'H2', 'H3', 'C2']);
    at.history.carryKinship({ members: new Map(), reissued: [reissue()] });
    expect(trips(at, ['H2', 'C2'])).toEqual({ H2: [2], C2: [20] });
    claim(at.history, 'H3', ['C3', 'C2']);
    expect(trips(at, ['H2', 'H3', 'C2'])).toEqual({ H2: [2], H3: [3, 20], C2: [] });
    // The old household's row still names it: the event is newer than any feed's habit.
    claim(at.history, 'H2', ['C2', 'C7']);
    expect(trips(at, ['H2', 'H3'])).toEqual({ H2: [2], H3: [3, 20] });
    at.history.carryKinship(NOBODY);
    expect(trips(at, ['H2'])).toEqual({ H2: [2, 20] });
    claim(at.history, 'H3', ['C3']);
    expect(trips(at, ['H1', 'H2', 'H3', 'C2'])).toEqual(before);
  });

  test('takes days that come late to whom they belong', () => {
    const at = used();
    const kinship = { members: new Map(), reissued: [reissue({ toId: 'H3' })] };
    at.history.carryKinship(kinship);
    takeIn(at.history, file('late', scan({ transactionId: 'T5', cardId: 'C2', day: day(TODAY + 5) })));
    expect(at.history.carryKinship(kinship)).toEqual({ cards: 0, receipts: 1 });
    expect(trips(at)).toEqual({ H1: [1], H2: [2, 5], H3: [3, 20] });
  });

  test('twice has three holders; one who is merged takes the days along', () => {
    const at = used();
    takeIn(at.history, file('c', scan({ transactionId: 'T30', cardId: 'C2', day: day(TODAY + 30) })));
    const second = reissue({ eventId: 2, fromDay: day(TODAY + 25), formerId: 'H3', toId: 'H1' });
    at.history.carryKinship({ members: new Map(), reissued: [reissue({ toId: 'H3' }), second] });
    expect(trips(at)).toEqual({ H1: [1, 30], H2: [2], H3: [3, 20] });
    at.history.carryKinship({ ...merged(['H1', 'H2']), reissued: [reissue({ toId: 'H3' }), second] });
    expect(trips(at)).toEqual({ H1: [1, 2, 30], H2: [], H3: [3, 20] });
  });

  test('by a household that was forgotten since leaves those days to nobody', () => {
    const at = used();
    at.history.carryKinship({ members: new Map(), reissued: [reissue({ formerForgotten: true })] });
    expect(trips(at, ['H2', 'C2'])).toEqual({ H2: [], C2: [20] });
  });
});

test('forgetting takes the claims, the merges and the former days of a household along, and leaves the others theirs', () => {
  const { history, db } = room();
  takeIn(history, file('b', scan({ transactionId: 'T20', cardId: 'C2', day: day(TODAY + 20) })));
  claim(history, 'H2', ['C2', 'C5'], ['555']);
  const kinship = { ...merged(['H1', 'C5']), reissued: [reissue({ toId: 'H3' })] };
  history.carryKinship(kinship);
  for (const id of ['H2', 'H1']) {
    const named = history.forget.namedOne(id);
    if (named === undefined) throw new Error(`${id} is gone`);
    history.forget.erase(named, [], `forgotten:${id}`);
  }
  expect(trips({ history, db })).toEqual({ H1: [], H2: [], H3: [3, 20] });
  expect(db.prepare('SELECT card_id, former_id, former_card_no FROM reissued_card').all()).toEqual([
    { card_id: 'C2', former_id: 'forgotten:H2', former_card_no: null },
  ]);
  expect(db.prepare('SELECT card_id FROM card_claim').pluck().all()).toEqual(['C3']);
  expect(db.prepare('SELECT count(*) FROM household_member').pluck().get()).toBe(0);
});
