import { FEEDS } from '../../ingest/rows.ts';
import { BY_DEFAULT, type CommandGroup, CYCLE } from './spec.ts';

export const LOOP: CommandGroup = {
  title: 'The loop',
  commands: [
    {
      name: 'ingest',
      operands: '<feed> [files...]',
      description:
        'Take in feed files (scans, products, prices, offers, …), patterns or - (standard input); safe to repeat',
      options: [
        { flags: '--layout <file.toml>', description: "map a chain's own export onto the canonical columns" },
        {
          flags: '--from-quarantine <file.csv>',
          description: 'take in rejected rows whose column raw was corrected, in place of files',
        },
        { flags: '--name <name>', description: 'what to call what comes on standard input (file: -)' },
        {
          flags: '--whole-days',
          description: 'scans: what was sent of their days before and is not in these files did not happen',
        },
        {
          flags: '--accept-lost-zeros',
          description: 'put zeros in front of short product codes, if the whole file has lost them',
        },
        {
          flags: '--accept-missing-check-digits',
          description: 'add check digits to product codes, if the whole file has none',
        },
      ],
    },
    {
      name: 'layout',
      operands: '<action> <files...>',
      description: 'guess: propose a layout for a file; check: say what one makes of files, storing nothing',
      options: [
        { flags: '--feed <feed>', description: 'what the file is (default: scans)', choices: FEEDS },
        { flags: '--layout <file.toml>', description: 'check: the layout; without one, our own columns' },
        { flags: '--out <file.toml>', description: 'guess: write the layout there' },
      ],
    },
    {
      name: 'predict',
      description: 'Write the probability of each (household, product) as a CSV file',
      options: [
        { flags: '--as-of <day>', description: 'use only what happened before this day', required: true },
        { flags: '--out <file.csv>', description: 'where to write', required: true },
        {
          flags: '--horizon <days>',
          description: 'days of the window that starts on that day',
          fallback: '14',
        },
      ],
    },
    {
      name: 'backtest',
      description: "How well predictions would have done on the chain's own past, beside other methods",
      options: [
        { flags: '--from <day>', description: 'first cut-off (default: six up to the last one)' },
        { flags: '--to <day>', description: 'last cut-off (default: the last whose window is over)' },
        { flags: '--step <days>', description: 'days from one cut-off to the next', fallback: '28' },
        { flags: '--horizon <days>', description: 'days of the windows that start there', fallback: '14' },
        {
          flags: '--households <count>',
          description: 'so many at most, drawn by a hash of their ids',
          fallback: '2000',
        },
        { flags: '--seed <number>', description: 'of ties and of intervals', fallback: '1' },
        { flags: '--report <file.html>', description: 'write the page for people there' },
      ],
    },
    {
      name: 'plan',
      description: 'Draft the lists of a cycle',
      options: [
        { flags: '--as-of <day>', description: 'the day of planning, YYYY-MM-DD' },
        {
          flags: '--households <which>',
          description: 'those whose list is due, or all that qualify',
          choices: ['due', 'all'],
          fallback: 'due',
        },
        { flags: '--diff', description: 'show what holds have changed in a draft since it was planned' },
        { flags: '--cycle <id>', description: 'the draft that --diff shows (default: the newest)' },
      ],
    },
    {
      name: 'lists',
      description: 'Show the planned lists as data',
      options: [
        CYCLE,
        { flags: '--format <format>', description: 'csv or json', choices: ['csv', 'json'], fallback: 'csv' },
        { flags: '--out <file>', description: 'write there instead of stdout' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'print',
      description: 'Print the sheets of a cycle as PDF: single sheets, spools, manifest',
      options: [
        CYCLE,
        { flags: '--out <dir>', description: 'where to write', required: true },
        { flags: '--limit <sheets>', description: 'only the first so many sheets (a proof)' },
        {
          flags: '--reprint <range>',
          description: 'sheets of the print in --out again, by sequence: 120-180',
        },
        { flags: '--list <id>', description: 'one list of the print in --out again, under its same code' },
        { flags: '--large', description: 'with --list: in large print' },
        { flags: '--spoil <file>', description: 'what the machine destroyed: a sequence or range a line' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'email',
      description: 'Write the lists of an approved or released cycle as e-mails, for a mailer to send',
      options: [CYCLE, { flags: '--out <dir>', description: 'where to write', required: true }, BY_DEFAULT],
    },
    {
      name: 'nightly',
      description: 'Everything that is due tonight, once: what cron runs',
      options: [
        { flags: '--as-of <day>', description: 'the night of this day (default: today)' },
        { flags: '--dry-run', description: 'say what would be done, and change nothing' },
      ],
    },
  ],
};
