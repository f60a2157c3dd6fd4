import { type LaneWords, WORDS_EN } from './words-en.ts';
import { WORDS_ES } from './words-es.ts';

export type LaneLanguage = 'en' | 'es';

/** @param language Of the chain; absent in packs of an earlier version. */
export function laneWords(language: LaneLanguage = 'en'): LaneWords {
  return language === 'es' ? WORDS_ES : WORDS_EN;
}
