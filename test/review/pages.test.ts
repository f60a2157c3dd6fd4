import { describe, expect, test } from 'vitest';
import { coverPage } from '../../src/review/cover.ts';
import { emptyPage } from '../../src/review/empty-page.ts';
import { funderMoney, offerMoney } from '../../src/review/funding.ts';
import { flaggedIndexPage, flaggedPart, listsIndexPage, listsPart } from '../../src/review/lists-pages.ts';
import { offersPage } from '../../src/review/offers-page.ts';
import type { Packet } from '../../src/review/packet.ts';
import { offerAnchor, readFirstPage } from '../../src/review/read-first-page.ts';
import { cents } from '../../src/shared/cents.ts';
import { day } from '../../src/shared/day.ts';
import { account, due, list, packet, recipe, special, survey } from './build.ts';

const HOSTILE = `</td><script src=x onerror=alert(1)>"'&--> https://evil.example O'Brien & Söhne`;

/** Every text that a feed or a person may have written is hostile. */
function hostilePages(): Promise<string[]> {
  const lines = [due('milk', { description: HOSTILE }), special(HOSTILE, 700), recipe(HOSTILE)];
  const holds = new Map([[5, { by: HOSTILE, reason: HOSTILE }]]);
  const over = {
    tier: 'gold',
    addressee: { name: HOSTILE, language: HOSTILE as 'en' },
    homeStoreId: HOSTILE,
  } as const;
  const lists = [
    list(1, lines, { ...over, householdId: HOSTILE }),
    list(2, lines, { ...over, held: 5, householdId: `2${HOSTILE}` }),
  ];
  const surveyed = survey(lists, { holds, newOffers: new Set([HOSTILE]) });
  const terms = {
    offerId: HOSTILE,
    funderId: HOSTILE,
    funderName: HOSTILE,
    headline: HOSTILE,
    budgetCents: cents(1),
  };
  const offers = offerMoney(surveyed.survey.tally, [account(terms)]);
  const about: Packet = packet({
    frame: { chainName: HOSTILE, cycleName: HOSTILE },
    survey: surveyed.survey,
    offers,
    funders: funderMoney(offers),
    causes: [{ text: HOSTILE, valueCents: 5, expectedMicros: 0 }],
    newOffers: new Set([HOSTILE]),
    holds: [{ kind: 'offer', offerId: HOSTILE, by: HOSTILE, reason: HOSTILE, holds: 1, lists: 1 }],
    blockers: [HOSTILE],
    segmentCells: { [HOSTILE]: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    freshness: {
      lastDay: day(20_000),
      old: true,
      late: [{ storeId: HOSTILE, lastDay: undefined }],
      halfRead: [HOSTILE],
      storeNames: new Map([[HOSTILE, HOSTILE]]),
    },
    sheetFaults: [{ listId: 1, fault: HOSTILE }],
    dataOption: ` --data ${HOSTILE}`,
  });
  const read = surveyed.survey.chosen.map((chosen) => ({
    ...chosen,
    list: lists[chosen.listId - 1] ?? list(9, []),
    sheet: { fault: HOSTILE },
  }));
  const parts = [{ name: 'lists-001.html', firstId: HOSTILE, lastId: HOSTILE, rows: 2 }];
  const place = { number: 1, more: true };
  return Promise.all([
    coverPage(about),
    readFirstPage(about, read),
    listsPart(about.frame, surveyed.rows, place),
    flaggedPart(about.frame, surveyed.rows, place, () => ({ fault: HOSTILE })),
    listsIndexPage(about, parts, [[HOSTILE, HOSTILE, 'lists-001.html', 1]]),
    flaggedIndexPage(about, parts),
    offersPage(about, () => undefined),
    emptyPage({ chainName: HOSTILE, newest: about.cycle, freshness: about.freshness, dataOption: HOSTILE }),
  ]);
}

describe('a page', () => {
  test('lets no name, reason or headline become markup, wherever it stands', async () => {
    for (const text of await hostilePages()) {
      // Ours are the two of the frame and, on one page, the data of the search.
      expect(
        text
          .match(/<script\b[^>]*>/g)
          ?.every((tag) => /^<script(?: type="application\/json" id="[\w-]+")?>$/.test(tag)),
      ).toBe(true);
      const bare = text.replace(/<script\b[\s\S]*?<\/script>/g, '').replace(/="[^"]*"/g, '');
      expect(bare.match(/<[^>]*\sonerror[^>]*/)).toBeNull();
      expect(text).toContain('&lt;/td&gt;&lt;script src=x');
      expect(text.match(/<td\b/g)?.length ?? 0).toBe(text.match(/<\/td>/g)?.length ?? 0);
    }
  });

  test('refers to nothing outside of its folder, and runs and fetches nothing else', async () => {
    for (const text of await hostilePages()) {
      const tags = (text.match(/<[a-z][^>]*>/g) ?? []).join('\n');
      expect(tags.replaceAll('https://evil.example', '')).not.toMatch(
        /(?:https?:)?\/\/|\burl\(|@import|\bsrc=(?!x )/,
      );
      expect(
        [...text.matchAll(/\b(?:href|src)="([^"]*)"/g)]
          .map(([, to = '']) => to)
          .filter((to) => !/^(?:#[\w-]+|[\w-]+\.html(?:#[\w-]+)?|sheets\/\d+\.pdf)$/.test(to)),
      ).toEqual([]);
      expect(text).toMatch(
        /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
      );
      expect(text).not.toMatch(/\sstyle="/);
    }
  });

  test('has one heading of the first order, a language, a main part, captions and heads for every table', async () => {
    for (const text of await hostilePages()) {
      expect(text.match(/<h1\b/g)).toHaveLength(1);
      expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
      expect(text.match(/<main\b/g)).toHaveLength(1);
      const tables = text.match(/<table\b[\s\S]*?<\/table>/g) ?? [];
      for (const one of tables) expect(one).toMatch(/<caption>[\s\S]+<th scope="col"/);
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('the cover', () => {
  const lists = [
    list(1, [due('milk'), special('O1', 150, { probability: 0.4 })], { tier: 'gold' }),
    list(2, [special('O1', 100), special('O2', 50, { relation: 'rival' })]),
    list(3, [special('O1', 100)], { held: 5 }),
    list(4, [special('O1', 100)], { arm: 'control' }),
  ];
  const surveyed = survey(lists, { holds: new Map([[5, { by: 'Ann', reason: 'typo' }]]) }).survey;
  const textOf = async (over: Partial<Packet> = {}): Promise<string> =>
    (await coverPage(packet({ survey: surveyed, ...over })))
      .replace(/<(?:style|script)\b[\s\S]*?<\/(?:style|script)>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');

  test('says what goes out, what does not, what it is worth and what to do', async () => {
    const text = await textOf({ dataOption: ' --data /srv/duelist' });
    for (const said of [
      'Lists of Sun, Nov 1, 2026 draft',
      'In the homes from Thu, Nov 5, 2026; good through Wed, Nov 18, 2026.',
      'The specials of the poorest list are worth $1.50 , of the one in the middle $1.50 , of the richest $1.50',
      '1 list is held, and will be neither printed nor redeemable. 1 household of the control group gets no list',
      'duelist approve --cycle 2 --by &quot;YOUR NAME&quot; --data /srv/duelist',
      'duelist hold --offer ID --reason',
      'None of these households had a list before cycle 2',
    ])
      expect(text).toContain(said);
  });

  test('shows the nine kinds of household of each need, the most bought first', async () => {
    const segmentCells = { soap: [1, 0, 0, 0, 0, 0, 0, 0, 2], 'pain relief': [1, 2, 3, 4, 5, 6, 7, 8, 1900] };
    const text = await textOf({ segmentCells });
    expect(text).toContain('pain relief 1 2 3 4 5 6 7 8 1,900 1,936 soap 1 0 0 0 0 0 0 0 2 3');
    expect(text).toContain('National brand, heavy');
    expect(await textOf()).not.toContain('Nine kinds');
  });

  test('names an empty budget in words, and what would stop a release', async () => {
    const offers = offerMoney(surveyed.tally, [
      account({ offerId: 'O1', funderName: 'Dairy', budgetCents: cents(200) }),
    ]);
    const text = await textOf({
      offers,
      funders: funderMoney(offers),
      blockers: ['offer O2, on 1 list, has a newer version.'],
    });
    expect(text).toContain(
      'Over budget: offer O1 of Dairy promises $0.50 more than is left, and a release would be refused.',
    );
    expect(text).toContain('over budget by $0.50: O1');
    expect(text).toContain('Would not be released: offer O2, on 1 list, has a newer version.');
  });

  test('says what a funder pays at most, what was stepped down, and what is wrong with offers', async () => {
    const offers = offerMoney(surveyed.tally, [
      account({ offerId: 'O1', funderId: 'F1', funderName: 'Dairy' }),
    ]);
    const funder = {
      funderId: 'F1',
      funderName: 'Dairy',
      ...{ offers: 1, lists: 2, faceCents: 250, expectedCents: 110, atRiskCents: 187 },
      ...{ leftCents: undefined, againstBudgetCents: undefined, steppedDown: ['O1'] },
    };
    const planned = {
      funders: funderMoney(offers),
      liability: { risk: 0.05, funders: [funder], warnings: ['offer O7: value 9.00 <b>takes off more'] },
    };
    const text = await textOf(planned);
    expect(text).toContain('At most, with 95%');
    expect(text).toContain('$1.87 stepped down: O1');
    expect(text).toContain('Offers: offer O7: value 9.00 &lt;b&gt;takes off more');
    // As if all came back: then the most is what is promised, and stands there already.
    expect(await textOf({ ...planned, liability: { ...planned.liability, risk: 0 } })).not.toContain(
      'At most, with',
    );
  });

  test('tells the three largest causes in sentences, and that the data is old', async () => {
    const causes = [412, -250, 120, 5].map((dollars, at) => ({
      text: `Cause ${at}`,
      valueCents: dollars * 100,
      expectedMicros: 0,
    }));
    const with1 = survey(lists, {}, { H1: { cycleId: 1, lines: [special('O1', 100)] } }).survey;
    const freshness = {
      ...packet().freshness,
      late: [{ storeId: '6', lastDay: day(20_750) }],
      storeNames: new Map([['6', 'Lake']]),
    };
    const text = await textOf({ survey: with1, causes, freshness });
    expect(text).toContain('Cause 0, +$412.00 Cause 1, \u2212$250.00 Cause 2, +$120.00 Before and now');
    expect(text).toContain(
      'Old data: the last receipts of store 6 (Lake) are of Sat, Oct 24, 2026; its lists know of nothing later.',
    );
  });

  test('says so when everything is held', async () => {
    const held = survey(lists.map((one) => ({ ...one, held: 5 }))).survey;
    const text = await textOf({ survey: held });
    expect(text).toContain(
      'No list goes out: of this cycle 3 lists are held and 1 household is in the control group.',
    );
    expect(text).not.toContain('NaN');
  });

  test.each([
    ['approved', 'duelist release --cycle 2'],
    ['released', 'duelist withdraw --offer ID'],
    ['closed', 'This cycle is closed: there is nothing left to decide.'],
  ] as const)('of a cycle that is %s offers what can still be done', async (state, said) => {
    const text = await textOf({ cycle: { ...packet().cycle, state, seal: 'abcdef0123', approvedBy: 'Ann' } });
    expect(text).toContain(said);
    expect(text).toContain('seal abcdef01 .');
    expect(text).not.toContain('duelist approve');
  });

  test('shows each chart with a title and a description, the same each time', async () => {
    const [first, second] = [
      await coverPage(packet({ survey: surveyed })),
      await coverPage(packet({ survey: surveyed })),
    ];
    expect(second).toBe(first);
    expect(first.match(/<svg role="img" aria-labelledby="([\w-]+)-title \1-text"/g)).toHaveLength(2);
    expect(first).toContain('<title id="chart-value-title">');
  });
});

test('all lists shows a control household without what it would have got', () => {
  const { rows } = survey([
    list(1, [special('O1', 777)], { arm: 'control' }),
    list(2, [special('O1', 150)], { mail: false }),
  ]);
  const text = listsPart(packet().frame, rows, { number: 2, more: false });
  expect(text).toContain('<td>no: control group</td>');
  expect(text).not.toContain('$7.77');
  expect(text).toMatch(/\$1\.50<\/td><td>waits in store<\/td>/);
  expect(text).toContain('href="lists-001.html" rel="prev"');
  expect(text).not.toContain('rel="next"');
});

test('an empty packet says why there is nothing', () => {
  const { cycle, freshness } = packet();
  const late = [{ storeId: '6', lastDay: day(20_750) }];
  const text = emptyPage({
    chainName: 'Test Market',
    newest: { ...cycle, state: 'released' },
    freshness: { ...freshness, late },
    dataOption: '',
  });
  expect(text).toContain('No cycle has been drafted since that of Sun, Nov 1, 2026 (cycle 2, released).');
  expect(text).toContain('The last receipts of store 6 are of Sat, Oct 24, 2026');
  expect(emptyPage({ chainName: 'T', newest: undefined, freshness, dataOption: '' })).toContain(
    'No cycle has been drafted yet.',
  );
});

test('offers of whatever ids have places of their own', () => {
  const ids = ['a b', 'a_b', 'a-b', 'a/b', 'ä', 'a_20_b', '"', ''];
  const anchors = ids.map(offerAnchor);
  expect(new Set(anchors).size).toBe(ids.length);
  for (const anchor of anchors) expect(anchor).toMatch(/^offer-[\w-]*$/);
});
