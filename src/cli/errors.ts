import type { UserError } from '../shared/errors.ts';
import { maskNumbers } from './people/mask.ts';

/** What, where, what next: the three lines of every fault that a person can mend. */
export function describeUserError(error: UserError): string {
  const lines = [`error[${error.code}]: ${error.message}`];
  const { file, line, column } = error.at ?? {};
  const where = [file, line].filter((part) => part !== undefined).join(':');
  const place = [where, column === undefined ? '' : `column ${column}`]
    .filter((part) => part !== '')
    .join(', ');
  if (place !== '') lines.push(`  at ${place}`);
  if (error.next !== undefined) lines.push(...error.next.split('\n').map((text) => `  ${text}`));
  return `${lines.join('\n')}\n`;
}

/** A command line with a glob in it may be pages long. */
const ARGUMENTS_SHOWN = 8;

/** A bug of ours is never dressed up: the stack stays. */
export function describeBug(error: unknown, argv: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const command =
    argv.length > ARGUMENTS_SHOWN ? `${argv.slice(0, ARGUMENTS_SHOWN).join(' ')} …` : argv.join(' ');
  return `bug: duelist ${maskNumbers(command)}\n${stack}\nThis is a fault of the program. Please report it with these lines.\n`;
}
