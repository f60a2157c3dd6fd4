import { TomlDate } from 'smol-toml';
import { z } from 'zod';
import { type Cents, parseCents } from '../shared/cents.ts';
import { type Day, parseDay } from '../shared/day.ts';

/** Decimal text or a TOML number with at most two decimals, as money. */
const money = z.unknown().transform((value, context): Cents => {
  const amount = parseCents(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '',
  );
  if (amount !== undefined && amount >= 0) return amount;
  context.addIssue({ code: 'custom', message: 'expected an amount such as "25.00"' });
  return z.NEVER;
});

/** A day as text, or as TOML's own local date (the same without quotes); with a time of day it is none. */
const calendarDay = z.unknown().transform((value, context): Day => {
  const text = value instanceof TomlDate ? value.toISOString() : value;
  const parsed = typeof text === 'string' ? parseDay(text) : undefined;
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'expected a day such as "2026-01-05"' });
  return z.NEVER;
});

const count = (least: number, most: number) => z.int().min(least).max(most);

const chain = z.strictObject({
  name: z.string().min(1).max(60).default('Your Market'),
  language: z.enum(['en', 'es']).default('en'),
});

const plan = z.strictObject({
  /** A household qualifies when it spends more than this a week, on average over `spend_weeks`. */
  spend_threshold: money.prefault('25.00'),
  spend_weeks: count(1, 104).default(8),
  min_history_weeks: count(0, 104).default(4),
  cycle_days: count(7, 56).default(14),
  /** Mailings per cycle: 1 mails everybody on one day, 14 spreads them over the fortnight. */
  drops: z.literal([1, 2, 14]).default(1),
  /** A Monday from which the drops are counted. */
  drop_anchor: calendarDay.prefault('2024-01-01'),
  lead_days: count(0, 21).default(4),
  valid_days: count(1, 56).default(14),
  control_percent: z.number().min(0).max(50).default(0),
  unknown_households: z.boolean().default(false),
  /** Least probability of a due line; a special needs less, since it may win a purchase. */
  min_probability: z.number().min(0).max(1).default(0.1),
  offer_min_probability: z.number().min(0).max(1).default(0.05),
  due_lines: count(0, 60).default(24),
  /** Filled up to this many with the likeliest items, even below `min_probability`. */
  min_due_lines: count(0, 60).default(6),
  specials: count(0, 30).default(12),
  extras: count(0, 4).default(2),
});

const print = z.strictObject({
  paper: z.enum(['letter', 'a4']).default('letter'),
  dpi: z.literal([203, 300, 600]).default(300),
  bar_inset_pt: z.number().min(0).max(0.2).default(0.06),
  /** A print shop opens, and a printer restarts, at most 500 without trouble; the spool itself takes no more. */
  spool_sheets: count(1, 500).default(500),
});

const checkout = z.strictObject({
  grace_days: count(0, 60).default(0),
});

const ingest = z.strictObject({
  /** Share of a file's lines that may be rejected before `ingest` answers 65. */
  max_rejected_percent: z.number().min(0).max(100).default(5),
});

/** `duelist.toml`, key by key. Every key has a default; an unknown key is a fault. */
export const configSchema = z.strictObject({
  product_ids: z.enum(['gtin', 'opaque']).optional(),
  chain: chain.prefault({}),
  ingest: ingest.prefault({}),
  plan: plan.prefault({}),
  print: print.prefault({}),
  checkout: checkout.prefault({}),
});

export type Config = z.output<typeof configSchema>;
