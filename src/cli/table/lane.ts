import { BY_DEFAULT, type CommandGroup } from './spec.ts';

export const LANE: CommandGroup = {
  title: 'At the lane',
  commands: [
    {
      name: 'redeem',
      urgent: true,
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
        {
          flags: '--reserve',
          description: 'hold the specials now; `commit` takes them when the sale is paid',
        },
        { flags: '--keyed', description: 'the number was keyed, not scanned' },
        { flags: '--operator <id>', description: 'who is at the register' },
        { flags: '--override-by <id>', description: 'the manager who lets a rule of the store pass' },
        { flags: '--override-reason <text>', description: 'why' },
      ],
    },
    {
      name: 'commit',
      urgent: true,
      description: 'A reservation is paid: take what it holds; safe to repeat',
      options: [
        { flags: '--redemption <id>', description: 'the redemption', required: true },
        { flags: '--tender', description: 'it is only being paid yet: keep it from lapsing' },
      ],
    },
    {
      name: 'serve',
      urgent: true,
      description: 'The checkout endpoint over HTTP, until it is told to stop',
      options: [
        { flags: '--port <number>', description: 'the port; 0 takes a free one', required: true },
        { flags: '--host <address>', description: 'the address to listen on', fallback: '127.0.0.1' },
        { flags: '--tls-cert <file.pem>', description: 'certificate with its chain, to speak HTTPS' },
        { flags: '--tls-key <file.pem>', description: 'its private key' },
      ],
    },
    {
      name: 'token',
      operands: '<action>',
      description: 'create, list, rotate, revoke: who may ask the checkout endpoint',
      options: [
        { flags: '--store <id>', description: 'create: the store' },
        { flags: '--register <id>', description: 'create: one register alone (default: all of the store)' },
        { flags: '--id <no>', description: 'rotate, revoke: the number of the token' },
        {
          flags: '--keep <hours>',
          description: 'rotate: how long the old one stays good',
          fallback: '24',
        },
        BY_DEFAULT,
      ],
    },
    {
      name: 'lane-sheet',
      description:
        'A page with every symbol that a list may have, to scan on the real lanes before going live',
      options: [{ flags: '--out <file.pdf>', description: 'where to write', required: true }],
    },
    {
      name: 'void',
      urgent: true,
      description: 'Undo a whole redemption',
      options: [{ flags: '--redemption <id>', description: 'the redemption', required: true }, BY_DEFAULT],
    },
    {
      name: 'return',
      urgent: true,
      description: 'Take a line of a redemption back after tender: what is refunded, and who is credited',
      options: [
        { flags: '--redemption <id>', description: 'the redemption', required: true },
        { flags: '--line <no>', description: 'the line of the basket', required: true },
        {
          flags: '--quantity <number>',
          description: 'how much of it, in units or weight (default: all that is left)',
        },
        { flags: '--store <id>', description: "the desk's store; with the next three, safe to repeat" },
        { flags: '--register <id>', description: "the desk's register" },
        {
          flags: '--transaction <id>',
          description: "the desk's own transaction number, one per line returned",
        },
        { flags: '--day <day>', description: 'business day on which the goods came back, YYYY-MM-DD' },
        BY_DEFAULT,
      ],
    },
    {
      name: 'lane-files',
      description:
        'Write what registers need that take specials off by themselves: offers, rights and cards per store',
      options: [
        { flags: '--out <dir>', description: 'a folder; each store gets one in it', required: true },
        { flags: '--store <id>', description: 'this store alone (default: all of the stores feed)' },
        {
          flags: '--day <day>',
          description: 'rights that are good on it or later, YYYY-MM-DD (default: today)',
        },
      ],
    },
    {
      name: 'lane-pack',
      description: 'Write for each store the file by which its lane agent decides while it is cut off',
      options: [
        { flags: '--out <dir>', description: 'a folder: STORE.pack in it', required: true },
        { flags: '--store <id>', description: 'this store alone (default: all of the stores feed)' },
        { flags: '--day <day>', description: 'the day that it counts from, YYYY-MM-DD (default: today)' },
      ],
    },
    {
      name: 'lane',
      urgent: true,
      description:
        "A store's lane agent: asks the office, and decides by the pack while that cannot be asked",
      options: [
        { flags: '--pack <file>', description: "the store's pack, of `lane-pack`", required: true },
        { flags: '--queue <file>', description: "the agent's own file, made if missing", required: true },
        { flags: '--store <id>', description: 'refuse a pack of any other store' },
        { flags: '--office <url>', description: "the office's endpoint (default: there is no line)" },
        {
          flags: '--token <token>',
          description: "the store's token at the office",
          env: 'DUELIST_LANE_TOKEN',
        },
        {
          flags: '--wait <ms>',
          description: 'how long a register waits for the office, in milliseconds',
          fallback: '1000',
        },
        {
          flags: '--port <number>',
          description: 'answer registers on it until told to stop; 0 takes a free one',
        },
        { flags: '--host <address>', description: 'the address to listen on', fallback: '127.0.0.1' },
        { flags: '--request <file.json>', description: 'answer this one request instead; - is stdin' },
        { flags: '--export <file>', description: 'write what was done alone, for `lane-settle`' },
      ],
    },
    {
      name: 'lane-settle',
      operands: '<files...>',
      description:
        'Settle what stores without a line did by themselves, from `lane --export`; safe to repeat',
      options: [],
    },
  ],
};
