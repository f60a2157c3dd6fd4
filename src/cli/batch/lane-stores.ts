import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';

/** A store's id may have any character. */
export function folderOf(storeId: string): string {
  return storeId.replaceAll(/[^A-Za-z0-9_-]/g, (character) => `%${character.codePointAt(0)?.toString(16)}`);
}

/** The stores of the stores feed, or the one that was asked for. @throws UserError (66) where no row names it. */
export function storesOf({ history }: Context, asked: string | undefined): string[] {
  const known = history.facts.stores().map(({ storeId }) => storeId);
  if (asked === undefined) return known.sort();
  if (known.includes(asked)) return [asked];
  throw new UserError('store-unknown', `no stores row names store ${asked}`, {
    exitCode: EXIT.inputMissing,
    next: 'Take in the stores feed, or mend --store.',
  });
}
