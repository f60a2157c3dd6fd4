import { TomlDate } from 'smol-toml';
import { z } from 'zod';
import { FEEDS } from '../ingest/rows.ts';
import { type Day, dayFromParts, parseDay } from '../shared/day.ts';

const percent = z.number().min(0).max(100);

/** A day on which stores are closed; `storeId` undefined: all of them. */
type ClosedDay = {
  readonly storeId: string | undefined;
  readonly when: { readonly day: Day } | { readonly month: number; readonly dayOfMonth: number };
};

/** `2026-11-26`, `12-25` for every year, each with `STORE:` before it for one store. */
const closedDay = z.unknown().transform((value, context): ClosedDay => {
  const text =
    value instanceof TomlDate ? value.toISOString() : typeof value === 'string' ? value.trim() : '';
  const colon = text.lastIndexOf(':');
  const storeId = colon > 0 ? text.slice(0, colon).trim() : undefined;
  const when = whenOf(text.slice(colon + 1).trim());
  if (when !== undefined && colon !== 0) return { storeId, when };
  context.addIssue({
    code: 'custom',
    message: 'expected a day such as "2026-11-26", "12-25" for every year, or "103:2026-11-30" for one store',
  });
  return z.NEVER;
});

function whenOf(text: string): ClosedDay['when'] | undefined {
  const day = parseDay(text);
  if (day !== undefined) return { day };
  const [, month, dayOfMonth] = (/^(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  // A leap year has every day that any year has.
  if (month === undefined || dayOfMonth === undefined || dayFromParts(2024, month, dayOfMonth) === undefined)
    return undefined;
  return { month, dayOfMonth };
}

const stop = (of: string, example: number) =>
  percent.optional().meta({
    description: `${of} from which the night stops before it plans, with exit code 65. If absent, it never does.`,
    examples: [example],
  });

/** `[quality]`: what is expected of the stores' receipts, and how much of it may be amiss. */
export const quality = z
  .strictObject({
    lag_days: z
      .int()
      .min(0)
      .max(14)
      .default(1)
      .describe("Days after which a day's receipts are due: 1 is the night after. What comes later is late."),
    closed_days: z
      .array(closedDay)
      .readonly()
      .default([])
      .describe(
        'Days on which nothing is expected: "2026-11-26" once, "12-25" every year, "103:2026-11-30" of one store. Weekdays ' +
          'on which a store does not open are learnt.',
      ),
    short_store_percent: percent
      .default(50)
      .describe(
        "A store's day is short with fewer receipts than this percent of what is usual on its weekday.",
      ),
    look_back_days: z
      .int()
      .min(1)
      .max(56)
      .default(14)
      .describe('Days before the night in which missing and short days are looked for.'),
    missing_stores_warn: z
      .int()
      .min(0)
      .default(0)
      .describe(
        'Stores with a missing day before the newest one, above which the night warns. The newest day is the business of ' +
          'night.stores_late_max.',
      ),
    missing_stores_stop: z
      .int()
      .min(0)
      .optional()
      .meta({
        description:
          'Stores with a missing day before the newest one, above which the night stops before it plans, with exit code 65. If ' +
          'absent, it never does.',
        examples: [3],
      }),
    stale_days: z
      .partialRecord(z.enum(FEEDS), z.int().min(0).max(3650))
      .default({})
      .describe(
        'Days after which a feed that did not come again is old, and the night warns: {prices = 8, offers = 14}.',
      ),
    rejected_percent_warn: percent
      .default(1)
      .describe("Percent of a store's records of a night that are rejected, above which the night warns."),
    rejected_percent_stop: stop("Percent of a store's records that are rejected", 10),
    unknown_products_percent_warn: percent
      .default(5)
      .describe(
        "Percent of a store's lines with a product that no products row names, above which the night warns; not asked " +
          'where there are no products rows at all.',
      ),
    unknown_products_percent_stop: stop("Percent of a store's lines with a product that no row names", 30),
    clock_faults_percent_warn: percent
      .default(1)
      .describe(
        "Percent of a store's lines of days that are still to come or five years gone, above which the night warns.",
      ),
    clock_faults_percent_stop: stop("Percent of a store's lines of such days", 50),
    score_wait_days: z
      .int()
      .min(0)
      .max(56)
      .default(7)
      .describe(
        "Days for which the score of a cycle's lists waits for stores that lack a day of its validity; then it is made of " +
          'what is there.',
      ),
    score_late_days: z
      .int()
      .min(0)
      .max(365)
      .default(28)
      .describe(
        'Days after the end of its validity in which a cycle is scored again when receipts of it come late.',
      ),
    score_fall_sds: z
      .number()
      .min(1)
      .max(10)
      .default(2.5)
      .describe(
        'The night warns when the share of due lines bought lies more than so many standard deviations below that of the ' +
          'cycles before, of which there must be four. 2.5 is wrong once in 160 cycles, 3 once in 740.',
      ),
    score_calibration_error_max: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe(
        'The night warns when probabilities and shares bought are further apart than this (expected calibration error), and ' +
          'the sum of all is off by more than three standard errors.',
      ),
  })
  .describe(
    'What is expected of the receipts and of the lists, and from which fault on the night warns or stops.',
  );
