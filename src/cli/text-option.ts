import { EXIT, UserError } from '../shared/errors.ts';

/** Words of the command line that must say something. @throws UserError (64) for absent or blank ones. */
export function textOption(name: string, text: string | undefined, next: string): string {
  const said = text?.trim() ?? '';
  if (said !== '') return said;
  throw new UserError('text-missing', `${name} says nothing`, { exitCode: EXIT.usage, next });
}
