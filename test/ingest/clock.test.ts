import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onBusinessDay, parseZone, STORE_ZONE, storeClock } from '../../src/ingest/clock.ts';
import { ISO_FORMAT, parseDateFormat } from '../../src/ingest/date-format.ts';
import { formatDay } from '../../src/shared/day.ts';

const ISO = parseDateFormat('iso');

/** A moment of a source's zone on the wall of a store. */
function onTheWall(text: string, from: string, store: string): string | undefined {
  const written = ISO?.read(text);
  const moment = written && storeClock(parseZone(from) ?? STORE_ZONE)(written, store);
  return moment && `${formatDay(moment.day)} ${hours(moment.secondOfDay ?? -1)}`;
}

function hours(second: number): string {
  return [second / 3600, (second / 60) % 60, second % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}

// 2026: America/Chicago goes from CST (-6) to CDT (-5) on 8 March at 08:00 UTC, and back on 1 November at 07:00 UTC.
describe('a timestamp', () => {
  test.each([
    ['2026-03-08 07:59:59', 'UTC', '2026-03-08 01:59:59'],
    ['2026-03-08 08:00:00', 'UTC', '2026-03-08 03:00:00'],
    ['2026-11-01 05:30:00', 'UTC', '2026-11-01 00:30:00'],
    ['2026-11-01 06:30:00', 'UTC', '2026-11-01 01:30:00'],
    ['2026-11-01 07:30:00', 'UTC', '2026-11-01 01:30:00'],
    ['2026-11-01 08:00:00', 'UTC', '2026-11-01 02:00:00'],
    ['2026-11-02 05:59:59', 'UTC', '2026-11-01 23:59:59'],
    ['2026-06-30 23:30:00', '-06:00', '2026-07-01 00:30:00'],
    ['2026-01-31 23:30:00', '-06:00', '2026-01-31 23:30:00'],
    ['2026-03-08 03:30:00', 'America/New_York', '2026-03-08 01:30:00'],
    ['2026-03-08 04:00:00', 'America/New_York', '2026-03-08 03:00:00'],
    ['2026-11-01 01:30:00', 'America/New_York', '2026-11-01 00:30:00'],
    ['2026-03-08 02:30:00', 'America/Chicago', '2026-03-08 02:30:00'],
    ['2026-03-08 02:30:00', 'store', '2026-03-08 02:30:00'],
    ['2026-03-08T07:59:59Z', 'store', '2026-03-08 01:59:59'],
    ['2026-03-08T03:00:00-05:00', 'UTC', '2026-03-08 03:00:00'],
    ['2026-11-01T01:30:00-05:00', 'store', '2026-11-01 01:30:00'],
    ['2026-11-01T01:30:00-06', 'store', '2026-11-01 01:30:00'],
  ])('of %s in %s is %s in Chicago', (text, from, wall) => {
    expect(onTheWall(text, from, 'America/Chicago')).toBe(wall);
  });

  test('of the hour that comes twice is its first, and of the one that never was is later', () => {
    expect(onTheWall('2026-11-01 01:30:00', 'America/Chicago', 'Etc/UTC')).toBe('2026-11-01 06:30:00');
    expect(onTheWall('2026-11-01 02:30:00', 'America/Chicago', 'Etc/UTC')).toBe('2026-11-01 08:30:00');
    expect(onTheWall('2026-03-08 02:30:00', 'America/Chicago', 'Etc/UTC')).toBe('2026-03-08 08:30:00');
    expect(onTheWall('2026-10-25 02:30:00', 'Europe/Berlin', 'Etc/UTC')).toBe('2026-10-25 00:30:00');
  });

  test('of half and quarter hours is right too', () => {
    expect(onTheWall('2026-07-01 00:00:00', 'UTC', 'Asia/Kathmandu')).toBe('2026-07-01 05:45:00');
    expect(onTheWall('2026-04-04 14:59:59', 'UTC', 'Australia/Lord_Howe')).toBe('2026-04-05 01:59:59');
    expect(onTheWall('2026-04-04 15:00:00', 'UTC', 'Australia/Lord_Howe')).toBe('2026-04-05 01:30:00');
  });

  test('is the same by another reckoning, at any time of the year', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/Chicago',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const second = fc.integer({ min: Date.UTC(2026, 0, 1) / 1000, max: Date.UTC(2027, 0, 1) / 1000 });
    fc.assert(
      fc.property(second, (at) => {
        const text = new Date(at * 1000).toISOString().slice(0, 19);
        expect(onTheWall(`${text}Z`, 'store', 'America/Chicago')).toBe(format.format(at * 1000));
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  ['2026-11-22 01:30', '2026-11-21'],
  ['2026-11-22 03:59:59', '2026-11-21'],
  ['2026-11-22 04:00', '2026-11-22'],
  ['2026-03-01 00:00', '2026-02-28'],
  ['2026-11-22', '2026-11-22'],
])('with days that start at four, %s is of the business day %s', (text, day) => {
  const written = ISO_FORMAT.read(text);
  const moment = written && onBusinessDay(written, 4 * 3600);
  expect(moment && formatDay(moment.day)).toBe(day);
  expect(moment?.secondOfDay).toBe(written?.secondOfDay);
});

test('a day before the first that we know is none', () => {
  const first = ISO_FORMAT.read('1900-01-01 01:00');
  expect(first && onBusinessDay(first, 4 * 3600)).toBeUndefined();
  expect(onTheWall('1900-01-01 01:00:00', 'UTC', 'America/Chicago')).toBeUndefined();
});

test.each(['Chicago', '-25:00', '+5', '', 'utc+1'])('%s is no zone', (text) => {
  expect(parseZone(text)).toBeUndefined();
});
