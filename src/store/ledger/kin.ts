import type { Db } from '../sqlite.ts';

/**
 * The households of a group as a SQL set, for one that is named in `id`: itself, and whoever is one with it by the merges in
 * force. Nearly always one row: the table of members is small.
 */
export function kinOf(id: string): string {
  return `(SELECT ${id} UNION ALL SELECT other_id FROM household_kin WHERE household_kin.household_id = ${id})`;
}

/** The household that stands for the group of `id`, in SQL. */
export function rootOf(id: string): string {
  return `coalesce((SELECT root_id FROM household_member WHERE household_member.household_id = ${id}), ${id})`;
}

/** Finds the household that stands for the group of a household: itself, where it is alone. */
export function rootReader(db: Db): (householdId: string) => string {
  const root = db
    .prepare<[string], string>('SELECT root_id FROM household_member WHERE household_id = ?')
    .pluck();
  return (householdId) => root.get(householdId) ?? householdId;
}

/** The households of a group, for one of them: itself first. Nearly always itself alone. */
export function kinReader(db: Db): (householdId: string) => string[] {
  const rootIdOf = rootReader(db);
  const others = db
    .prepare<[string, string], string>(
      'SELECT household_id FROM household_member WHERE root_id = ? AND household_id <> ? ORDER BY household_id',
    )
    .pluck();
  return (householdId) => [householdId, ...others.all(rootIdOf(householdId), householdId)];
}

/** Groups of more than one household, by the one that stands for all; each with itself in it, in order of ids. */
export function readGroups(db: Db): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  const rows = db
    .prepare<[], { household_id: string; root_id: string }>(
      'SELECT household_id, root_id FROM household_member ORDER BY root_id, household_id',
    )
    .iterate();
  for (const { household_id, root_id } of rows) {
    const group = groups.get(root_id);
    if (group === undefined) groups.set(root_id, [household_id]);
    else group.push(household_id);
  }
  return groups;
}

/** What is known by household, with what holds of one of a group held of all of it. */
export function sharedByKin<T>(
  db: Db,
  known: Map<string, T>,
  join: (rootId: string, all: readonly (readonly [string, T])[]) => T,
): Map<string, T> {
  for (const [rootId, group] of readGroups(db)) {
    const all = group.flatMap((id) => {
      const one = known.get(id);
      return one === undefined ? [] : [[id, one] as const];
    });
    if (all.length === 0) continue;
    const joined = join(rootId, all);
    for (const id of group) known.set(id, joined);
  }
  return known;
}
