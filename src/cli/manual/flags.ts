import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from '../table/spec.ts';

const HELP: OptionSpec = { flags: '--help', description: 'the options of a command' };

/** What may follow an option or stand as an operand, as far as a shell can help with it. */
export type Expected =
  | { readonly tag: 'nothing' }
  | { readonly tag: 'file' }
  | { readonly tag: 'folder' }
  | { readonly tag: 'choice'; readonly choices: readonly string[] }
  | { readonly tag: 'text'; readonly name: string };

export type Flag = {
  /** `--as-of`. */
  readonly name: string;
  readonly description: string;
  readonly expects: Expected;
  /** May be given more than once, or takes several values. */
  readonly repeats: boolean;
};

/** A command's own options and the common ones. */
export function flagsOf(command: CommandSpec): Flag[] {
  return [...command.options, ...COMMON_OPTIONS, HELP].map(parseFlag);
}

function parseFlag(spec: OptionSpec): Flag {
  const [name = '', value] = spec.flags.split(/ (.*)/);
  return {
    name,
    description: spec.description,
    expects: value === undefined ? { tag: 'nothing' } : expected(value, spec.choices),
    repeats: spec.repeats === true || value?.includes('...') === true,
  };
}

/** Operands of a command, `<feed> <files...>`, in order; the last one may repeat. */
export function operandsOf(
  command: CommandSpec,
  choices: Readonly<Record<string, readonly string[]>>,
): Expected[] {
  return (command.operands ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => expected(word, choices[word.replace(/[<>.[\]]/g, '')]));
}

function expected(value: string, choices: readonly string[] | undefined): Expected {
  if (choices !== undefined) return { tag: 'choice', choices };
  const name = value.replace(/[<>.[\]]/g, '');
  if (/^(?:file|files)/.test(name)) return { tag: 'file' };
  return /^dir/.test(name) ? { tag: 'folder' } : { tag: 'text', name };
}
