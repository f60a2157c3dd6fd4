import { FEEDS, type Feed } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { check } from '../layout/check.ts';
import { guess } from '../layout/guess.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & {
  readonly arguments: readonly string[];
  readonly feed?: string;
  readonly layout?: string;
  readonly out?: string;
};

const ACTIONS = ['guess', 'check'] as const;

/** `layout guess FILE` and `layout check FILE…`: neither needs a data directory, and neither makes one. */
export async function run(world: World, options: Options): Promise<void> {
  const [action = '', ...files] = options.arguments;
  const feed = FEEDS.find((known) => known === options.feed);
  if (action === 'check') {
    if (options.out !== undefined) throw usage('--out goes with layout guess', 'Leave it out.');
    await check(world, { ...options, feed, layout: options.layout, files });
    return;
  }
  if (action !== 'guess') throw unknownAction(action);
  const [file = '', ...more] = files;
  if (more.length > 0)
    throw usage(
      'layout guess takes one file',
      `Guess from ${file} first; check the others with what comes out.`,
    );
  if (options.layout !== undefined) throw usage('--layout goes with layout check', 'Leave it out.');
  await guess(world, {
    file,
    feed: feed ?? ('scans' satisfies Feed),
    out: options.out,
    json: options.json === true,
  });
}

function unknownAction(action: string): UserError {
  const near = nearest(action, ACTIONS);
  return usage(
    `layout has no action ${action}${near === undefined ? '' : `; did you mean ${near}?`}`,
    'Write: duelist layout guess FILE, or duelist layout check --layout FILE.toml FILE…',
  );
}

function usage(message: string, next: string): UserError {
  return new UserError('usage', message, { exitCode: EXIT.usage, next });
}
