import type { ExtraRow } from '../../ingest/rows.ts';

/** Extras in a language, and those that name none where the chain's own language is asked for. */
export function extrasByLanguage(
  extras: readonly ExtraRow[],
  chainLanguage: string,
): (language: string) => readonly ExtraRow[] {
  const cache = new Map<string, readonly ExtraRow[]>();
  return (language) => {
    const known = cache.get(language);
    if (known !== undefined) return known;
    const fitting = extras.filter((extra) => (extra.language ?? chainLanguage) === language);
    cache.set(language, fitting);
    return fitting;
  };
}
