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

const CYCLE: OptionSpec = { flags: '--cycle <id>', description: 'the cycle', required: true };

/** All commands, in the order of the loop: what `--help` shows and what commander is built from. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'init',
    description: 'Make a data directory: configuration with comments, inbox, key',
    options: [],
  },
  {
    name: 'demo',
    description: 'Run the whole loop on the made-up chain in fixtures/',
    options: [
      { flags: '--out <dir>', description: 'where to put data and prints', fallback: 'duelist-demo' },
    ],
  },
  {
    name: 'ingest',
    operands: '<feed> <files...>',
    description: 'Take in feed files (scans, products, prices, offers, …); safe to repeat',
    options: [
      { flags: '--layout <file.toml>', description: "map a chain's own export onto the canonical columns" },
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
    name: 'plan',
    description: 'Draft the lists of a cycle',
    options: [
      { flags: '--as-of <day>', description: 'the day of planning, YYYY-MM-DD', required: true },
      {
        flags: '--households <which>',
        description: 'those whose list is due, or all that qualify',
        choices: ['due', 'all'],
        fallback: 'due',
      },
    ],
  },
  {
    name: 'lists',
    description: 'Show the planned lists as data',
    options: [
      CYCLE,
      { flags: '--format <format>', description: 'csv or json', choices: ['csv', 'json'], fallback: 'csv' },
      { flags: '--out <file>', description: 'write there instead of stdout' },
    ],
  },
  {
    name: 'print',
    description: 'Print the sheets of a cycle as PDF: single sheets, spools, manifest',
    options: [
      CYCLE,
      { flags: '--out <dir>', description: 'where to write', required: true },
      { flags: '--limit <sheets>', description: 'only the first so many sheets (a proof)' },
    ],
  },
  {
    name: 'approve',
    description: 'Approve a draft cycle as it stands',
    options: [CYCLE, { flags: '--by <name>', description: 'who approves', required: true }],
  },
  {
    name: 'release',
    description: 'Make an approved cycle redeemable: all of it, or nothing',
    options: [CYCLE, { flags: '--out <dir>', description: 'write the released lists and offers there' }],
  },
  {
    name: 'redeem',
    description: 'Redeem a list or card at a lane; safe to repeat with the same transaction',
    options: [
      { flags: '--store <id>', description: 'the store', required: true },
      { flags: '--register <id>', description: 'the register', required: true },
      { flags: '--transaction <id>', description: "the lane's own transaction number", required: true },
      { flags: '--day <day>', description: 'store-local business day, YYYY-MM-DD', required: true },
      { flags: '--list <code>', description: 'the scanned list code' },
      { flags: '--card <id>', description: 'the scanned card' },
      {
        flags: '--basket <file.csv>',
        description: 'line_no,product_id,quantity,unit_price_cents,amount_cents',
        required: true,
      },
    ],
  },
  {
    name: 'void',
    description: 'Undo a whole redemption',
    options: [{ flags: '--redemption <id>', description: 'the redemption', required: true }],
  },
  { name: 'status', description: 'Show cycles and what has been taken in', options: [] },
  {
    name: 'explain',
    description: "Why each line is on a household's list",
    options: [
      { flags: '--household <id>', description: 'the household, or one of its cards', required: true },
      { flags: '--cycle <id>', description: 'the cycle (default: its newest list)' },
    ],
  },
];

export const SUMMARY =
  'The due list: what each household is due to buy, printed with the deals that fit, redeemed at the lane.';
export const VERSION = '0.1.0';
