import type { Language } from './sheet.ts';
import type { Words } from './words.ts';
import { WORDS_EN } from './words-en.ts';
import { WORDS_ES } from './words-es.ts';

const WORDS: Readonly<Record<Language, Words>> = { en: WORDS_EN, es: WORDS_ES };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}
