import type { ExtraRow } from '../rows.ts';
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
      tiers: cells.list('tiers'),
      language: languageTag(cells, 'language'),
      startDay,
      endDay,
    };
  },
);
