import { COMMANDS, GROUPS, SUMMARY } from './table/commands.ts';
import { COMMON_OPTIONS } from './table/spec.ts';

const EXAMPLES = [
  ['duelist demo', 'the whole loop on made-up data'],
  ['duelist ingest scans /var/pos/2026-11-21.csv', "take in a day's receipts"],
  ['duelist plan --as-of 2026-11-22', 'draft the lists that are due'],
  ['duelist explain --household H000042', 'why each line is on a list'],
] as const;

/** Of the left column, the same in every group. */
const WIDTH = Math.max(
  ...COMMANDS.map(
    ({ name, operands }) => name.length + (operands === undefined ? 0 : operands.length + 1) + 2,
  ),
);

/**
 * The program's own help. Written from the table without the command-line library, whose loading alone takes as long as
 * Node itself; each command's help comes from the library.
 */
export function overview(): string {
  return [
    'Usage: duelist <command> [options]',
    '',
    SUMMARY,
    '',
    ...GROUPS.flatMap(({ title, commands }) => [
      `${title}:`,
      ...columns(
        commands.map(({ name, operands, description }) => [
          [name, operands].filter(Boolean).join(' '),
          description,
        ]),
        WIDTH,
      ),
      '',
    ]),
    'Options of every command:',
    ...columns([
      ...COMMON_OPTIONS.map(({ flags, description }) => [flags, description]),
      ['-h, --help', 'the options of a command: duelist plan --help'],
    ]),
    '',
    'Examples:',
    ...columns(EXAMPLES),
    '',
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[], least = 0): string[] {
  const width = Math.max(least, ...rows.map(([left = '']) => left.length + 2));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}${right}`);
}
