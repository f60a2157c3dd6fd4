import { z } from 'zod';
import { type Cents, cents, parseCents } from '../shared/cents.ts';
import { type Day, parseDay } from '../shared/day.ts';
import { EXIT, UserError } from '../shared/errors.ts';
import { nearest } from '../shared/nearest.ts';
import type { Feed } from './rows.ts';

/** Rows and money of a file, or of one store's day in it. undefined: the sender does not say. */
export type Totals = { readonly rows: number | undefined; readonly netCents: Cents | undefined };

export type StoreDayTotals = Totals & { readonly storeId: string; readonly day: Day };

/** What a sender says that its file holds. */
export type ControlTotals = Totals & {
  /** Of the file's bytes as they were sent. */
  readonly sha256: string | undefined;
  /** Every store and day of the file; undefined: the sender does not say. */
  readonly storeDays: readonly StoreDayTotals[] | undefined;
};

const rows = z.int({ error: 'expected a whole number' }).min(0, { error: 'expected 0 or more' }).optional();
const netAmount = z
  .union([z.string(), z.number()], { error: 'expected an amount such as "1048223.17"' })
  .transform((value, context): Cents => {
    const amount = parseTotal(String(value).trim());
    if (amount !== undefined) return amount;
    context.addIssue({ code: 'custom', message: 'expected an amount such as "1048223.17"' });
    return z.NEVER;
  })
  .optional();
const calendarDay = z
  .string({ error: 'expected a day such as "2026-11-21"' })
  .transform((text, context): Day => {
    const day = parseDay(text);
    if (day !== undefined) return day;
    context.addIssue({ code: 'custom', message: 'expected a day such as "2026-11-21"' });
    return z.NEVER;
  });

const schema = z.strictObject(
  {
    /** The sender's own name for its export: for people. */
    run_id: z.union([z.string(), z.number()]).optional(),
    rows,
    net_amount: netAmount,
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, { error: 'expected the 64 hexadecimal digits of a SHA-256' })
      .optional(),
    store_days: z
      .array(
        z.strictObject({
          store_id: z.string({ error: 'expected text' }).trim().min(1),
          day: calendarDay,
          rows,
          net_amount: netAmount,
        }),
      )
      .optional(),
  },
  { error: 'expected an object such as {"rows": 312044}' },
);

/** Totals may be far above what one line can be: whole digits, then a point and at most two more. */
export function parseTotal(text: string): Cents | undefined {
  if (!/^-?\d{1,11}(?:\.\d{1,2})?$/.test(text)) return parseCents(text);
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const magnitude = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return cents(text.startsWith('-') ? -magnitude : magnitude);
}

/**
 * Read a control file: JSON with `rows`, `net_amount`, `sha256`, `store_days` (`store_id`, `day`, `rows`, `net_amount`
 * each) and `run_id`. Each may be absent, but not all that can be checked.
 *
 * @throws UserError (65) `control-file` that names every fault: what cannot be read proves nothing.
 */
export function parseControl(text: string, fileName: string, feed: Feed): ControlTotals {
  const parsed = schema.safeParse(readJson(text, fileName));
  if (!parsed.success) throw controlFault(fileName, parsed.error.issues.flatMap(describeIssue));
  const { rows, net_amount: netCents, sha256, store_days: storeDays } = parsed.data;
  const faults: string[] = [];
  if (rows === undefined && netCents === undefined && sha256 === undefined && storeDays === undefined)
    faults.push('it has none of rows, net_amount, sha256, store_days');
  if (feed !== 'scans' && (netCents !== undefined || storeDays !== undefined))
    faults.push(`net_amount and store_days are of scans alone, and the file is ${feed}`);
  const places = (storeDays ?? []).map(({ store_id, day }) => `${store_id} ${day}`);
  if (new Set(places).size < places.length) faults.push('store_days: the same store and day is there twice');
  if (faults.length > 0) throw controlFault(fileName, faults);
  return {
    rows,
    netCents,
    sha256: sha256?.toLowerCase(),
    storeDays: storeDays?.map((each) => ({
      storeId: each.store_id,
      day: each.day,
      rows: each.rows,
      netCents: each.net_amount,
    })),
  };
}

function readJson(text: string, fileName: string): unknown {
  try {
    // A byte order mark is what some senders begin every file with.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw controlFault(fileName, [`it is not JSON: ${(error as Error).message}`]);
  }
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [`${path === '' ? '' : `${path}: `}${issue.message}`];
  return issue.keys.map((key) => {
    const meant = nearest(key, Object.keys(schema.shape));
    return `${key}: unknown key${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}

function controlFault(fileName: string, faults: readonly string[]): UserError {
  return new UserError('control-file', `${fileName} cannot be read as a control file`, {
    exitCode: EXIT.badInput,
    at: { file: fileName },
    next: [...faults, 'Mend it, or take it away: without it the file is taken in unchecked.'].join('\n'),
  });
}
