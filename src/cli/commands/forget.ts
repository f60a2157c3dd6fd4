import { join } from 'node:path';
import { EXIT } from '../../shared/errors.ts';
import type { Named } from '../../store/history/forget.ts';
import { type Context, withContext } from '../context.ts';
import { archiveDir } from '../ingest/archive.ts';
import type { CommonOptions } from '../options.ts';
import { applyForgotten, type ForgetCounts, forgetHousehold, groupOf } from '../people/forget.ts';
import { findHousehold, forgottenOn, requireHousehold } from '../people/identify.ts';
import { pseudonymOf } from '../people/register.ts';
import { filesThatMention } from '../people/scrub.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly household: string; readonly by: string; readonly yes?: boolean };

const SCHEMA = 'duelist.forget/1';

/** `forget`: erase a household for good. Without --yes: say what would go. A second time: say that it is done. */
export async function run(world: World, options: Options): Promise<void> {
  await withContext(world, options, { command: 'forget', lock: true }, async (context) => {
    const by = context.actor(options.by);
    const named = find(context, options.household);
    if (named === undefined) {
      await sayAlready(context, options.household);
      return;
    }
    if (options.yes !== true) {
      sayWhatWouldGo(context, named);
      world.setExitCode(EXIT.answerIsNo);
      return;
    }
    const traces = {
      ids: groupOf(context, named).flatMap((one) => [one.householdId, ...one.cardIds]),
      together: [],
    };
    const stillNamed = await filesThatMention(join(context.dataDir, 'inbox'), traces);
    stillNamed.push(...(await filesThatMention(archiveDir(context), traces)));
    // Before it is done, so that no kill leaves a deed without its doer.
    context.audit(by, 'forget', `household ${pseudonymOf(context, named.householdId)}`);
    const { pseudonym, ...counts } = await forgetHousehold(context, named);
    context.log.info('forgotten', { pseudonym });
    context.answer(
      {
        schema: SCHEMA,
        status: 'forgotten',
        pseudonym,
        receipts: counts.receipts,
        cards: counts.cards,
        preferences: counts.preferences,
        suppressions: counts.suppressions,
        lists: counts.lists,
        draft_lists: counts.draftLists,
        offers_withdrawn: counts.offersWithdrawn,
        audit_entries: counts.auditRows,
        quarantine_rows: counts.quarantineRows,
        log_places: counts.logPlaces,
        to_approve_again: counts.reopened,
        databases_rewritten: counts.rewritten,
        old_copies_in: counts.kept,
        still_named_in: stillNamed,
      },
      `forgotten; claims know it as ${pseudonym}\n${describe(counts)}${describeReopened(counts.reopened)}${describeKept(counts.kept)}${describeFiles(stillNamed)}` +
        '  printed sheets, backups and the feeds it came from are outside of this directory: destroy the sheets;\n' +
        '  feeds and backups may bring it back as often as they like, it stays forgotten\n',
    );
  });
}

/** The household as it is known; undefined: it was forgotten. @throws UserError (66) for one that never was. */
function find(context: Context, text: string): Named | undefined {
  const id = findHousehold(context, text)?.householdId;
  if (id === undefined && forgottenOn(context, text) !== undefined) return undefined;
  return context.history.forget.namedOne(id ?? requireHousehold(context, text).householdId);
}

/** It may be that it was erased, and that the run was killed before the last copies were. */
async function sayAlready(context: Context, text: string): Promise<void> {
  await applyForgotten(context);
  const day = forgottenOn(context, text) ?? null;
  context.answer({ schema: SCHEMA, status: 'already-forgotten', day }, `already forgotten, on ${day}\n`);
}

function sayWhatWouldGo(context: Context, named: Named): void {
  const { householdId } = named;
  const group = groupOf(context, named);
  const found = group.map((one) => context.history.forget.count(one.householdNo, one.householdId));
  const total = (field: 'receipts' | 'cards' | 'preferences'): number =>
    found.reduce((sum, one) => sum + one[field], 0);
  const lists = group.flatMap((one) => context.ledger.people.lists(one.householdId));
  const isDraft = (state: string): boolean => state === 'draft' || state === 'approved';
  const counts = {
    receipts: total('receipts'),
    cards: total('cards'),
    preferences: total('preferences'),
    suppressions: group.flatMap((one) => context.ledger.people.suppressions(one.householdId)).length,
    lists: lists.filter(({ cycleState }) => !isDraft(cycleState)).length,
    draftLists: lists.filter(({ cycleState }) => isDraft(cycleState)).length,
    offersWithdrawn: lists
      .flatMap(({ listId }) => context.ledger.people.issued(listId))
      .filter(({ state }) => state === 'open').length,
  };
  context.answer(
    {
      schema: SCHEMA,
      status: 'not-done',
      household_id: householdId,
      receipts: counts.receipts,
      cards: counts.cards,
      preferences: counts.preferences,
      one_with: group.flatMap((one) => (one.householdId === householdId ? [] : [one.householdId])),
      suppressions: counts.suppressions,
      lists: counts.lists,
      draft_lists: counts.draftLists,
      offers_withdrawn: counts.offersWithdrawn,
    },
    `household ${householdId}${describeGroup(group, householdId)} would be forgotten, which cannot be undone:\n${describe(counts)}` +
      'nothing was changed; to do it, add --yes\n',
  );
}

function describeGroup(group: readonly Named[], householdId: string): string {
  const others = group.filter((one) => one.householdId !== householdId);
  return others.length === 0 ? '' : `, and ${others.map((one) => one.householdId).join(', ')} with it,`;
}

function describe(counts: ForgetCounts): string {
  const rows: [string, number][] = [
    ['its name and address, and cards or other ids', counts.cards],
    ['receipts, which stay as sales to nobody', counts.receipts],
    ['preferences', counts.preferences],
    ['suppressions', counts.suppressions],
    ['lists that went out, which stay without what they said of it', counts.lists],
    ['lists of drafts, which go', counts.draftLists],
    ['offers still open on paper, which lanes refuse', counts.offersWithdrawn],
  ];
  return rows.map(([what, count]) => `${String(count).padStart(7)}  ${what}\n`).join('');
}

function describeFiles(files: readonly string[]): string {
  if (files.length === 0) return '';
  return `  files of yours that still name it:\n${files.map((path) => `    ${path}\n`).join('')}`;
}

function describeReopened(cycles: readonly number[]): string {
  return cycles
    .map((cycle) => `  cycle ${cycle} has to be approved again: it had one of the lists\n`)
    .join('');
}

function describeKept(names: readonly string[]): string {
  return names.length === 0
    ? ''
    : `  free pages of ${names.join(' and ')} may still have old copies; the next nightly overwrites them\n`;
}
