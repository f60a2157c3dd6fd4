import { z } from 'zod';
import { money } from './money.ts';

const count = (least: number, most: number) => z.int().min(least).max(most);

/** `[checkout]`: the lanes. */
export const checkout = z
  .strictObject({
    grace_days: count(0, 60)
      .default(0)
      .describe(
        "Days after its last day on which a list is still honoured; past an offer's own end the store pays.",
      ),
    list_of_other_household: z
      .enum(['refuse', 'allow', 'card'])
      .default('refuse')
      .describe(
        'A list that is scanned with the card of another household: refuse it, allow it to whoever holds the paper, or set it ' +
          "aside and take the card's own list.",
      ),
    reserve_minutes: count(1, 240)
      .default(10)
      .describe(
        'How long a lane that reserves may take until it pays; then its specials are free for others.',
      ),
    override_cap: money
      .prefault('10.00')
      .describe(
        "What a manager's word may take off in one transaction, at the store's charge; 0.00: nothing.",
      ),
    offline_cap: money
      .prefault('10.00')
      .describe('What one store may give on one list while it is cut off from the office; 0.00: nothing.'),
    pack_days: count(0, 60)
      .default(3)
      .describe('Days for which a store that is cut off may go by its pack (`lane-pack`).'),
    lane_layout: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'How registers that take specials off by themselves take their files: a TOML file, relative to the data directory. ' +
          'If absent, plain CSV with all columns.',
        examples: ['pos.toml'],
      }),
    store_layouts: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe('Layouts of stores whose registers take other files, by store: { "101" = "pos-101.toml" }.'),
    requests_per_second: count(1001, 1_000_000)
      .default(5000)
      .describe(
        'Requests that one token may send to the checkout endpoint in a second; more are answered with 429.',
      ),
  })
  .describe('The lanes.');
