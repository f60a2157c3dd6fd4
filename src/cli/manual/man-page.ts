import { EXIT_TEXT } from '../../shared/errors.ts';
import { GROUPS, SUMMARY, VERSION } from '../table/commands.ts';
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from '../table/spec.ts';

const FILES = [
  ['duelist.toml', 'the configuration; every key has a default'],
  ['history.db', 'receipts and feeds; what the feeds can rebuild'],
  ['ledger.db', 'cycles, lists, redemptions; what nothing can rebuild'],
  ['keys/', 'the keys that sign list codes; back them up'],
  ['inbox/', 'where feeds are put for the night'],
  ['quarantine/', 'rejected rows, each with file, line, column and reason'],
  ['logs/', 'one JSON object a line'],
  ['last-run.json', 'what the last night did'],
] as const;

const ENVIRONMENT = [
  ['DUELIST_DATA', 'as --data'],
  ['DUELIST_CONFIG', 'as --config'],
  ['DUELIST_TABLE_KEY', 'one value of the configuration, such as DUELIST_PLAN_CONTROL_PERCENT=0'],
  ['NO_COLOR', 'as --no-color'],
] as const;

/** The manual page, section 8 (system administration), as roff; written from the command table. */
export function manPage(): string {
  return [
    `.TH DUELIST 8 "" "duelist ${VERSION}" "System administration"`,
    '.SH NAME',
    'duelist \\- personalised shopping lists, printed, and redeemed at the lane',
    '.SH SYNOPSIS',
    '.B duelist',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    roff(SUMMARY),
    '.SH COMMANDS',
    ...GROUPS.flatMap(({ title, commands }) => [`.SS ${roff(title)}`, ...commands.flatMap(describe)]),
    '.SH OPTIONS OF EVERY COMMAND',
    ...COMMON_OPTIONS.flatMap(option),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_TEXT).flatMap(([code, text]) => tagged(code, text)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, text]) => tagged(name, text)),
    '.SH FILES',
    'In the data directory:',
    ...FILES.flatMap(([name, text]) => tagged(name, text)),
    '',
  ].join('\n');
}

function describe(command: CommandSpec): string[] {
  return [
    '.TP',
    `.BR ${[command.name, command.operands ?? '']
      .filter(Boolean)
      .map((word) => roff(word).replaceAll(' ', '\\ '))
      .join(' "\\ " ')}`,
    `${roff(command.description)}.`,
    ...(command.options.length === 0 ? [] : ['.RS', ...command.options.flatMap(option), '.RE']),
  ];
}

function option({ flags, description, required, fallback, choices, repeats }: OptionSpec): string[] {
  const notes = [
    ...(required === true ? ['required'] : []),
    ...(repeats === true ? ['may be repeated'] : []),
    ...(choices === undefined ? [] : [choices.join(', ')]),
    ...(fallback === undefined ? [] : [`default: ${fallback}`]),
  ];
  return tagged(flags, notes.length === 0 ? description : `${description} (${notes.join('; ')})`);
}

function tagged(term: string, text: string): string[] {
  return ['.TP', `.B ${roff(term)}`, roff(text)];
}

/** Text to roff: a backslash, a hyphen that may be typed, and a line that would begin with a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
