/** One option of a command, in commander's notation: `--as-of <day>`. */
export type OptionSpec = {
  readonly flags: string;
  readonly description: string;
  readonly required?: true;
  readonly fallback?: string;
  readonly choices?: readonly string[];
  /** The variable that stands in for it. */
  readonly env?: string;
  /** Given once for each value. */
  readonly repeats?: true;
};

/** One command as users know it. Its module, `commands/<name>.ts`, is loaded only when it runs. */
export type CommandSpec = {
  readonly name: string;
  /** What follows the name: `<feed> <files...>`. */
  readonly operands?: string;
  readonly description: string;
  readonly options: readonly OptionSpec[];
  /** A lane waits for it: all other commands stand back for these. */
  readonly urgent?: true;
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

/** Options that every command takes. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--data <dir>',
    description: "the chain's data directory",
    fallback: 'duelist-data',
    env: 'DUELIST_DATA',
  },
  {
    flags: '--config <file>',
    description: 'configuration (default: duelist.toml in the data directory)',
    env: 'DUELIST_CONFIG',
  },
  {
    flags: '--set <key=value>',
    description: 'one value of the configuration, for this run: plan.control_percent=0',
    repeats: true,
  },
  { flags: '--json', description: 'one JSON document on stdout' },
  { flags: '--quiet', description: 'no talk on stderr' },
  { flags: '--verbose', description: 'more talk on stderr' },
  { flags: '--no-color', description: 'no colours' },
];
