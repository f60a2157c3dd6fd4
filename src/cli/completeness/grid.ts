import type { DayState } from '../../history/calendar.ts';
import { addDays, type Day, dayParts, formatDay } from '../../shared/day.ts';
import type { DayFinding, NamedCalendar } from './calendar.ts';

/** One character for each state; those with a word stand in the legend when they occur. */
const MARKS: Readonly<Record<DayState, readonly [mark: string, word?: string]>> = {
  'on-time': ['.', 'as usual'],
  closed: ['-', 'closed'],
  missing: ['M', 'missing'],
  short: ['s', 'short'],
  late: ['l', 'late'],
  'back-filled': ['b', 'loaded later'],
  corrected: ['c', 'corrected'],
  never: ['?', 'never sent anything'],
  before: [' '],
  gone: [' '],
};

/** Of a chain with more stores, only those are shown of which there is something to say. */
const STORES_SHOWN_MAX = 40;
const NAME_MAX = 24;

/** A line per store, a character per day; as many of the newest days as the terminal has room for. */
export function gridOf(
  calendars: readonly NamedCalendar[],
  from: Day,
  until: Day,
  columns: number,
): string[] {
  const shown = calendars.length <= STORES_SHOWN_MAX ? calendars : calendars.filter(isWorthALine);
  const labels = shown.map(({ storeId, name }) => `${storeId} ${name ?? ''}`.trim().slice(0, NAME_MAX));
  const width = Math.max(...labels.map((label) => label.length), 4) + 2;
  const most = Math.max(7, columns - width);
  const first = Math.max(from, until - most + 1) as Day;
  const used = new Set<DayState>();
  const rows = shown.map(({ days }, at) => {
    const marks = days
      .filter(({ day }) => day >= first)
      .map(({ state }) => {
        used.add(state);
        return MARKS[state][0];
      });
    return `${(labels[at] ?? '').padEnd(width)}${marks.join('')}`.trimEnd();
  });
  const legend = Object.entries(MARKS).flatMap(([state, [mark, word]]) =>
    word !== undefined && used.has(state as DayState) ? [`${mark} ${word}`] : [],
  );
  const left = calendars.length - shown.length;
  return [
    `${formatDay(first)} to ${formatDay(until)}`,
    ...ruler(first, until).map((line) => `${''.padEnd(width)}${line}`.trimEnd()),
    ...rows,
    ...(left > 0 ? [`${left} more stores, all as usual`] : []),
    legend.join(', '),
  ];
}

function isWorthALine({ days }: NamedCalendar): boolean {
  return days.some(({ state }) => !['on-time', 'closed', 'before', 'gone'].includes(state));
}

/** The days of the month, one digit under the other. */
function ruler(from: Day, until: Day): [string, string] {
  let tens = '';
  let ones = '';
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const { dayOfMonth } = dayParts(day);
    tens += dayOfMonth % 10 === 0 || dayOfMonth === 1 || day === from ? Math.floor(dayOfMonth / 10) : ' ';
    ones += dayOfMonth % 10;
  }
  return [tens, ones];
}

/** One line of what is amiss. */
export function describeFinding(of: DayFinding & { readonly households: number | undefined }): string {
  const usual = of.usualReceipts === undefined ? '' : `, usually ${Math.round(of.usualReceipts)} receipts`;
  const arrived = of.arrived === undefined ? '' : ` on ${formatDay(of.arrived)}`;
  const households =
    of.households === undefined
      ? ''
      : `, ${of.households === 1 ? 'history' : 'histories'} of ${count(of.households, 'household')} derived anew`;
  const where = `${formatDay(of.day)} store ${of.storeId}`;
  switch (of.state) {
    case 'missing':
      return `${where}: missing${usual}; a day on which it was closed belongs into quality.closed_days`;
    case 'short':
      return `${where}: short, ${count(of.receipts, 'receipt')}${usual.replace(' receipts', '')}`;
    case 'corrected':
      return `${where}: ${count(of.corrected, 'receipt')} corrected${households}`;
    default:
      return `${where}: ${of.state === 'late' ? 'came late' : 'was loaded later'}${arrived}${households}`;
  }
}

function count(value: number, what: string): string {
  return `${value.toLocaleString('en-US')} ${what}${value === 1 ? '' : 's'}`;
}
