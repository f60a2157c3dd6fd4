import { createHmac } from 'node:crypto';
import { appendFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { formOfListCode, type SigningKey } from '../../lists/list-code.ts';
import { isGood } from '../../serve/token.ts';
import { type Day, formatDay } from '../../shared/day.ts';
import { versionKey } from '../../shared/offer-terms.ts';
import { LineFile } from '../batch/write-files.ts';
import type { Context } from '../context.ts';
import { syncDirectory, syncFile } from '../files.ts';
import { loadKeys } from '../keys.ts';
import { makeDirectory } from '../permissions.ts';
import { productRules } from '../product-codes.ts';
import { codePrefix, PACK_SCHEMA, type PackHeader, type PackRow, packDigester } from './pack-format.ts';
import { rulesOf } from './redeem.ts';

/** A pack that was written. */
export type WrittenPack = {
  readonly file: string;
  readonly store_id: string;
  readonly day: string;
  readonly lists: number;
  readonly rights: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** Write all that a store needs to decide by itself: whole or not at all, the same bytes for the same ledger, store and day. */
export function writePack(context: Context, storeId: string, day: Day, path: string): WrittenPack {
  makeDirectory(dirname(path));
  const temporary = `${path}.part`;
  const out = new LineFile(temporary, path);
  const on = { day, grace: context.config.checkout.grace_days };
  const { lanePack } = context.ledger;
  // Before the lists: a lane that redeems meanwhile may be in them, and is not said to be.
  const lastRedemptionId = lanePack.lastRedemptionId();
  const salt = saltOf(loadKeys(context.dataDir, context.ledger), storeId, day);
  const own = { salt, prefixes: prefixesOf(lanePack.codes(on)), last_redemption_id: lastRedemptionId };
  out.head(`${JSON.stringify(headerOf(context, storeId, day, own))}\n`);
  let rights = 0;
  const add = (row: PackRow): void => out.add(`${JSON.stringify(row)}\n`);
  const offerNos = new Map<string, number>();
  for (const { terms, budgetLeftCents, products } of lanePack.offers(on)) {
    const offerNo = offerNos.size + 1;
    offerNos.set(versionKey(terms.offerId, terms.version), offerNo);
    const idsOf = (outside: boolean) =>
      products.filter(({ outsideBasket }) => outsideBasket === outside).map(({ productId }) => productId);
    add(['offer', offerNo, terms, budgetLeftCents ?? null, idsOf(false), idsOf(true)]);
  }
  const households = new Map<string, number>();
  const householdNo = (id: string): number => {
    const known = households.get(id) ?? households.size + 1;
    households.set(id, known);
    return known;
  };
  const digest = packDigester(salt);
  let lists = 0;
  for (const list of lanePack.lists(on)) {
    lists += 1;
    rights += list.rights.length;
    add([
      'list',
      list.listId,
      list.codes.map((code) => digest('list', code)),
      householdNo(list.householdId),
      list.validFrom,
      list.validUntil,
      list.state,
      Number(list.unsettled),
      list.rights.map((right) => [
        right.issuedOfferId,
        right.lineNo,
        offerNos.get(versionKey(right.offerId, right.version)) ?? 0,
        right.termsValueCents,
        right.state,
        right.usesLeft ?? null,
        right.faceValueCents,
      ]),
    ]);
  }
  for (const { cardId, householdId } of context.history.households.cards())
    add(['card', digest('card', cardId), householdNo(context.ledger.households.rootOf(householdId))]);
  for (const productId of lanePack.recalledIds()) add(['recalled', productId]);
  const { rows, bytes, sha256 } = out.end();
  appendFileSync(temporary, `${JSON.stringify({ rows, sha256 })}\n`);
  syncFile(temporary);
  renameSync(temporary, path);
  syncDirectory(dirname(path));
  return { file: path, store_id: storeId, day: formatDay(day), lists, rights, bytes, sha256 };
}

/** The chain's key stays at the office: what it gives a store for a day opens nothing else, and does not lead back to it. */
function saltOf(keys: readonly SigningKey[], storeId: string, day: Day): string {
  const secret = keys[0]?.secret ?? new Uint8Array();
  return createHmac('sha256', secret)
    .update(JSON.stringify(['lane-pack', storeId, day]))
    .digest('hex');
}

function prefixesOf(codes: Iterable<string>): string[] {
  const prefixes = new Set<string>();
  for (const code of codes) if (formOfListCode(code) === 'keyed') prefixes.add(codePrefix(code));
  return [...prefixes].sort();
}

function headerOf(
  context: Context,
  storeId: string,
  day: Day,
  own: Pick<PackHeader, 'salt' | 'prefixes' | 'last_redemption_id'>,
): PackHeader {
  const { config, history, ledger, world } = context;
  const { offline_cap: cap, pack_days: days, reserve_minutes: minutes } = config.checkout;
  const now = world.now().toISOString();
  return {
    ...{ schema: PACK_SCHEMA, store_id: storeId, day: formatDay(day), days },
    timezone: config.chain.timezone ?? null,
    ...own,
    ...{ rules: rulesOf(context), offline_cap_cents: cap, reserve_minutes: minutes },
    products: productRules(config, history.productIds() ?? config.product_ids ?? 'gtin'),
    tokens: ledger.tokens.all().filter((token) => token.storeId === storeId && isGood(token, now)),
  };
}
