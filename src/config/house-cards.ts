import { z } from 'zod';

const count = (least: number, most: number) => z.int().min(least).max(most);

/** `[house_cards]`: what a card does that is no household's. */
export const houseCards = z
  .strictObject({
    days: count(7, 366)
      .default(56)
      .describe('Days before the plan over which the use of each card is looked at.'),
    trips_per_day: count(2, 1000)
      .default(5)
      .describe('Trips of one card in a day from which on the day is none of a household.'),
    lanes_per_day: count(2, 1000).default(4).describe('Different lanes of one card in a day, likewise.'),
    stores_per_day: count(2, 1000).default(3).describe('Different stores of one card in a day, likewise.'),
    busy_days: count(1, 366)
      .default(3)
      .describe(
        'How many such days make a house card, which gets no list and counts in no table of the chain.',
      ),
    busy_percent: count(0, 100)
      .default(20)
      .describe('Percent of the days on which the card was used that have to be such days, too.'),
    overlap_minutes: count(0, 240)
      .default(10)
      .describe('Minutes between trips in two stores that are too few for one card to be in both.'),
    overlaps: count(1, 1000)
      .default(5)
      .describe('How often a card has to be in two stores at once to be a house card for that alone.'),
  })
  .describe('Cards that cashiers use for whoever has none with them.');
