import { SYNONYMS } from './synonyms.ts';

/** How well a header's name fits a canonical column, 0..1, and on what ground. */
export type NameMatch = { readonly score: number; readonly reason: string };

/** Words that make another thing of what they stand with: `store_region` is no store. */
const OTHER_THINGS = new Set(
  'name type format region size desc description category group class price sensitivity mission stage level status flag count week month year weekday hour zip city country address brand vendor supplier tax vat cost'.split(
    ' ',
  ),
);

const NONE: NameMatch = { score: 0, reason: '' };

/** A name as it is compared: without case, accents and what stands between its words. */
export function compact(name: string): string {
  return wordsOf(name).join('');
}

function wordsOf(name: string): string[] {
  return name
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** The canonical name itself, a name in use for it, or a name that has one of those in it. */
export function matchName(name: string, canonical: string): NameMatch {
  const words = wordsOf(name);
  const whole = words.join('');
  if (whole === '') return NONE;
  if (whole === compact(canonical)) return { score: 1, reason: 'by its name' };
  const synonyms = SYNONYMS[canonical] ?? [];
  const place = synonyms.indexOf(whole);
  if (place >= 0)
    return { score: 0.95 - 0.05 * (place / synonyms.length), reason: `by its name (${name.trim()})` };
  const own = words.filter((word) => word.length > 2);
  const hit = own.find((word) => synonyms.includes(word) || canonical.split('_')[0] === word);
  if (hit === undefined) return NONE;
  const strays = words.filter((word) => word !== hit && OTHER_THINGS.has(word)).length;
  if (strays > 0) return NONE;
  return { score: 0.6, reason: `its name has "${hit}" in it` };
}
