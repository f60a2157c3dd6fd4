import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cents, formatCents } from '../../shared/cents.ts';
import { addDays, type Day, formatDay, parseDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { withContext } from '../context.ts';
import { playLanes } from '../lane/demo.ts';
import type { CommonOptions } from '../options.ts';
import { makeDirectory } from '../permissions.ts';
import { scoreCycles } from '../score/score-cycles.ts';
import type { World } from '../world.ts';
import { run as approve } from './approve.ts';
import { run as ingest } from './ingest.ts';
import { run as plan } from './plan.ts';
import { run as print } from './print.ts';
import { run as release } from './release.ts';
import { run as score } from './score.ts';

type Options = CommonOptions & { readonly out: string };

const MASTERS = [
  'stores',
  'products',
  'prices',
  'aisles',
  'households',
  'offers',
  'extras',
  'suppressions',
  'preferences',
];
/** Days of the made-up chain's history that the demo lives through after its first plan: to the last day of its lists. */
const DAYS_LIVED = 18;
/** Lists left wholly unused, for whoever wants to try the lane. */
const LISTS_KEPT = 40;

/** `demo`: the real commands, one after the other, on the made-up chain; then its households go shopping. */
export async function run(world: World, options: Options): Promise<void> {
  const out = resolve(world.cwd, options.out);
  const fixtures = fixturesDir();
  const data = join(out, 'data');
  prepare(out, data);
  const simulation = JSON.parse(readFileSync(join(fixtures, 'simulation.json'), 'utf8')) as {
    last_day: string;
  };
  const lastDay = parseDay(simulation.last_day);
  if (lastDay === undefined) throw new Error('fixtures/simulation.json has no last_day');
  const asOf = addDays(lastDay, 1 - DAYS_LIVED);
  const common: CommonOptions = {
    data,
    ...(options.quiet === true ? { quiet: true } : {}),
    ...(options.set === undefined ? {} : { set: options.set }),
  };
  const talk = options.json === true ? quietWorld(world) : world;
  const step = (text: string): void => talk.stdout(`\n> ${text}\n`);

  step('ingest the feeds, and the receipts up to the first plan');
  for (const feed of MASTERS)
    await ingest(talk, { ...common, arguments: [feed, join(fixtures, `${feed}.csv`)] });
  const days = scanFiles(fixtures);
  const before = days.filter(({ day }) => day < asOf).map(({ path }) => path);
  const after = days.filter(({ day }) => day >= asOf).map(({ path }) => path);
  await ingest(talk, { ...common, arguments: ['scans', ...before] });

  step(`plan, print, approve, release the lists of ${formatDay(asOf)}`);
  await plan(talk, { ...common, asOf: formatDay(asOf), households: 'all' });
  await print(talk, { ...common, cycle: '1', out: join(out, 'print') });
  await approve(talk, { ...common, cycle: '1', by: 'Demo Marketing' });
  await release(talk, { ...common, cycle: '1', out: join(out, 'release') });

  step('the households go shopping; lists and cards are scanned at the lanes');
  const lanes = await shop(talk, common, after, join(out, 'feeds'));
  talk.stdout(`${lanes.redemptions} lists redeemed, $${formatCents(cents(lanes.savedCents))} off\n`);

  step('the receipts come back with the list codes, and the next lists are planned');
  await ingest(talk, { ...common, arguments: ['scans', ...lanes.files] });
  const today = addDays(lastDay, 1);
  await plan(talk, { ...common, asOf: formatDay(today), households: 'due' });

  step('as every night does: the lists that are over are scored');
  await withContext(talk, common, { command: 'demo', lock: true }, (context) => scoreCycles(context, today));
  await score(talk, { ...common, cycle: '1' });

  finish(world, options, out, lanes.redemptions);
}

function finish(world: World, options: Options, out: string, redemptions: number): void {
  const files = {
    spool: join(out, 'print', 'spool-001.pdf'),
    sheets: join(out, 'print', 'lists'),
    manifest: join(out, 'print', 'manifest.csv'),
  };
  if (options.json === true) {
    world.stdout(
      `${JSON.stringify({ schema: 'duelist.demo/1', data: join(out, 'data'), print: join(out, 'print'), redemptions, ...files })}\n`,
    );
    return;
  }
  world.stdout(
    `\nOpen these:\n  ${files.spool}   all sheets, as they go to the printer\n  ${files.sheets}   one PDF per household\n` +
      `  ${files.manifest}   which list is whose\n` +
      `Then try:\n  npx duelist status --data ${join(out, 'data')}\n  npx duelist explain --household H000002 --data ${join(out, 'data')}\n`,
  );
}

function shop(world: World, common: CommonOptions, sources: readonly string[], dir: string) {
  return withContext(world, common, { command: 'demo' }, (context) => {
    const cycle = context.ledger.cycles.find(1);
    if (cycle === undefined) throw new Error('the demo has no cycle 1');
    return playLanes(context, cycle, sources, dir, Math.max(0, cycle.lists - LISTS_KEPT));
  });
}

/** A fresh directory each time; only what an earlier demo made is removed. */
function prepare(out: string, data: string): void {
  const marker = join(out, '.duelist-demo');
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(marker)) {
    throw new UserError('demo-out', `${out} is not empty, and no demo made it`, {
      exitCode: EXIT.cannotCreate,
      next: 'Name another directory with --out.',
    });
  }
  for (const made of [data, join(out, 'print'), join(out, 'release'), join(out, 'feeds')])
    rmSync(made, { recursive: true, force: true });
  makeDirectory(marker);
}

function fixturesDir(): string {
  const dir = fileURLToPath(new URL('../../../fixtures', import.meta.url));
  if (existsSync(join(dir, 'simulation.json'))) return dir;
  throw new UserError('fixtures-missing', 'the made-up chain is not here', {
    exitCode: EXIT.inputMissing,
    next: 'Run the demo in a checkout: npm run demo',
  });
}

function scanFiles(dir: string): { path: string; day: Day }[] {
  return readdirSync(dir)
    .sort()
    .flatMap((name) => {
      const day = parseDay(/^scans-(\d{4}-\d{2}-\d{2}).*\.csv$/.exec(name)?.[1] ?? '');
      return day === undefined ? [] : [{ path: join(dir, name), day }];
    });
}

function quietWorld(world: World): World {
  return { ...world, stdout: () => undefined };
}
