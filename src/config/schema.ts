import { TomlDate } from 'smol-toml';
import { z } from 'zod';
import { type Day, parseDay } from '../shared/day.ts';
import { checkout } from './checkout.ts';
import { DEFAULT_DIETS } from './diets.ts';
import { email } from './email.ts';
import { houseCards } from './house-cards.ts';
import { money } from './money.ts';
import { dayStart, inbox, night, retention, timeZone } from './night.ts';
import { brand, print } from './print.ts';
import { productCodes } from './product-codes.ts';
import { quality } from './quality.ts';
import { tiers } from './tiers.ts';

/** A day as text, or as TOML's own local date (the same without quotes); with a time of day it is none. */
const calendarDay = z.unknown().transform((value, context): Day => {
  const text = value instanceof TomlDate ? value.toISOString() : value;
  const parsed = typeof text === 'string' ? parseDay(text) : undefined;
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'expected a day such as "2026-01-05"' });
  return z.NEVER;
});

const count = (least: number, most: number) => z.int().min(least).max(most);

// Each key and table ends in a description: what it is, and its unit. `init` writes them into the file, with default and
// bounds; a key that has no default also needs `.meta({ description, examples: [...] })`.

const chain = z
  .strictObject({
    name: z.string().min(1).max(60).default('Your Market').describe('The name at the head of every sheet.'),
    language: z
      .enum(['en', 'es'])
      .default('en')
      .describe("Language of the chain's texts, and of households that ask for no other."),
    timezone: timeZone,
    day_starts_at: dayStart,
  })
  .describe('The chain.');

const plan = z
  .strictObject({
    spend_threshold: money
      .prefault('25.00')
      .describe(
        'A household qualifies when it spends more than this a week, in money, on average over `spend_weeks`.',
      ),
    spend_weeks: count(1, 104).default(8).describe('Weeks before the plan over which spending is averaged.'),
    min_history_weeks: count(0, 104)
      .default(4)
      .describe('Weeks since its first receipt that a household needs before its first list.'),
    cycle_days: count(7, 56).default(14).describe("Days from one of a household's lists to its next."),
    drops: z
      .literal([1, 2, 14])
      .default(1)
      .describe('Mailings per cycle: 1 mails everybody on one day, 14 spread them over the fortnight.'),
    drop_anchor: calendarDay
      .prefault('2024-01-01')
      .describe('Day from which the drops are counted, YYYY-MM-DD: a Monday.'),
    lead_days: count(0, 21)
      .default(4)
      .describe('Days from planning to the paper in the home, for print and mail.'),
    valid_days: count(1, 56).default(14).describe('Days for which a list is good.'),
    control_percent: z
      .number()
      .min(0)
      .max(50)
      .default(0)
      .describe(
        'Percent of the qualifying households whose list is made and never mailed: the control group. A keyed draw ' +
          'decides who, and for good.',
      ),
    unknown_households: z
      .boolean()
      .default(false)
      .describe('Whether cards that the households feed does not name get lists, too.'),
    min_probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('Least probability of a due line: that the household buys it while the list is good.'),
    offer_min_probability: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('Least probability of a special; less than a due line needs, since it may win a purchase.'),
    due_lines: count(0, 60).default(24).describe('Due lines on a list, at most.'),
    min_due_lines: count(0, 60)
      .default(6)
      .describe(
        'Due lines are filled up to this many with the likeliest products, even below `min_probability`.',
      ),
    specials: count(0, 30).default(12).describe('Specials on a list, at most.'),
    discovery_percent: count(0, 100)
      .default(20)
      .describe(
        'Percent of the specials of a list that may be in needs that the household does not buy, at most.',
      ),
    budget_risk: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.05)
      .describe(
        "Probability with which the lists that carry an offer may come to more than its budget has left, judged by the chain's " +
          'own redemptions. 0, and any chain with too few of its own: as if every list came back.',
      ),
    ignored_times: count(1, 26)
      .default(2)
      .describe(
        "Times in a row that a household lets a funder's special in a need pass before that rests for a while.",
      ),
    rest_days: count(0, 364)
      .default(28)
      .describe('Days for which it rests, from the last day of the newest list that it was on.'),
    refit_days: count(1, 364)
      .default(7)
      .describe("Days after which a plan fits probabilities anew to the chain's own past."),
    lapsed_days: count(14, 364)
      .default(35)
      .describe(
        'Days without a trip, and more than four of its own usual gaps, after which a household is lapsed.',
      ),
    lapsed_lists: z
      .enum(['full', 'short', 'none'])
      .default('short')
      .describe(
        'The list of a lapsed household: as any other, with `min_due_lines` due lines at most, or none.',
      ),
    extras: count(0, 4).default(2).describe('Recipes, tips and the like on a list, at most.'),
    threads: count(0, 64)
      .default(0)
      .describe(
        'Threads that match offers and write lists. 0: one per processor, up to 8, and one per 2,000 households. The lists are ' +
          'the same with any number.',
      ),
  })
  .describe('Who gets a list, when, and what goes on it.');

const ingest = z
  .strictObject({
    max_rejected_percent: z
      .number()
      .min(0)
      .max(100)
      .default(5)
      .describe("Percent of a file's lines that may be rejected before `ingest` ends with exit code 65."),
    archive: z
      .enum(['none', 'gzip'])
      .default('none')
      .describe(
        'What becomes of the original of a file that was taken in: "gzip" packs it into `archive_dir`, once for each ' +
          'content, and the night then clears it out of the inbox.',
      ),
    archive_dir: z
      .string()
      .min(1)
      .default('archive')
      .describe('Folder for the originals, `DAY/HASH-NAME.gz`. Relative to the data directory.'),
  })
  .describe('Taking files in.');

const diets = z
  .record(z.string(), z.array(z.string().min(1)).readonly())
  .overwrite((own) => ({ ...DEFAULT_DIETS, ...own }))
  .prefault(DEFAULT_DIETS)
  .describe(
    'What a diet that a household asks for keeps off its list: names of departments, categories, subcategories or needs; ' +
      '`need:milk` is the need alone, `word:ham` a word of the description, `!plant milk` is allowed in spite of the ' +
      'others. An entry of yours takes the place of the built-in one of that name.',
  );

/** `duelist.toml`, key by key. Every key has a default or may be absent; an unknown key is a fault. */
export const configSchema = z.strictObject({
  product_ids: z
    .enum(['gtin', 'opaque'])
    .optional()
    .describe(
      'How this chain names products: "gtin" (GTIN, UPC, PLU) or "opaque" (codes of its own). If absent, remembered from ' +
        'the first ingest.',
    ),
  names_file: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'File of your own names for what registers print, relative to the data directory: "GV" = "Great Value" for a word, ' +
        '"GV WHL MLK 1GL" = "Great Value Whole Milk" for a whole text or a product id. If absent, names.toml, if it is there.',
      examples: ['names.toml'],
    }),
  restricted_file: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'File of your own rules on what may be on offer where, relative to the data directory: a row takes the place of the ' +
        'built-in one of the same goods and state. If absent, restricted.csv, if it is there.',
      examples: ['restricted.csv'],
    }),
  chain: chain.prefault({}),
  product_codes: productCodes.prefault({}),
  ingest: ingest.prefault({}),
  plan: plan.prefault({}),
  tiers: tiers.prefault({}),
  house_cards: houseCards.prefault({}),
  print: print.prefault({}),
  brand: brand.prefault({}),
  email: email.prefault({}),
  checkout: checkout.prefault({}),
  inbox: inbox.prefault({}),
  quality: quality.prefault({}),
  night: night.prefault({}),
  retention: retention.prefault({}),
  diets,
});

export type Config = z.output<typeof configSchema>;
