import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ISO_FORMAT, parseDateFormat } from '../../src/ingest/date-format.ts';
import { day, dayParts, formatDay } from '../../src/shared/day.ts';

function read(format: string, text: string): string | undefined {
  const moment = parseDateFormat(format)?.read(text);
  if (moment === undefined) return undefined;
  return moment.secondOfDay === undefined
    ? formatDay(moment.day)
    : `${formatDay(moment.day)} +${moment.secondOfDay}`;
}

test.each([
  ['yyyy-MM-dd', '2026-11-22', '2026-11-22'],
  ['dd-MMM-yy', '17-AUG-18', '2018-08-17'],
  ['dd-MMM-yy', '01-Jan-69', '1969-01-01'],
  ['dd-MMM-yy', '01-jan-68', '2068-01-01'],
  ['MM/dd/yyyy', '11/22/2026', '2026-11-22'],
  ['M/d/yyyy', '1/2/2026', '2026-01-02'],
  ['dd.MM.yyyy', '22.11.2026', '2026-11-22'],
  ['yyyyMMdd', '20060413', '2006-04-13'],
  ['yyyyMMdd HHmmss'.replace('HHmmss', 'HH:mm:ss'), '20060413 00:01:02', '2006-04-13 +62'],
  ['MM/dd/yyyy[ HH:mm[:ss]]', '11/22/2026', '2026-11-22'],
  ['MM/dd/yyyy[ HH:mm[:ss]]', '11/22/2026 08:30', '2026-11-22 +30600'],
  ['MM/dd/yyyy[ HH:mm[:ss]]', '11/22/2026 08:30:01', '2026-11-22 +30601'],
])('in %s, %s is %s', (format, text, expected) => {
  expect(read(format, text)).toBe(expected);
});

test.each([
  ['dd-MMM-yy', '17-AUT-18'],
  ['dd-MMM-yy', '31-JUN-18'],
  ['dd.MM.yyyy', '22x11x2026'],
  ['dd.MM.yyyy', '22.13.2026'],
  ['dd.MM.yyyy', '22.11.2026 '],
  ['yyyyMMdd', '2026112'],
  ['yyyy-MM-dd HH:mm', '2026-11-22 24:00'],
  ['yyyy-MM-dd HH:mm', '2026-11-22 23:60'],
  ['yyyy-MM-dd HH:mm', '2026-11-22'],
])('in %s, "%s" is no day', (format, text) => {
  expect(read(format, text)).toBeUndefined();
});

describe('a format is refused that', () => {
  test.each([
    ['has no day', 'yyyy-MM'],
    ['has two years', 'yyyy-MM-dd yy'],
    ['takes minutes for months', 'yyyy-mm-dd'],
    ['has minutes without hours', 'yyyy-MM-dd mm'],
    ['has letters of its own', 'yyyy-MM-ddZ'],
    ['leaves a bracket open', 'yyyy-MM-dd[ HH:mm'],
    ['is blank', ''],
  ])('%s', (_, format) => {
    expect(parseDateFormat(format)).toBeUndefined();
  });
});

test('the own form and its description read the same', () => {
  const described = parseDateFormat('yyyy-MM-dd[ HH:mm[:ss]]');
  const two = (value: number) => String(value).padStart(2, '0');
  const moment = fc.tuple(
    fc.integer({ min: -25_567, max: 84_005 }),
    fc.option(fc.tuple(fc.nat(25), fc.nat(61), fc.option(fc.nat(61)))),
  );
  fc.assert(
    fc.property(moment, ([number, time]) => {
      const { year, month, dayOfMonth } = dayParts(day(number));
      const clock =
        time === null ? '' : ` ${two(time[0])}:${two(time[1])}${time[2] === null ? '' : `:${two(time[2])}`}`;
      const text = `${year}-${two(month)}-${two(dayOfMonth)}${clock}`;
      expect(ISO_FORMAT.read(text)).toEqual(described?.read(text));
    }),
    { numRuns: 500 },
  );
});
