/** One option of a command, in commander's notation: `--as-of <day>`. */
export type OptionSpec = {
  readonly flags: string;
  readonly description: string;
  readonly required?: true;
  readonly fallback?: string;
  readonly choices?: readonly string[];
};

/** One command as users know it. Its module, `commands/<name>.ts`, is loaded only when it runs. */
export type CommandSpec = {
  readonly name: string;
  /** What follows the name: `<feed> <files...>`. */
  readonly operands?: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
};

/** Commands that belong together in the overview. */
export type CommandGroup = { readonly title: string; readonly commands: readonly CommandSpec[] };

export const CYCLE: OptionSpec = { flags: '--cycle <id>', description: 'the cycle', required: true };
export const BY: OptionSpec = { flags: '--by <name>', description: 'who does it', required: true };
/** Where an act needs no name, it is written down under the one that the system knows. */
export const BY_DEFAULT: OptionSpec = {
  flags: '--by <name>',
  description: 'who does it (default: the name of this account)',
};
export const REASON: OptionSpec = { flags: '--reason <text>', description: 'why', required: true };
