import { BY, BY_DEFAULT, type CommandGroup } from './spec.ts';

export const CARE: CommandGroup = {
  title: 'Care',
  commands: [
    { name: 'status', description: 'Show cycles and what has been taken in', options: [] },
    {
      name: 'stores',
      description: 'What each store has sent day by day: missing, short, late, corrected',
      options: [
        { flags: '--from <day>', description: 'first day (default: four weeks)' },
        { flags: '--to <day>', description: 'last day (default: the newest that any store has sent)' },
      ],
    },
    {
      name: 'quality',
      description: 'How good the receipts of each store are, night by night, against its trend',
      options: [
        { flags: '--store <id>', description: 'one store' },
        {
          flags: '--nights <count>',
          description: 'so many nights (default: the last one; of one store, 28)',
        },
      ],
    },
    {
      name: 'score',
      description:
        'How good the lists of a cycle were that is over: bought against predicted and a naive list',
      options: [{ flags: '--cycle <id>', description: 'the cycle (default: the newest that is scored)' }],
    },
    {
      name: 'settle',
      description: 'Claim of each funder what redemptions came to; a second run adds only what is new',
      options: [
        { flags: '--from <day>', description: 'first business day, YYYY-MM-DD', required: true },
        { flags: '--to <day>', description: 'last business day, YYYY-MM-DD', required: true },
        { flags: '--out <dir>', description: 'a folder for claims, statements and proofs', required: true },
        BY_DEFAULT,
      ],
    },
    {
      name: 'doctor',
      description: 'Prove that the data directory is sound',
      options: [{ flags: '--deep', description: 'every household and every page, however long it takes' }],
    },
    {
      name: 'backup',
      description: 'Copy the data directory while it is in use, and check that the copy restores',
      options: [{ flags: '--out <dir>', description: 'a new folder for the copy', required: true }],
    },
    {
      name: 'restore',
      description: 'Bring a backup back, and say what the lanes have to replay',
      options: [
        { flags: '--from <dir>', description: 'the backup' },
        { flags: '--replay <files...>', description: "lanes' logs of redemptions since the backup" },
        { flags: '--settle', description: 'end the check of rights that the backup may have brought back' },
        BY,
      ],
    },
    {
      name: 'household',
      operands: '<action>',
      description: 'Who is who: show, list, merge, unmerge, reissue, flag, undo',
      options: [
        { flags: '--household <id>', description: 'the household, or one of its cards' },
        {
          flags: '--into <id>',
          description: 'merge: the household that it is part of from now on; reissue: who has the card now',
        },
        { flags: '--merge <id>', description: 'unmerge: the merge that ends' },
        { flags: '--card <id>', description: 'reissue: the card or other id' },
        {
          flags: '--from-day <day>',
          description: 'reissue: the first day of whoever has it now, YYYY-MM-DD',
        },
        { flags: '--as <what>', description: 'flag: what its cards are', choices: ['house-card', 'shopper'] },
        { flags: '--event <id>', description: 'undo: the re-issue or the flag that ends' },
        { flags: '--merges', description: 'list: the merges' },
        { flags: '--flags', description: 'list: house cards, and what people said of them' },
        { flags: '--suspects', description: 'list: households whose id may have gone to somebody else' },
        { flags: '--contested', description: 'list: ids that several households claim' },
        { flags: '--reason <text>', description: 'why' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'retention',
      description: 'Drop lines older than the configured age, keep the statistics, give the space back',
      options: [
        { flags: '--dry-run', description: 'say what would go, and change nothing' },
        { flags: '--as-of <day>', description: 'the day from which the months are counted (default: today)' },
      ],
    },
    {
      name: 'export-household',
      description: 'Write everything that is known of a household',
      options: [
        { flags: '--household <id>', description: 'the household, or one of its cards', required: true },
        { flags: '--out <file.json>', description: 'where to write', required: true },
        BY,
      ],
    },
    {
      name: 'forget',
      description: 'Erase a household for good; it stays forgotten when feeds or backups bring it back',
      options: [
        { flags: '--household <id>', description: 'the household, or one of its cards', required: true },
        BY,
        { flags: '--yes', description: 'do it: it cannot be undone' },
      ],
    },
    {
      name: 'audit',
      description: 'Who did what, and who looked at whom',
      options: [
        { flags: '--household <id>', description: 'what concerns one household' },
        { flags: '--since <day>', description: 'from this day on, YYYY-MM-DD' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'completion',
      operands: '<shell>',
      description: 'Print the completion script of a shell',
      options: [],
    },
  ],
};
