import { describe, expect, test } from 'vitest';
import { coverPage } from '../../src/review/cover.ts';
import type { LastScore } from '../../src/review/packet.ts';
import { day } from '../../src/shared/day.ts';
import { packet } from './build.ts';

const SCORE: LastScore = {
  cycleId: 1,
  asOf: day(20_730),
  validFrom: day(20_734),
  validUntil: day(20_747),
  lists: 49,
  dueLines: 980,
  bought: 476,
  expected: 471.2,
  naiveBought: 431,
  missingDays: 0,
  usual: undefined,
  faults: [],
};

async function coverOf(over: Partial<LastScore> = {}): Promise<string> {
  const page = await coverPage(
    packet({ lastScore: { ...SCORE, ...over }, dataOption: ' --data /srv/duelist' }),
  );
  return page
    .replace(/<(?:style|script)\b[\s\S]*?<\/(?:style|script)>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ');
}

describe('how the last lists did', () => {
  test('is said in a sentence, beside what was predicted and a list that needs no program', async () => {
    const text = await coverOf();
    expect(text).toContain(
      'Of the due lines of the lists of Sun, Oct 4, 2026, 49% were bought while they were good (Thu, Oct 8, 2026 to Wed, Oct 21, 2026); 48% were predicted, and of a naive list (last day plus mean gap) it would have been 44%.',
    );
    expect(text).toContain('49 lists with 980 due lines, 476 of them bought.');
    expect(text).toContain('duelist score --cycle 1 --data /srv/duelist');
    expect(text).not.toContain('Usual');
  });

  test('out of its band is among what must be known before approval', async () => {
    const fault = 'cycle 1: 49 % of due lines bought, usually 63 %, at least 55 %';
    const text = await coverOf({ faults: [fault], usual: { mean: 0.63, low: 0.552 }, missingDays: 3 });
    expect(text).toMatch(new RegExp(`Before you approve.*The last lists: ${fault}\\.`));
    expect(text).toContain('Usual are 63%, and at least 55%.');
    expect(text).toContain('3 days of stores had not come in by then.');
  });

  test('is not said where nothing was due, or no list before was scored', async () => {
    expect(await coverOf({ dueLines: 0, bought: 0, expected: 0, naiveBought: 0 })).not.toContain(
      'last lists',
    );
    expect(await coverPage(packet())).not.toContain('last lists');
  });
});
