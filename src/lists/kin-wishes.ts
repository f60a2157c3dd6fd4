import type { PreferenceRow } from '../ingest/rows.ts';
import { wishesOf } from './wishes.ts';

/**
 * What households asked for, with what was asked for by one of a group asked for by the group: the household that stands
 * for it gets the words of all that stand. One takes back its own words only, so that nothing that somebody muted comes
 * back. The language is that of the household that stands for all, if it has one; large print is for all if one needs it.
 *
 * @param members The household that stands for its group, by household.
 */
export function preferencesOfGroups(
  preferences: ReadonlyMap<string, readonly PreferenceRow[]>,
  members: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly PreferenceRow[]> {
  if (members.size === 0) return preferences;
  const of = new Map(preferences);
  const roots = [...new Set(members.values())].sort();
  for (const rootId of roots) {
    const group = [...members].flatMap(([id, root]) => (root === rootId ? [id] : [])).sort();
    const words = wordsOf(rootId, group, preferences);
    if (words.length > 0) of.set(rootId, words);
  }
  return of;
}

function wordsOf(
  rootId: string,
  group: readonly string[],
  preferences: ReadonlyMap<string, readonly PreferenceRow[]>,
): PreferenceRow[] {
  const standing = (id: string): PreferenceRow[] => wishesOf(preferences.get(id) ?? []);
  const own = standing(rootId);
  const others = group.filter((id) => id !== rootId).flatMap(standing);
  const hasLanguage = own.some(({ what }) => what === 'language');
  const largePrint = [...own, ...others].find(({ what, value }) => what === 'large_print' && value === 'yes');
  const words = [...others.filter(({ what }) => what !== 'language' || !hasLanguage), ...own];
  const kept = largePrint === undefined ? words : words.filter(({ what }) => what !== 'large_print');
  return [...kept, ...(largePrint === undefined ? [] : [largePrint])].map((word) => ({
    ...word,
    householdId: rootId,
  }));
}
