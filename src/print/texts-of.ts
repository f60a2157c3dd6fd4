import type { Language } from './sheet.ts';
import type { Texts } from './texts.ts';
import { TEXTS_EN } from './texts-en.ts';
import { TEXTS_ES } from './texts-es.ts';

/** Every language that is shipped. */
export const TEXTS: Readonly<Record<Language, Texts>> = { en: TEXTS_EN, es: TEXTS_ES };

export function textsOf(language: Language): Texts {
  return TEXTS[language];
}
