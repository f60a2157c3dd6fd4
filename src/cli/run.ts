import { Command, CommanderError, Option } from 'commander';
import { EXIT, UserError } from '../shared/errors.ts';
import { describeBug, describeUserError } from './errors.ts';
import type { CommonOptions } from './options.ts';
import type { World } from './world.ts';

/** Parse the arguments, run one command, say what went wrong; sets the exit code, never exits by itself. */
export async function run(world: World): Promise<void> {
  const program = buildProgram(world);
  try {
    await program.parseAsync([...world.argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      world.setExitCode(error.exitCode === 0 ? EXIT.done : EXIT.usage);
      return;
    }
    if (error instanceof UserError) {
      world.stderr(describeUserError(error));
      world.setExitCode(error.exitCode);
      return;
    }
    const system = toUserError(error);
    world.stderr(system === undefined ? describeBug(error, world.argv) : describeUserError(system));
    world.setExitCode(system?.exitCode ?? EXIT.bug);
  }
}

/** Faults of the machine that a person can mend, in the machine's own codes. */
function toUserError(error: unknown): UserError | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  const path = (error as { path?: unknown } | null)?.path;
  if (typeof code !== 'string') return undefined;
  const where = typeof path === 'string' ? { at: { file: path } } : {};
  switch (code) {
    case 'ENOENT':
      return new UserError('file-missing', 'no such file', {
        exitCode: EXIT.inputMissing,
        ...where,
        next: 'Check the path.',
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return new UserError('not-writable', `the system refused access (${code})`, {
        exitCode: EXIT.cannotCreate,
        ...where,
        next: 'Check the owner and permissions of the data directory.',
        cause: error,
      });
    case 'ENOSPC':
    case 'EIO':
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
      return new UserError('io', `the disk refused (${code})`, {
        exitCode: EXIT.io,
        ...where,
        next: 'Make room or mend the disk, then run this again: nothing is lost or doubled.',
        cause: error,
      });
    default:
      return undefined;
  }
}

/** A command's handler lives in a module that is loaded only when the command runs: `--help` must not wait for a PDF library. */
type Handler<O> = (world: World, options: O & CommonOptions) => Promise<void>;

function buildProgram(world: World): Command {
  const program = new Command('duelist')
    .description(
      'The due list: what each household is due to buy, printed with the deals that fit, redeemed at the lane.',
    )
    .version('0.1.0')
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .helpCommand('help [command]', 'Show the options of a command');
  configure(program, world);
  const add = <O>(usage: string, description: string, load: () => Promise<{ run: Handler<O> }>): Command => {
    const command = configure(program.command(usage).description(description), world);
    command.action(async (...args: unknown[]) => {
      const positional = args.slice(0, -2);
      const options = { ...command.opts<O & CommonOptions>(), arguments: positional.flat() };
      await (await load()).run(world, options);
    });
    return command;
  };
  addCommands(add);
  // After the others, so that a command's own options come first in its help.
  for (const command of program.commands) if (command.name() !== 'help') addCommonOptions(command);
  program.addHelpText('after', EXAMPLES);
  return program;
}

const EXAMPLES = `
Examples:
  duelist demo                                   the whole loop on made-up data
  duelist ingest scans /var/pos/2026-11-21.csv   take in a day's receipts
  duelist plan --as-of 2026-11-22                draft the lists that are due
  duelist explain --household H000042            why each line is on a list
`;

function configure(command: Command, world: World): Command {
  return command.exitOverride().configureOutput({
    writeOut: world.stdout,
    writeErr: world.stderr,
    getOutHelpWidth: () => Math.min(world.columns, 100),
  });
}

function addCommonOptions(command: Command): void {
  command
    .addOption(
      new Option('--data <dir>', "the chain's data directory").default('duelist-data').env('DUELIST_DATA'),
    )
    .addOption(
      new Option('--config <file>', 'configuration (default: duelist.toml in the data directory)').env(
        'DUELIST_CONFIG',
      ),
    )
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'no talk on stderr')
    .option('--verbose', 'more talk on stderr')
    .option('--no-color', 'no colours');
}

type Add = <O>(usage: string, description: string, load: () => Promise<{ run: Handler<O> }>) => Command;

function addCommands(add: Add): void {
  add(
    'init',
    'Make a data directory: configuration with comments, inbox, key',
    () => import('./commands/init.ts'),
  );
  add(
    'demo',
    'Run the whole loop on the made-up chain in fixtures/',
    () => import('./commands/demo.ts'),
  ).option('--out <dir>', 'where to put data and prints', 'duelist-demo');
  add(
    'ingest <feed> <files...>',
    'Take in feed files (scans, products, prices, offers, …); safe to repeat',
    () => import('./commands/ingest.ts'),
  ).option('--layout <file.toml>', "map a chain's own export onto the canonical columns");
  add(
    'predict',
    'Write the probability of each (household, product) as a CSV file',
    () => import('./commands/predict.ts'),
  )
    .requiredOption('--as-of <day>', 'use only what happened before this day, YYYY-MM-DD')
    .requiredOption('--out <file.csv>', 'where to write')
    .option('--horizon <days>', 'length of the window that starts on the day', '14');
  add('plan', 'Draft the lists of a cycle', () => import('./commands/plan.ts'))
    .requiredOption('--as-of <day>', 'the day of planning, YYYY-MM-DD')
    .addOption(
      new Option('--households <which>', 'those whose list is due, or all that qualify')
        .choices(['due', 'all'])
        .default('due'),
    );
  add('lists', 'Show the planned lists as data', () => import('./commands/lists.ts'))
    .requiredOption('--cycle <id>', 'the cycle')
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']).default('csv'))
    .option('--out <file>', 'write there instead of stdout');
  add(
    'print',
    'Print the sheets of a cycle as PDF: single sheets, spools, manifest',
    () => import('./commands/print.ts'),
  )
    .requiredOption('--cycle <id>', 'the cycle')
    .requiredOption('--out <dir>', 'where to write')
    .option('--limit <sheets>', 'only the first so many sheets (a proof)');
  add('approve', 'Approve a draft cycle as it stands', () => import('./commands/approve.ts'))
    .requiredOption('--cycle <id>', 'the cycle')
    .requiredOption('--by <name>', 'who approves');
  add(
    'release',
    'Make an approved cycle redeemable: all of it, or nothing',
    () => import('./commands/release.ts'),
  )
    .requiredOption('--cycle <id>', 'the cycle')
    .option('--out <dir>', 'write the released lists and offers there');
  add(
    'redeem',
    'Redeem a list or card at a lane; safe to repeat with the same transaction',
    () => import('./commands/redeem.ts'),
  )
    .requiredOption('--store <id>', 'the store')
    .requiredOption('--register <id>', 'the register')
    .requiredOption('--transaction <id>', "the lane's own transaction number")
    .requiredOption('--day <day>', 'store-local business day, YYYY-MM-DD')
    .option('--list <code>', 'the scanned list code')
    .option('--card <id>', 'the scanned card')
    .requiredOption('--basket <file.csv>', 'line_no,product_id,quantity,unit_price_cents,amount_cents');
  add('void', 'Undo a whole redemption', () => import('./commands/void.ts')).requiredOption(
    '--redemption <id>',
    'the redemption',
  );
  add('status', 'Show cycles and what has been taken in', () => import('./commands/status.ts'));
  add('explain', "Why each line is on a household's list", () => import('./commands/explain.ts'))
    .requiredOption('--household <id>', 'the household, or one of its cards')
    .option('--cycle <id>', 'the cycle (default: its newest list)');
}
