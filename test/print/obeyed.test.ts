import { describe, expect, test } from 'vitest';
import type { Obeyed } from '../../src/lists/planned-list.ts';
import { layOutSheet } from '../../src/print/layout.ts';
import { describeObeyed, spokenWishes } from '../../src/print/obeyed.ts';
import { renderSheet } from '../../src/print/render.ts';
import { A4_SETUP, LETTER_SETUP, type SheetContent } from '../../src/print/sheet.ts';
import { FONTS, manyDue, RICH } from './sample.ts';

function obeyed(what: Obeyed['what'], value: string, named = value, unspoken = false): Obeyed {
  return { what, value, day: undefined, named, ...(unspoken ? { unspoken: true } : {}) };
}

describe('a wish in words', () => {
  test.each([
    [obeyed('mute_category', 'candy', 'Candy'), 'no candy', 'sin candy'],
    [obeyed('mute_product', '0001', 'Bran Flakes, 18 oz'), 'no Bran Flakes 18 oz', 'sin Bran Flakes 18 oz'],
    [obeyed('not_mine', '0001', 'Bran Flakes'), 'no Bran Flakes', 'sin Bran Flakes'],
    [obeyed('diet', 'Vegan'), 'vegan', 'vegano'],
    [obeyed('diet', 'pork_free'), 'no pork', 'sin cerdo'],
    [obeyed('diet', 'Low-Salt'), 'low salt', 'low salt'],
    [obeyed('language', 'spa', 'es'), 'in Spanish', 'en español'],
    [obeyed('language', 'en'), 'in English', 'en inglés'],
    [obeyed('large_print', 'yes'), 'large print', 'letra grande'],
    [obeyed('large_print', 'no'), 'regular print', 'letra normal'],
  ])('%j', (wish, english, spanish) => {
    expect(describeObeyed({ obeyed: [wish] }, 'en')).toEqual([english]);
    expect(describeObeyed({ obeyed: [wish] }, 'es')).toEqual([spanish]);
  });

  test('has a long name cut at a word', () => {
    const name = 'Our Very Own Stone Ground Whole Wheat Sandwich Bread With Extra Seeds';
    expect(describeObeyed({ obeyed: [obeyed('mute_product', '1', name)] }, 'en')).toEqual([
      'no Our Very Own Stone Ground Whole Wheat Sandwich…',
    ]);
  });

  test('is not for paper when its mention says too much', () => {
    const list = { obeyed: [obeyed('mute_product', '1', 'Test', true), obeyed('large_print', 'yes')] };
    expect(spokenWishes(list, 'en')).toEqual(['large print']);
    expect(describeObeyed(list, 'en')).toEqual(['no Test', 'large print']);
  });

  test('is none for a list from before wishes were kept', () => {
    expect(describeObeyed({ obeyed: undefined }, 'en')).toEqual([]);
  });
});

/** The lines of type that the wishes take on page 1, and on all later pages. */
function wishLines(wishes: readonly string[], over: Partial<SheetContent> = {}, setup = LETTER_SETUP) {
  const laidOut = layOutSheet({ ...RICH, ...over, wishes }, setup, FONTS);
  if (laidOut.tag !== 'laid-out') throw new Error('overflow');
  const texts = laidOut.pages.map((page) => page.ops.flatMap((op) => (op.op === 'text' ? [op] : [])));
  const start = over.language === 'es' ? 'Como nos pidió' : 'As you asked';
  const [first = [], ...later] = texts;
  const at = first.findIndex(({ text }) => text.startsWith(start));
  const end = first.findIndex(({ text }, index) => index >= at && text.endsWith('.'));
  return {
    lines: at < 0 ? [] : first.slice(at, end + 1),
    later: later.flat().filter(({ text }) => text.startsWith(start)),
    pages: laidOut.pages,
  };
}

describe('the line at the foot', () => {
  test('says what is obeyed, on page 1 alone, and only where something was asked for', () => {
    const { lines, later } = wishLines(['no candy', 'large print'], { due: manyDue(30) });
    expect(lines.map(({ text }) => text)).toEqual(['As you asked: no candy, large print.']);
    expect(later).toEqual([]);
    expect(wishLines([]).lines).toEqual([]);
  });

  test('is in the language of the sheet', () => {
    const { lines } = wishLines(['sin dulces'], { language: 'es' });
    expect(lines.map(({ text }) => text)).toEqual(['Como nos pidió: sin dulces.']);
  });

  const MANY = Array.from({ length: 40 }, (_, at) => `no product number ${at + 1}`);

  test.each([
    ['on Letter', {}, LETTER_SETUP, /, and \d+ more\.$/],
    ['on A4', {}, A4_SETUP, /, and \d+ more\.$/],
    ['in large print', { largePrint: true }, LETTER_SETUP, /, and \d+ more\.$/],
    ['in Spanish', { language: 'es' as const }, LETTER_SETUP, /, y \d+ más\.$/],
  ])(
    'takes two lines at most, says how many wishes found no room, and keeps the margins: %s',
    (_, over, setup, more) => {
      const { lines, pages } = wishLines(MANY, over, setup);
      expect(lines).toHaveLength(2);
      const text = lines.map((line) => line.text).join(' ');
      expect(text).toMatch(more);
      const shown = text.match(/product number/g)?.length ?? 0;
      expect(shown + Number(/(\d+) m[oá]/.exec(text)?.[1])).toBe(MANY.length);
      const page = pages[0];
      for (const line of lines)
        expect(line.xPt + line.widthPt).toBeLessThanOrEqual((page?.widthPt ?? 0) - 44 + 0.01);
    },
  );

  test('takes its room from the columns: nothing stands in it', () => {
    const { lines, pages } = wishLines(MANY, { due: manyDue(24) });
    const baselines = (pages[0]?.ops ?? []).flatMap((op) => (op.op === 'text' ? [op] : []));
    const top = Math.min(...lines.map(({ baselinePt }) => baselinePt)) - 9;
    const bottom = Math.max(...lines.map(({ baselinePt }) => baselinePt));
    const inside = baselines.filter(
      (op) => op.baselinePt > top && op.baselinePt <= bottom && !lines.includes(op),
    );
    expect(inside).toEqual([]);
  });

  test('counts a wish that the fonts cannot draw instead of holding the sheet', () => {
    const { lines } = wishLines(['no 李錦記', 'no candy']);
    expect(lines.map(({ text }) => text)).toEqual(['As you asked: no candy, and 1 more.']);
    expect(renderSheet({ ...RICH, wishes: ['no 李錦記'] }, LETTER_SETUP, FONTS).tag).toBe('rendered');
  });
});
