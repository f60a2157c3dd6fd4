import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyFormat, ISO_FORMAT, parseDateFormat } from '../../src/ingest/date-format.ts';
import { day, dayParts, formatDay } from '../../src/shared/day.ts';

function read(format: string, text: string, language?: string): string | undefined {
  const moment = parseDateFormat(format, language)?.read(text);
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
  ['yyyyMMddHHmmss', '20261121170410', '2026-11-21 +61450'],
  ['M/d/yyyy h:mm a', '1/2/2026 12:05 AM', '2026-01-02 +300'],
  ['M/d/yyyy h:mm a', '1/2/2026 12:05 p.m.', '2026-01-02 +43500'],
  ['M/d/yyyy h:mm:ss a', '11/22/2026 1:00:01\u202fPM', '2026-11-22 +46801'],
  ['MMMM d, yyyy'.replace(',', "','"), 'November 22, 2026', '2026-11-22'],
  ['d MMM yyyy', '3 Sept 2026', '2026-09-03'],
  ['EEE MMM d HH:mm:ss yyyy', 'Sun Nov 22 08:30:00 2026', '2026-11-22 +30600'],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSX", '2026-11-22T08:30:00.123Z', '2026-11-22 +30600'],
  ['iso', '2026-11-22', '2026-11-22'],
  ['iso', '2026-11-22T08:30:00.5+01:00', '2026-11-22 +30600'],
  ['epoch_seconds', '1795336200', '2026-11-22 +30600'],
  ['epoch_seconds', '1795336200.75', '2026-11-22 +30600'],
  ['epoch_milliseconds', '1795336200123', '2026-11-22 +30600'],
  ['epoch_seconds', '-1', '1969-12-31 +86399'],
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
  ['M/d/yyyy h:mm a', '1/2/2026 13:05 PM'],
  ['M/d/yyyy h:mm a', '1/2/2026 0:05 AM'],
  ['iso', '2026-11-22T08:30:00+25:00'],
  ['epoch_seconds', '99999999999999'],
  ['epoch_seconds', '1.8E+9'],
])('in %s, "%s" is no day', (format, text) => {
  expect(read(format, text)).toBeUndefined();
});

test.each([
  ['de', '5. Mär 26', '2026-03-05'],
  ['de', '5. Mrz. 26', '2026-03-05'],
  ['de', '5. DEZEMBER 26', '2026-12-05'],
  ['fr', '5. févr. 26', '2026-02-05'],
  ['fr', '5. aout 26', '2026-08-05'],
  ['es', '5. ene 26', '2026-01-05'],
  ['nl', '5. mrt 26', '2026-03-05'],
  ['fr', '5. jui 26', undefined],
  ['de', '5. Mar 26', '2026-03-05'],
  ['de', '5. October 26', undefined],
])('in %s, %s is %s', (language, text, expected) => {
  expect(read('d. MMM yy', text, language)).toBe(expected);
});

test('the first of several formats that fits is the one', () => {
  const formats = ['MM/dd/yyyy', 'dd/MM/yyyy', 'iso'].map((text) => parseDateFormat(text) ?? ISO_FORMAT);
  const format = anyFormat([formats[0] ?? ISO_FORMAT, ...formats.slice(1)]);
  const days = ['01/02/2026', '13/02/2026', '2026-02-03'].map((text) => format.read(text)?.day);
  expect(days.map((day) => day && formatDay(day))).toEqual(['2026-01-02', '2026-02-13', '2026-02-03']);
  expect(format.text).toContain('MM/dd/yyyy or dd/MM/yyyy');
});

describe('a format is refused that', () => {
  test.each([
    ['has no day', 'yyyy-MM'],
    ['has two years', 'yyyy-MM-dd yy'],
    ['takes minutes for months', 'yyyy-mm-dd'],
    ['has minutes without hours', 'yyyy-MM-dd mm'],
    ['has letters of its own', 'yyyy-MM-ddZ'],
    ['has an hour of twelve without its half', 'yyyy-MM-dd hh:mm'],
    ['has a half of the day without its hour', 'yyyy-MM-dd HH:mm a'],
    ['has an offset without an hour', 'yyyy-MM-ddX'],
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
