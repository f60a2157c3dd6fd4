import { resolve } from 'node:path';
import { type Day, formatDay, day as toDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { ProductId } from '../../shared/product-id.ts';
import { type Context, dayOption, withContext } from '../context.ts';
import { type Buyers, findBuyers } from '../cycle/recall-buyers.ts';
import { keepRecallsInStep } from '../cycle/recalls.ts';
import type { CommonOptions } from '../options.ts';
import type { Refreshed } from '../plan/rebuild.ts';
import { describeDrafts, draftsText, refreshIfFree } from '../plan/refresh-if-free.ts';
import { productReader } from '../product-codes.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly product: string;
  readonly reason?: string;
  readonly since?: string;
  readonly out?: string;
  readonly lift?: boolean;
  readonly by: string;
};

/** Before every receipt. */
const SINCE_EVER = toDay(-25_567);

/**
 * `recall`: food safety. Lanes know at once, whatever else is running; drafts follow; the households that bought it are
 * counted, and written to a file that is asked for.
 */
export async function run(world: World, options: Options): Promise<void> {
  const since = options.since === undefined ? SINCE_EVER : dayOption('--since', options.since);
  const outcome = await withContext(world, options, { command: 'recall' }, async (context) => {
    const by = context.actor(options.by);
    const productId = productOption(context, options.product);
    keepRecallsInStep(context);
    const now =
      options.lift === true ? lift(context, productId, by) : begin(context, productId, options.reason, by);
    const out = options.out === undefined ? undefined : resolve(world.cwd, options.out);
    const buyers = await findBuyers(context, productId, since, out);
    const detail = { households: buyers.households, since: options.since ?? null, file: out !== undefined };
    context.audit(by, 'recall-buyers', `product ${productId}`, detail);
    context.log.info('recall', { product: productId, lift: options.lift === true, now, ...detail });
    return { productId, now, out, buyers, lifted: options.lift === true, since };
  });
  const drafts = await refreshIfFree(world, options, 'recall');
  await withContext(world, options, { command: 'recall' }, (context) => say(context, { ...outcome, drafts }));
}

function productOption(context: Context, text: string): ProductId {
  const result = productReader(context)(text);
  if (result.tag === 'product') return result.productId;
  throw new UserError(result.fault, `--product ${text} is no product id`, {
    exitCode: EXIT.usage,
    next: 'Write the GTIN with its check digit, plu:4011, rw:2IIIII, or the chain’s own code.',
  });
}

/** @returns Whether it was not recalled by command before. */
function begin(context: Context, productId: ProductId, reason: string | undefined, by: string): boolean {
  const { ledger } = context;
  return ledger.inTransaction(() => {
    const words = reason?.trim() === '' ? undefined : reason?.trim();
    const now = ledger.recalls.put(productId, words, by, context.world.now().toISOString());
    if (now)
      context.audit(by, 'recall', `product ${productId}`, { source: 'command', reason: words ?? null });
    return now;
  });
}

/** @throws UserError (77) for what the feed recalls, (66) for what nobody has recalled. */
function lift(context: Context, productId: ProductId, by: string): boolean {
  const { ledger } = context;
  const now = ledger.inTransaction(() => {
    const lifted = ledger.recalls.lift(productId, by, context.world.now().toISOString());
    if (lifted) context.audit(by, 'recall-end', `product ${productId}`, { source: 'command' });
    return lifted;
  });
  if (now || ledger.recalls.wasLifted(productId)) return now;
  if (ledger.recalls.active(productId).length > 0) {
    throw new UserError('recalled-by-feed', `the products feed recalls ${productId}`, {
      exitCode: EXIT.notPermitted,
      next: 'It ends with the feed: a row with status active.',
    });
  }
  throw new UserError('not-recalled', `${productId} is not recalled`, { exitCode: EXIT.inputMissing });
}

type Outcome = {
  readonly productId: ProductId;
  readonly now: boolean;
  readonly lifted: boolean;
  readonly out: string | undefined;
  readonly since: Day;
  readonly buyers: Buyers;
  readonly drafts: readonly Refreshed[] | undefined;
};

function say(context: Context, outcome: Outcome): void {
  const { productId, now, lifted, out, since, buyers, drafts } = outcome;
  const product = context.history.buyers.product(productId);
  const recalls = context.ledger.recalls.active(productId);
  const { households, onPaper, anonymous } = buyers;
  const document = {
    schema: 'duelist.recall/1',
    product_id: productId,
    description: product?.description ?? null,
    known: product !== undefined,
    recalled: recalls.length > 0,
    recalled_by: recalls.map(({ source, recalledBy, reason }) => ({
      source,
      by: recalledBy,
      reason: reason ?? null,
    })),
    already: !now,
    since: since === SINCE_EVER ? null : formatDay(since),
    households,
    on_paper: onPaper,
    anonymous_receipts: anonymous.receipts,
    anonymous_units: anonymous.quantityMilli / 1000,
    out: out ?? null,
    drafts: describeDrafts(drafts),
  };
  const name = product?.description === undefined ? productId : `${productId} (${product.description})`;
  const lines = [
    headline(name, outcome, recalls.length > 0),
    product === undefined ? '  neither a feed nor a receipt has ever named it: check the number\n' : '',
    `  bought by ${households} households${since === SINCE_EVER ? '' : ` since ${formatDay(since)}`}, and on ${anonymous.receipts} receipts without a card\n`,
    onPaper === 0 || lifted
      ? ''
      : `  on lists that ${onPaper} households hold: lanes give no special on it\n`,
    draftsText(drafts),
    out === undefined
      ? '  to write the households to a file: --out FILE.csv\n'
      : `  the households: ${out}\n`,
  ];
  context.answer(document, lines.join(''));
}

function headline(name: string, { lifted, now }: Outcome, stillRecalled: boolean): string {
  if (!lifted)
    return now ? `${name} is recalled: lanes say so from now on\n` : `${name} was recalled before\n`;
  if (stillRecalled) return `${name} is still recalled, by the products feed\n`;
  return now ? `the recall of ${name} has ended\n` : `the recall of ${name} had ended before\n`;
}
