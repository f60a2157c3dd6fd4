import { z } from 'zod';
import { money } from './money.ts';

const specials = (most: number) => z.int().min(0).max(30).default(most);

/** `[tiers]`: what the lists of each tier hold. */
export const tiers = z
  .strictObject({
    gold_specials: specials(12).describe(
      'Specials on a list of the tier that gives us most of its daily needs, at most.',
    ),
    silver_specials: specials(10).describe('Specials on a list of the second tier, at most.'),
    bronze_specials: specials(8).describe('Specials on a list of the third tier, at most.'),
    gold_value: money
      .prefault('35.00')
      .describe(
        'What the specials of a list of the first tier are to save together, in money, where offers allow.',
      ),
    silver_value: money.prefault('25.00').describe('The same for the second tier.'),
    bronze_value: money.prefault('15.00').describe('The same for the third tier.'),
    value_range_percent: z
      .number()
      .min(0)
      .max(100)
      .default(15)
      .describe(
        "How far a list's savings may be off its tier's before more, or fewer, are looked for; in percent.",
      ),
  })
  .describe('What lists are worth, by how much of its daily needs a household buys here.');
