import { describe, expect, test } from 'vitest';
import { codeStatistics, findingText } from '../../src/ingest/code-statistics.ts';
import { checkDigit } from '../../src/shared/gtin.ts';

/** Eleven digits of a UPC-A, the same for the same number, without the patterns of counting. */
function body(number: number): string {
  return String((number * 48_271_003_577) % 9_999_999_967).padStart(11, '0');
}

const whole = (number: number): string => `${body(number)}${checkDigit(body(number))}`;
const cut = (number: number): string => whole(number).replace(/^0+/, '');
const bare = (number: number): string => body(number).replace(/^0+/, '');
const many = (count: number, make: (number: number) => string): string[] =>
  Array.from({ length: count }, (_, number) => make(number + 1));

function find(texts: readonly string[]) {
  const statistics = codeStatistics();
  for (const text of texts) statistics.add(text);
  return statistics.finding();
}

describe('the codes of a file', () => {
  test.each([
    ['are whole', many(500, whole), 'nothing-short'],
    ['lost their zeros', many(500, cut), 'lost-zeros'],
    ['lost their zeros, with a few typing errors', [...many(500, cut), ...many(8, bare)], 'lost-zeros'],
    ['lost their zeros, few as they are', many(30, cut), 'lost-zeros'],
    ['have no check digits', many(500, bare), 'missing-check-digits'],
    [
      'have none, filled up to 13 places',
      many(500, (each) => body(each).padStart(13, '0')),
      'missing-check-digits',
    ],
    ['have none, and are few', many(40, bare), 'too-few'],
    ['are some of the one and some of the other', [...many(200, cut), ...many(400, bare)], 'unclear'],
    ['are short beside many whole ones', [...many(300, bare), ...many(300, whole)], 'unclear'],
    ['are a handful', many(5, cut), 'too-few'],
    ['are none', ['plu:4011', '4011', 'MILK', '', '0000000000000'], 'nothing-short'],
  ])('that %s', (_what, texts, verdict) => {
    expect(find(texts).verdict).toBe(verdict);
  });

  test('count once however often they come, in whatever dress', () => {
    const once = many(12, cut);
    const often = Array.from({ length: 50 }, () =>
      once.flatMap((code) => [code, `="${code}"`, ` ${code}`, `${code}.0`]),
    );
    expect(find(often.flat())).toMatchObject({ short: 12, shortValid: 12, verdict: 'too-few' });
  });

  test('are told in numbers', () => {
    // Eight digits may be whole, and do not count.
    const short = many(5000, cut).filter((code) => code.length !== 8);
    const text = findingText(
      find([...short.slice(0, 4211), ...short.slice(0, 4).map((each) => `${Number(each) + 1}`)]),
    );
    expect(text).toBe(
      '4,211 of 4,215 distinct product codes of 7 to 11 digits are valid with zeros in front: they lost them',
    );
  });
});
