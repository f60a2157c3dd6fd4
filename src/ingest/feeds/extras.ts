import type { Cells } from '../cells.ts';
import { type ExtraRow, TIERS } from '../rows.ts';
import { defineFeed } from './definition.ts';
import { languageTag } from './language.ts';

const KINDS = ['recipe', 'meal_plan', 'tip', 'nutrition', 'service'] as const;

export const extrasFeed = defineFeed(
  ['extra_id', 'kind', 'title'],
  ['body', 'needs', 'tiers', 'language', 'start_day', 'end_day'],
  (cells): ExtraRow => {
    const startDay = cells.day('start_day');
    const endDay = cells.day('end_day');
    cells.checkWindow('start_day', startDay, 'end_day', endDay);
    return {
      extraId: cells.id('extra_id'),
      kind: cells.requiredOneOf('kind', KINDS) ?? 'tip',
      title: cells.required('title'),
      body: cells.optional('body'),
      needs: cells.list('needs'),
      tiers: tiersOf(cells),
      language: languageTag(cells, 'language'),
      startDay,
      endDay,
    };
  },
);

/** The tiers that an extra names. One that does not exist would keep it from everybody, so it is a fault. */
function tiersOf(cells: Cells<'tiers'>): ExtraRow['tiers'] {
  const words = cells.list('tiers').map((word) => word.toLowerCase());
  const unknown = words.filter((word) => TIERS.every((tier) => tier !== word));
  if (unknown.length > 0) {
    cells.fault(
      'tiers',
      'not-in-vocabulary',
      `names a tier that there is not: ${unknown.join(', ')}`,
      `Write ${TIERS.join(', ')}, or nothing for everybody.`,
    );
  }
  return TIERS.filter((tier) => words.includes(tier));
}
