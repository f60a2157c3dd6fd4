import { statSync } from 'node:fs';
import { join } from 'node:path';
import { commitAnswer, redemptionAnswer, returnAnswer, voidAnswer } from '../../checkout/answers.ts';
import { laneWords } from '../../checkout/words.ts';
import type { SigningKey } from '../../lists/list-code.ts';
import type { Ask, Desk, Told } from '../../serve/desk.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { otherLineId, type ProductId, type ProductReader } from '../../shared/product-id.ts';
import { isOfTheDatabase } from '../../store/sqlite.ts';
import type { Context } from '../context.ts';
import { loadKeys } from '../keys.ts';
import { productReader } from '../product-codes.ts';
import { type LaneFacts, logLanes } from './lane-log.ts';
import { settledAnswer } from './offline-answer.ts';
import { settleOffline } from './offline-settle.ts';
import { goOnInLedger, heldUntil, readListCode, redeemInLedger } from './redeem.ts';
import { returnInLedger, voidInLedger } from './undo.ts';

/**
 * The desk of the checkout endpoint: the same decisions by the same code as `redeem`, `void` and `return`, but several in
 * one transaction, and for as long as the server runs.
 *
 * @param afterReturn Told when goods came back, after it is durable.
 */
export function laneDesk(context: Context, afterReturn: () => void): Desk {
  const keys = keyRing(context);
  const readProduct = basketProducts(context);
  const { ledger } = context;
  ledger.undoInMemory();
  return {
    readProduct,
    decide: (asked) => {
      const done = ledger.inTransaction(() => {
        const ring = keys();
        return asked.map((ask) => decideAlone(context, ask, ring));
      });
      logLanes(
        context,
        done.flatMap(({ facts }) => facts),
      );
      if (done.some(({ returned }) => returned)) afterReturn();
      return done.map(({ told }) => told);
    },
    lookUp: (scanned) => {
      const { listCode, codeIsOurs } = readListCode(context, scanned, keys());
      if (!codeIsOurs || listCode === undefined) return 'forged';
      return ledger.redemptions.lookUp(listCode) ?? 'unknown';
    },
    supervisorText: () => laneWords(context.config.chain.language).supervisor,
    findToken: (tokenId) => ledger.tokens.find(tokenId),
    check: sameLedger(context.dataDir),
  };
}

type Done = { readonly told: Told; readonly facts: readonly LaneFacts[]; readonly returned: boolean };

const NOT_YOURS: Done = { told: { tag: 'not-yours' }, facts: [], returned: false };
const UNDECIDED: Done = { told: { tag: 'failed' }, facts: [], returned: false };

/** One of a group: what goes wrong in it is undone and stays its own, unless the database is what went wrong. */
function decideAlone(context: Context, ask: Ask, keys: readonly SigningKey[]): Done {
  try {
    return context.ledger.inTransaction(() => decide(context, ask, keys));
  } catch (error) {
    if (isOfTheDatabase(error) || error instanceof UserError) throw error;
    context.log.error(error);
    return UNDECIDED;
  }
}

function decide(context: Context, ask: Ask, keys: readonly SigningKey[]): Done {
  const words = laneWords(context.config.chain.language);
  switch (ask.act) {
    case 'redeem': {
      const { outcome, facts } = redeemInLedger(context, ask.request, keys, ask);
      const { decision, redemptionId } = outcome;
      const isBadScan = decision.tag === 'rejected' && decision.reason === 'code-forged';
      const until = heldUntil(context, outcome, ask.isReserved);
      return done(redemptionAnswer(decision, redemptionId, until, words), facts, { isBadScan });
    }
    case 'tender':
    case 'commit': {
      if (isOthers(context, ask)) return NOT_YOURS;
      const { outcome, facts } = goOnInLedger(context, ask.redemptionId, ask.act === 'commit');
      return done(commitAnswer(ask.redemptionId, outcome, words), facts);
    }
    case 'void': {
      if (isOthers(context, ask)) return NOT_YOURS;
      const { outcome, facts } = voidInLedger(context, ask.redemptionId, ask.by, ask.day);
      return done(voidAnswer(ask.redemptionId, outcome, words), facts);
    }
    case 'return': {
      const { outcome, facts } = returnInLedger(context, ask.request, ask.by);
      return done(returnAnswer(ask.request, outcome, words), facts, { returned: outcome.tag === 'returned' });
    }
    case 'forward': {
      const { entries, facts } = settleOffline(context, ask.storeId, ask.entries, keys);
      return done(settledAnswer(entries), facts);
    }
  }
}

function isOthers(
  { ledger }: Context,
  ask: { readonly redemptionId: number; readonly storeId: string },
): boolean {
  const key = ledger.since.keyOf(ask.redemptionId);
  return key !== undefined && key.storeId !== ask.storeId;
}

function done(
  answer: Extract<Told, { tag: 'answered' }>['answer'],
  facts: readonly LaneFacts[],
  { isBadScan = false, returned = false } = {},
): Done {
  return { told: { tag: 'answered', answer, isBadScan }, facts, returned };
}

/** The keys, read again when the ledger knows another one: `key rotate` works beside a running server. */
function keyRing(context: Context): () => readonly SigningKey[] {
  let ring: readonly SigningKey[] = [];
  return () => {
    if (ring.length === 0 || context.ledger.keys.fingerprints().size !== ring.length)
      ring = loadKeys(context.dataDir, context.ledger);
    return ring;
  };
}

/** What a lane scans: a product, or a line of the basket that is about none. */
function basketProducts(context: Context): (text: string) => ProductId {
  let reader: ProductReader | undefined;
  return (text) => {
    // Until the first feed has said which ids the chain has, each line asks.
    const read = reader ?? productReader(context);
    if (reader === undefined && context.history.productIds() !== undefined) reader = read;
    const product = read(text);
    return product.tag === 'product' ? product.productId : otherLineId(text);
  };
}

/** Beside a running server somebody may bring a backup back: what is then written into the old file would be lost. */
function sameLedger(dataDir: string): () => void {
  const path = join(dataDir, 'ledger.db');
  const opened = statSync(path).ino;
  return () => {
    if (statSync(path, { throwIfNoEntry: false })?.ino === opened) return;
    throw new UserError('ledger-replaced', 'the ledger was replaced while the endpoint ran', {
      exitCode: EXIT.unavailable,
      at: { file: path },
      next: 'Start duelist serve again.',
    });
  };
}
