import { describe, expect, test } from 'vitest';
import { cents } from '../../src/shared/cents.ts';
import type { Day } from '../../src/shared/day.ts';
import {
  connect,
  currentReceipts,
  dataDir,
  file,
  openHistoryIn,
  type ScanFile,
  scan,
  supersededLines,
  TODAY,
  takeIn,
} from './room.ts';

const SOUP = 'soup 1000 100 sale';
const MILK = 'milk 1000 100 sale';
const soup = scan();
const milk = scan({ productId: 'milk' });
const bread = scan({ productId: 'bread' });

function storeOf(...files: readonly ScanFile[]) {
  const dir = dataDir();
  const history = openHistoryIn(dir);
  for (const one of files) takeIn(history, one);
  return { dir, history, db: connect(dir, 'history') };
}

/** Lines of the one receipt there is. */
function linesAfter(...files: readonly ScanFile[]): readonly string[] | undefined {
  return currentReceipts(storeOf(...files).db)[0]?.lines;
}

function countsOf(history: ReturnType<typeof storeOf>['history'], name: string) {
  const found = history.files.find({ feed: 'scans', sha256: name.padStart(64, '0'), layoutSha256: '' });
  return { stored: found?.linesStored, duplicate: found?.linesDuplicate };
}

describe('within one file', () => {
  test('two equal lines without numbers are two, in one batch and across batches', () => {
    expect(linesAfter(file('a', soup, soup, milk, soup))).toEqual([MILK, SOUP, SOUP, SOUP]);
  });

  test('a numbered line that says the same again is the same line, in one batch and across batches', () => {
    const first = scan({ lineNo: 1 });
    expect(linesAfter(file('a', first, first, milk, first))).toEqual([MILK, SOUP]);
  });

  test('two equal lines with two numbers are two; one number that says two things is two lines', () => {
    const one = scan({ lineNo: 1 });
    expect(linesAfter(file('a', one, scan({ lineNo: 2 }), scan({ lineNo: 1, netCents: cents(90) })))).toEqual(
      [SOUP, 'soup 1000 90 sale', SOUP].sort(),
    );
    expect(linesAfter(file('a', one, scan({ lineNo: 1, discountCents: cents(10) })))).toEqual([SOUP, SOUP]);
  });

  test('a card that only a later batch names makes the whole receipt that card’s', () => {
    const { db, history } = storeOf(file('a', soup, milk, scan({ productId: 'bread', cardId: 'C1' })));
    expect(currentReceipts(db)[0]?.cardId).toBe('C1');
    expect(history.households.householdOfCard('C1')).toBe('C1');
  });

  test('a scanned list stands for its household until a line of the receipt names a card', () => {
    const listed = scan({ listCode: 'L1' });
    expect(currentReceipts(storeOf(file('a', listed, milk)).db)[0]?.cardId).toBe('list:L1');
    const named = file('a', listed, milk, scan({ productId: 'bread', cardId: 'C1' }));
    expect(currentReceipts(storeOf(named).db)[0]?.cardId).toBe('C1');
  });

  test('equal transaction numbers of two stores, registers or days are as many receipts', () => {
    const others = [scan({ storeId: 'S2' }), scan({ registerId: 'R2' }), scan({ day: (TODAY + 1) as Day })];
    const { db } = storeOf(file('a', soup, ...others, soup));
    expect(currentReceipts(db).map(({ lines }) => lines.length)).toEqual([2, 1, 1, 1]);
  });
});

describe('a receipt that comes again', () => {
  test('in another order is a duplicate and changes nothing', () => {
    const { db, history } = storeOf(file('a', soup, milk, soup), file('b', milk, soup, soup));
    expect(countsOf(history, 'b')).toEqual({ stored: 0, duplicate: 3 });
    expect(supersededLines(db)).toEqual([]);
  });

  test('with one line more replaces the old one, which stays readable with the file that superseded it', () => {
    const { db, history } = storeOf(file('a', soup, milk), file('b', soup, milk, soup));
    expect(currentReceipts(db)[0]?.lines).toEqual([MILK, SOUP, SOUP]);
    expect(countsOf(history, 'b')).toEqual({ stored: 3, duplicate: 0 });
    expect(supersededLines(db)).toEqual(['milk of a, superseded in b', 'soup of a, superseded in b']);
  });

  test('with another card goes over to that card’s household, and back', () => {
    const { db, history } = storeOf(file('a', scan({ cardId: 'C1' })), file('b', scan({ cardId: 'C2' })));
    const trips = (card: string): number => {
      const householdNo = history.households.find(card)?.householdNo ?? -1;
      return history.households.history(householdNo, (TODAY + 1) as Day).tripDays.length;
    };
    expect(currentReceipts(db)[0]?.cardId).toBe('C2');
    expect([trips('C1'), trips('C2')]).toEqual([0, 1]);
    takeIn(history, file('c', scan({ cardId: 'C1' })));
    expect([trips('C1'), trips('C2')]).toEqual([1, 0]);
  });

  test('three times with other lines keeps all versions, each with its successor', () => {
    const { db } = storeOf(file('a', soup), file('b', milk), file('c', bread));
    expect(supersededLines(db)).toEqual(['milk of b, superseded in c', 'soup of a, superseded in b']);
  });
});

describe('a file that is half read when another one sends its receipts', () => {
  const half = file('half', soup, milk, bread, soup);
  const whole = [MILK, 'bread 1000 100 sale', SOUP, SOUP].sort();

  function interrupted(other: ScanFile, resume: boolean) {
    const store = storeOf();
    takeIn(store.history, half, 2, 1);
    takeIn(store.history, other);
    if (resume) takeIn(store.history, half);
    return store;
  }

  test('gives way to the whole receipt, and loses nothing of it when it goes on', () => {
    for (const resume of [false, true]) {
      const { db, history } = interrupted(file('b', soup, bread, soup, milk), resume);
      expect(currentReceipts(db)[0]?.lines).toEqual(whole);
      expect(supersededLines(db)).toEqual([]);
      if (resume) expect(countsOf(history, 'half')).toEqual({ stored: 0, duplicate: 4 });
    }
  });

  test('does not call a correction a repetition because it equals the half that was read', () => {
    const { db, history } = interrupted(file('b', soup, milk), true);
    expect(currentReceipts(db)[0]?.lines).toEqual([MILK, SOUP]);
    expect(countsOf(history, 'b')).toEqual({ stored: 2, duplicate: 0 });
    expect(countsOf(history, 'half')).toEqual({ stored: 4, duplicate: 0 });
    expect(supersededLines(db)).toHaveLength(4);
  });

  test('does not undo, when it goes on, what a later file corrected', () => {
    const { db } = interrupted(file('b', scan({ netCents: cents(5) })), true);
    expect(currentReceipts(db)[0]?.lines).toEqual(['soup 1000 5 sale']);
  });

  test('does not undo a later file that repeated what an earlier one had', () => {
    const { history, db } = storeOf(file('first', soup));
    const correction = file('correction', milk, bread);
    takeIn(history, correction, 1, 1);
    takeIn(history, file('again', soup));
    takeIn(history, correction, 1);
    expect(currentReceipts(db)[0]?.lines).toEqual([SOUP]);
  });

  test('is not complained about once a later file of its name is whole', () => {
    const { history } = storeOf();
    takeIn(history, half, 2, 1);
    expect(history.files.openNames()).toEqual(['half']);
    const again = { feed: 'scans', sha256: 'f'.repeat(64), layoutSha256: '' } as const;
    history.files.finish(history.files.begin(again, 'half', undefined));
    expect(history.files.openNames()).toEqual([]);
  });

  test('changes the watermark with every batch, since every batch changes what a plan would say', () => {
    const { history } = storeOf();
    const marks = [history.files.watermark()];
    for (let batch = 0; batch < 3; batch++) {
      takeIn(history, half, 2, 1);
      marks.push(history.files.watermark());
    }
    expect(new Set(marks.map((mark) => mark.join())).size).toBe(4);
  });
});

test('killed after any batch and taken up again, files leave what they leave undisturbed', () => {
  const files = [
    file(
      'a',
      soup,
      scan({ transactionId: 'T2', lineNo: 1 }),
      milk,
      scan({ transactionId: 'T2', lineNo: 1 }),
      bread,
    ),
    file('b', scan({ transactionId: 'T2' }), bread, milk, soup, scan({ transactionId: 'T3', cardId: 'C1' })),
    file('c', milk, scan({ transactionId: 'T2', cardId: 'C1' }), milk),
  ];
  const undisturbed = storeOf(...files);
  const expected = [currentReceipts(undisturbed.db), supersededLines(undisturbed.db)];
  for (let stop = 1; stop <= 3; stop++) {
    for (const [cut] of files.entries()) {
      const dir = dataDir();
      for (const [place, one] of files.entries()) {
        const history = openHistoryIn(dir);
        if (place === cut) takeIn(history, one, 2, stop);
        history.close();
        const again = openHistoryIn(dir);
        takeIn(again, one);
        again.close();
      }
      const db = connect(dir, 'history');
      expect([currentReceipts(db), supersededLines(db)]).toEqual(expected);
      expect(db.prepare('SELECT * FROM resent_receipt').all()).toEqual([]);
    }
  }
});
