import { EXIT, UserError } from '../../../shared/errors.ts';

/** Options of `household`; which of them an action needs, it says itself. */
export type HouseholdOptions = {
  readonly household?: string;
  readonly into?: string;
  readonly merge?: string;
  readonly card?: string;
  readonly fromDay?: string;
  readonly as?: string;
  readonly event?: string;
  readonly flags?: boolean;
  readonly merges?: boolean;
  readonly contested?: boolean;
  readonly suspects?: boolean;
  readonly reason?: string;
  readonly by?: string;
};

/** @throws UserError (64) where an option that the action needs is missing. */
export function needed(action: string, name: string, value: string | undefined): string {
  const said = value?.trim() ?? '';
  if (said !== '') return said;
  throw new UserError('option-missing', `household ${action} needs ${name}`, {
    exitCode: EXIT.usage,
    next: `See duelist household --help.`,
  });
}

/** The number of an event. @throws UserError (64). */
export function eventNumber(action: string, name: string, value: string | undefined): number {
  const text = needed(action, name, value);
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UserError('number-format', `${name} ${text} is no number of ours`, {
    exitCode: EXIT.usage,
    next: 'duelist household list --merges shows them.',
  });
}
