import { type CodeShape, makeListCode, type SigningKey, UPC_LISTS_MAX } from '../../lists/list-code.ts';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';

const DIGITS = { 'code128-16': 16, 'code128-20': 20, 'upc-a': 12 } as const;

/** A list keeps the number that it was planned with: whoever changes `print.symbol` over a draft waits for it in vain. */
export function warnOfOtherSymbol(
  context: Pick<Context, 'config' | 'warn'>,
  { cycleId, state }: Pick<Cycle, 'cycleId' | 'state'>,
  listCode: string | undefined,
): void {
  const { symbol } = context.config.print;
  if (listCode === undefined || state !== 'draft' || listCode.length === DIGITS[symbol]) return;
  context.warn(
    `the numbers of cycle ${cycleId} have ${listCode.length} digits, since print.symbol was not "${symbol}" when it was planned: plan anew for numbers of ${DIGITS[symbol]}`,
  );
}

/**
 * The numbers of new lists, by `print.symbol`.
 *
 * @param keys Newest first; the first one signs.
 * @returns A function that throws UserError 78 where the form has no number left.
 */
export function codesOf(
  context: Pick<Context, 'config'>,
  keys: readonly SigningKey[],
  validUntil: Day,
): (listId: number) => string {
  const [signer, oldest] = [keys[0], keys.at(-1)];
  if (signer === undefined || oldest === undefined) throw new Error('a list needs a key for its number');
  const { symbol, upc_type } = context.config.print;
  const shape: CodeShape =
    symbol === 'upc-a' ? { form: symbol, serialKey: oldest, type: upc_type } : { form: symbol };
  return (listId) => {
    if (symbol === 'upc-a' && listId >= UPC_LISTS_MAX)
      throw new UserError('numbers-used-up', 'there is no UPC-A number left for another list', {
        exitCode: EXIT.badConfig,
        next: 'UPC-A has room for a million lists. Set print.symbol to "code128-16", and let the lanes read Code 128.',
      });
    return makeListCode(signer, listId, validUntil, shape);
  };
}
