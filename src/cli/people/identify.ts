import { formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Household } from '../../store/history/households.ts';
import type { Context } from '../context.ts';
import { maskId } from './mask.ts';
import { openRegister } from './register.ts';

/**
 * The household that a person at the command line means, by its id or one of its cards.
 *
 * @throws UserError (66) for one that is not known, or was forgotten.
 */
export function requireHousehold(context: Context, text: string): Household {
  const found = findHousehold(context, text);
  if (found !== undefined) return found;
  const day = forgottenOn(context, text);
  if (day !== undefined) {
    throw new UserError('household-forgotten', `this household was forgotten on ${day}`, {
      exitCode: EXIT.inputMissing,
    });
  }
  throw new UserError('household-unknown', `there is no household and no card ${maskId(text)}`, {
    exitCode: EXIT.inputMissing,
    next: 'Give a household_id of the households feed, or a card as the register sends it.',
  });
}

/**
 * The same, or undefined. A card that was seen before a households row named it has left a household of its own name, which
 * has nothing: the card leads to who has it now.
 */
export function findHousehold({ history }: Context, text: string): Household | undefined {
  const { households } = history;
  const byId = households.find(text);
  const owner = households.householdOfCard(text);
  return owner !== undefined && byId?.known !== true ? households.find(owner) : byId;
}

/** When the household with this id or card was forgotten. */
export function forgottenOn(context: Context, text: string): string | undefined {
  const register = openRegister(context);
  const day = register.dayOf('household', text) ?? register.dayOf('card', text);
  return day === undefined ? undefined : formatDay(day);
}
