import { z } from 'zod';
import { parseDayStart } from '../ingest/moment.ts';
import { FEEDS } from '../ingest/rows.ts';

const count = (least: number, most: number) => z.int().min(least).max(most);

/** An address that is asked by HTTP. Its path is often a secret, so no message repeats it. */
const address = z.url({
  protocol: /^https?$/,
  error: 'expected an address such as "https://example.org/ping"',
});

/** `[inbox]`: which files the night takes. */
export const inbox = z
  .strictObject({
    ready: z
      .enum(['name', 'done-file', 'quiet'])
      .default('name')
      .describe(
        'When a file is whole: "name" (it does not end in .part, .tmp and the like), "done-file" (NAME.done lies beside it), ' +
          '"quiet" (nothing has changed it for `quiet_seconds`).',
      ),
    quiet_seconds: count(0, 86_400)
      .default(120)
      .describe(
        'Seconds without a change after which a file counts as whole; with ready = "name" only one that ends in the ' +
          'middle of a line waits for them.',
      ),
    control: z
      .array(z.enum(FEEDS))
      .readonly()
      .default([])
      .describe(
        'Feeds whose files wait in the inbox until their control file (NAME.control.json) lies beside them: ["scans"].',
      ),
    layouts: z
      .partialRecord(z.enum(FEEDS), z.string().min(1))
      .default({})
      .describe(
        'Layout files of the feeds that arrive in a form of their own, relative to the data directory: ' +
          'scans = "layouts/scans.toml".',
      ),
  })
  .describe('The files that arrive in the inbox.');

/** `[night]`: what `nightly` does beyond its fixed steps. */
export const night = z
  .strictObject({
    out: z
      .string()
      .min(1)
      .default('out')
      .describe('Folder for the prints, cycle by cycle: `out/cycle-7`. Relative to the data directory.'),
    review: z
      .boolean()
      .default(true)
      .describe('Whether each cycle gets its review pages, in `review/cycle-7` of the data directory.'),
    approve: z
      .enum(['by-hand', 'auto'])
      .default('by-hand')
      .describe('Who approves and releases: a person, or the night itself as "nightly".'),
    stores_late_max: count(0, 100_000)
      .optional()
      .meta({
        description:
          'Stores without receipts of the newest day up to which lists are still made; with more, the night stops with ' +
          'exit code 65. If absent, any number.',
        examples: [0],
      }),
    free_mb_min: count(0, 10_000_000)
      .default(500)
      .describe('Megabytes that stay free on the disk, beside what tonight is thought to need.'),
    heartbeat_start: address.optional().meta({
      description: 'Address that gets a POST when the night begins.',
      examples: ['https://monitor.example.org/ping/start'],
    }),
    heartbeat_success: address.optional().meta({
      description: 'Address that gets the summary when all went well.',
      examples: ['https://monitor.example.org/ping'],
    }),
    heartbeat_failure: address.optional().meta({
      description: 'Address that gets the summary when something did not.',
      examples: ['https://monitor.example.org/ping/fail'],
    }),
  })
  .describe('The nightly run.');

/** A time zone of the IANA database that this machine knows. */
export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'expected a time zone such as "America/Chicago"' })
  .optional()
  .meta({
    description: "Time zone in which the chain's day begins and ends. If absent, that of the machine.",
    examples: ['America/Chicago'],
  });

/** When a business day begins, as a time of day. */
export const dayStart = z
  .string()
  .refine((text) => parseDayStart(text) !== undefined, {
    error: 'expected a time of day before noon, such as "04:00"',
  })
  .default('00:00')
  .describe(
    'Time of day at which a business day begins, HH:MM: a receipt before it is one of the day before. A layout may say ' +
      'otherwise for its files.',
  );

function isTimeZone(name: string): boolean {
  try {
    // A number such as "+02:00" is understood, too, but knows no daylight saving time.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** `[retention]`: what is not kept for ever. */
export const retention = z
  .strictObject({
    lines_months: count(1, 1200)
      .optional()
      .meta({
        description:
          'Whole months for which the lines of receipts are kept, beside the month that has begun. Older ones are dropped by ' +
          '`retention` and by the night; all statistics stay what they were. If absent, everything is kept.',
        examples: [25],
      }),
  })
  .describe('What is dropped when it is old.');
