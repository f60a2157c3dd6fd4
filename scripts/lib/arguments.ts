/** A command line that asks for something we do not have; printed without a stack. */
export class UsageError extends Error {}

export const EXIT_USAGE = 64;

/** What stands on the command line of a dispatcher: a name, the common options, and the rest for whoever is named. */
export type Arguments = {
  readonly name: string | undefined;
  readonly json: boolean;
  /** Positive integers, by option name without its dashes. */
  readonly numbers: Readonly<Partial<Record<string, number>>>;
  readonly rest: readonly string[];
};

/**
 * Read `NAME [--json] [--OPTION N …] [anything else]`.
 *
 * @param numberOptions Common options that take a positive integer, without their dashes.
 * @throws UsageError when one of them has no such number.
 */
export function readArguments(argv: readonly string[], numberOptions: readonly string[]): Arguments {
  let name: string | undefined;
  let json = false;
  const numbers: Record<string, number> = {};
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const option = numberOptions.find((candidate) => word === `--${candidate}`);
    if (option !== undefined) numbers[option] = positiveInteger(word, argv[++at]);
    else if (word === '--json') json = true;
    else if (name === undefined && !word.startsWith('-')) name = word;
    else rest.push(word);
  }
  return { name, json, numbers, rest };
}

function positiveInteger(option: string, text: string | undefined): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`${option} takes a positive whole number`);
  return value;
}
