import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Day, parseDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { AgentStore } from '../../store/agent/agent-store.ts';
import type { PackedRow } from '../../store/agent/packs.ts';
import { linesOf } from '../batch/write-files.ts';
import { todayIn } from '../night/today.ts';
import type { World } from '../world.ts';
import { PACK_SCHEMA, type PackHeader, type PackRow, type PackTrailer } from './pack-format.ts';

/** The pack that an agent goes by. */
export type PackInForce = { readonly packNo: number; readonly header: PackHeader };

/**
 * Take a pack into the agent's file, unless it is there. Nothing of it counts before all of it was found to be as the office
 * made it.
 *
 * @param storeId The store that it must be of; undefined: that of the pack before, if there was one.
 * @throws UserError 66 where there is none, 65 where it is damaged, of another store, or too old.
 */
export function takePack(world: World, store: AgentStore, path: string, storeId: string | undefined): void {
  if (!existsSync(path)) {
    throw new UserError('pack-missing', `there is no pack ${path}`, {
      exitCode: EXIT.inputMissing,
      next: 'Make one at the office with `duelist lane-pack`, and bring it here.',
    });
  }
  const { header, trailer } = checkWhole(path);
  const own = storeId ?? packInForce(store)?.header.store_id;
  if (own !== undefined && header.store_id !== own) {
    throw refused(path, 'pack-other-store', `this pack is of store ${header.store_id}, not of store ${own}`);
  }
  if (isTooOld(world, header)) throw tooOld(header, path);
  if (store.packs.isCurrent(trailer.sha256)) return;
  store.packs.load(trailer.sha256, JSON.stringify(header), rowsOf(path));
}

export function packInForce(store: AgentStore): PackInForce | undefined {
  const found = store.packs.current();
  return found === undefined
    ? undefined
    : { packNo: found.packNo, header: JSON.parse(found.header) as PackHeader };
}

/** Whether a store may not go by it any more: what was used elsewhere, and taken back, is not in it. */
export function isTooOld(world: World, header: PackHeader): boolean {
  return todayIn(header.timezone ?? undefined, world.now()) > dayOf(header) + header.days;
}

export function tooOld(header: PackHeader, path: string): UserError {
  return refused(
    path,
    'pack-too-old',
    `this pack is of ${header.day}, and good for ${header.days} days (checkout.pack_days)`,
  );
}

function dayOf({ day }: PackHeader): Day {
  const read = parseDay(day);
  if (read === undefined) throw new Error(`a pack of no day: ${day}`);
  return read;
}

function refused(path: string, code: string, message: string): UserError {
  return new UserError(code, message, {
    exitCode: EXIT.badInput,
    at: { file: path },
    next: 'Fetch a new pack from the office. The one before goes on being used until it is too old.',
  });
}

/** Read it once through, before anything of it is stored. */
function checkWhole(path: string): { readonly header: PackHeader; readonly trailer: PackTrailer } {
  const damaged = () => refused(path, 'pack-damaged', 'this pack is not as the office made it');
  const hash = createHash('sha256');
  let first: string | undefined;
  let last: string | undefined;
  let rows = -1;
  for (const line of linesOf(path)) {
    if (last !== undefined) hash.update(`${last}\n`);
    first ??= line;
    last = line;
    rows += 1;
  }
  try {
    const header = JSON.parse(first ?? '') as PackHeader;
    const trailer = JSON.parse(last ?? '') as PackTrailer;
    // The header is no row, and neither is the line with the hash.
    const isWhole = trailer.sha256 === hash.digest('hex') && trailer.rows === rows - 1;
    if (isWhole && header.schema === PACK_SCHEMA && parseDay(header.day) !== undefined)
      return { header, trailer };
  } catch {
    // No JSON: as damaged as with another hash.
  }
  throw damaged();
}

function* rowsOf(path: string): Generator<PackedRow> {
  const lines = linesOf(path);
  lines.next();
  for (const line of lines) {
    const row = JSON.parse(line) as PackRow | PackTrailer;
    if ('sha256' in row) return;
    yield toRow(row);
  }
}

function toRow(row: PackRow): PackedRow {
  switch (row[0]) {
    case 'offer': {
      const [kind, offerNo, terms, budgetLeftCents, productIds, outsideBasketIds] = row;
      return { kind, offerNo, terms: JSON.stringify(terms), budgetLeftCents, productIds, outsideBasketIds };
    }
    case 'list': {
      const [kind, listId, digests, householdNo, validFrom, validUntil, state, unsettled, rights] = row;
      const good = { validFrom, validUntil, state, unsettled };
      return { kind, listId, digests, householdNo, ...good, rights: JSON.stringify(rights) };
    }
    case 'card':
      return { kind: row[0], digest: row[1], householdNo: row[2] };
    case 'recalled':
      return { kind: row[0], productId: row[1] };
  }
}
