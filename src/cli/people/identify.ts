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
  const { households } = context.history;
  const byCard = (): Household | undefined => {
    const id = households.householdOfCard(text);
    return id === undefined ? undefined : households.find(id);
  };
  const found = households.find(text) ?? byCard();
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

/** When the household with this id or card was forgotten. */
export function forgottenOn(context: Context, text: string): string | undefined {
  const register = openRegister(context);
  const day = register.dayOf('household', text) ?? register.dayOf('card', text);
  return day === undefined ? undefined : formatDay(day);
}
