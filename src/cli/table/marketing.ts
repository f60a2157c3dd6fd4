import { BY, BY_DEFAULT, type CommandGroup, CYCLE, REASON } from './spec.ts';

export const MARKETING: CommandGroup = {
  title: 'Read and decide',
  commands: [
    {
      name: 'review',
      description: 'Write the pages on which marketing reads a cycle before it approves it',
      options: [
        {
          flags: '--cycle <id>',
          description: 'the cycle (default: the newest that waits for approval or release)',
        },
        {
          flags: '--static <dir>',
          description: 'a folder of pages that opens without a server',
          required: true,
        },
        { flags: '--seed <number>', description: 'of the lists drawn at random', fallback: '1' },
        { flags: '--print <dir>', description: 'a print run of the cycle, to see what could not be printed' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'report',
      operands: '<what>',
      description:
        'plan: what the lists of a cycle were, and what came of them; lanes: overrides, keyed numbers, returns after deals',
      options: [
        {
          flags: '--cycle <id>',
          description: 'plan: the cycle (default: the newest that went out)',
        },
        { flags: '--from <day>', description: 'lanes: the first business day (default: a week)' },
        { flags: '--to <day>', description: 'lanes: the last one (default: today)' },
        {
          flags: '--out <file>',
          description: 'plan: one page that opens anywhere (.html); lanes: a table (.csv)',
        },
      ],
    },
    {
      name: 'explain',
      description: "Why each line is on a household's list",
      options: [
        { flags: '--household <id>', description: 'the household, or one of its cards', required: true },
        { flags: '--cycle <id>', description: 'the cycle (default: its newest list)' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'hold',
      description: 'Keep a list, an offer or a household out before release; what it touches is rebuilt',
      options: [
        { flags: '--list <id>', description: 'one list of a draft' },
        { flags: '--offer <id>', description: 'an offer, on every list and in every plan to come' },
        { flags: '--household <id>', description: 'a household, in every plan to come' },
        { flags: '--reason <text>', description: 'why' },
        BY_DEFAULT,
        { flags: '--lift', description: 'end the hold' },
      ],
    },
    {
      name: 'approve',
      description: 'Approve a draft cycle as it stands',
      options: [CYCLE, BY],
    },
    {
      name: 'release',
      description: 'Make an approved cycle redeemable: all of it, or nothing',
      options: [
        CYCLE,
        { flags: '--out <dir>', description: 'write the released lists and offers there' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'withdraw',
      description: 'After release: take back an offer or a whole cycle, and say what lanes do with the paper',
      options: [
        { flags: '--offer <id>', description: 'the offer' },
        { flags: '--cycle <id>', description: 'the cycle' },
        {
          flags: '--lanes <what>',
          description: 'what lanes do with the paper',
          choices: ['honour', 'refuse', 'replace'],
          required: true,
        },
        { flags: '--replace-with <offer>', description: 'the offer that takes its place' },
        REASON,
        BY,
        { flags: '--letters <file.csv>', description: 'write who holds the paper, for a letter' },
        {
          flags: '--as-of <day>',
          description:
            'the day on which paper must still be good (default: the day after the newest receipt)',
        },
      ],
    },
    {
      name: 'recall',
      description:
        'Food safety: take a product off drafts and specials, and name the households that bought it',
      options: [
        { flags: '--product <id>', description: 'the product', required: true },
        { flags: '--reason <text>', description: 'why' },
        { flags: '--since <day>', description: 'purchases from this day on (default: all)' },
        { flags: '--out <file.csv>', description: 'write the households there' },
        { flags: '--lift', description: 'end the recall' },
        BY,
      ],
    },
  ],
};
