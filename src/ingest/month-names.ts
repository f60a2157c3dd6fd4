/** Month 1..12 of a name, long or short, with or without a dot; `undefined` when it is none, or could be two. */
export type MonthNames = (text: string) => number | undefined;

/** Short forms that are no beginning of the month's name. */
const ODD_SHORT_FORMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  de: { mrz: 3 },
  nl: { mrt: 3 },
};
const SHORTEST = 3;

/**
 * The months of a language. A short form is a beginning of the name of at least three letters that no other month has,
 * which all the usual ones are, and registers' own ones ("SEPT") too.
 *
 * @param language BCP 47, `en`.
 */
export function monthNames(language: string): MonthNames {
  const format = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  const names = Array.from({ length: 12 }, (_, month) => plain(format.format(Date.UTC(2026, month, 1))));
  const known = new Map(Object.entries(ODD_SHORT_FORMS[language] ?? {}));
  return (text) => {
    const wanted = plain(text);
    const odd = known.get(wanted);
    if (odd !== undefined) return odd;
    const first = wanted.length < SHORTEST ? -1 : names.findIndex((name) => name.startsWith(wanted));
    if (first < 0) return undefined;
    const isOnly =
      names[first] === wanted || !names.some((name, at) => at > first && name.startsWith(wanted));
    return isOnly ? first + 1 : undefined;
  };
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase();
}
