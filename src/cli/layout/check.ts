import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseToml } from '../../config/toml.ts';
import { findingText } from '../../ingest/code-statistics.ts';
import { type Layout, parseLayout } from '../../ingest/layout.ts';
import { parseDayStart } from '../../ingest/moment.ts';
import { type ReadFeedOptions, readFeed } from '../../ingest/read-feed.ts';
import type { FeedWarning } from '../../ingest/rejection.ts';
import type { Feed } from '../../ingest/rows.ts';
import { Trial } from '../../ingest/trial.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { loadConfig } from '../configuration.ts';
import { breathe } from '../context.ts';
import type { ReadingClock } from '../ingest/clock.ts';
import { countingReader } from '../ingest/codes.ts';
import { requireOwnTotals } from '../ingest/control.ts';
import { findOperands } from '../ingest/operands.ts';
import { openSource } from '../ingest/source.ts';
import { machineTimeZone } from '../night/today.ts';
import type { CommonOptions } from '../options.ts';
import { productRules } from '../product-codes.ts';
import { startProgress } from '../progress.ts';
import type { World } from '../world.ts';
import { checkDocument, checkText } from './check-report.ts';
import { type CheckResult, isGood } from './check-result.ts';

export type CheckOptions = CommonOptions & {
  readonly feed: Feed | undefined;
  readonly layout: string | undefined;
  readonly files: readonly string[];
};

/**
 * `layout check`: read files as `ingest` would, and say what would become of them. Nothing is stored, and no data
 * directory is needed. Exit 1: more lines are rejected than the configuration allows, or a file cannot be read.
 */
export async function check(world: World, options: CheckOptions): Promise<void> {
  const { config } = loadConfig(world, options);
  const layout = loadLayout(world, options.layout);
  const feed = layout?.feed ?? options.feed ?? 'scans';
  const paths = await pathsOf(world, options.files);
  const productIds = layout?.productIds ?? config.product_ids ?? 'gtin';
  const rules = productRules(config, productIds);
  const { statistics, read } = countingReader(
    layout?.repair === undefined ? rules : { ...rules, repair: layout.repair },
  );
  const { timezone, day_starts_at: startsAt } = config.chain;
  // The stores' own zones are in a history that is not asked.
  const zone = timezone ?? machineTimeZone() ?? 'UTC';
  const tried = await tryFiles(world, options, feed, paths, {
    layout,
    productIds,
    readProduct: read,
    zoneOfStore: () => zone,
    dayStartsAtSecond: parseDayStart(startsAt) ?? 0,
    earliestDay: undefined,
  });
  const isAsked = productIds === 'gtin' && layout?.repair === undefined;
  const result: CheckResult = {
    ...tried,
    feed,
    productIds,
    codes: isAsked ? findingText(statistics.finding()) : undefined,
    rejectedPercentMax: config.ingest.max_rejected_percent,
  };
  world.stdout(
    options.json === true ? `${JSON.stringify(checkDocument(paths, result))}\n` : checkText(paths, result),
  );
  if (!isGood(result)) world.setExitCode(EXIT.answerIsNo);
}

/** @throws UserError (64) for standard input: what is tried once is wanted again, by ingest. */
async function pathsOf(world: World, files: readonly string[]): Promise<string[]> {
  const { operands } = await findOperands(world.cwd, files);
  return operands.map((operand) => {
    if (operand.tag !== 'stdin') return operand.path;
    throw new UserError('usage', 'layout check reads files', {
      exitCode: EXIT.usage,
      next: 'Save what comes in as a file first.',
    });
  });
}

type How = Pick<ReadFeedOptions, 'layout' | 'productIds' | 'readProduct'> & ReadingClock;

/** Read every file to its end, or to where it breaks off. @throws UserError (78) where the layout fits none. */
async function tryFiles(
  world: World,
  options: CheckOptions,
  feed: Feed,
  paths: readonly string[],
  how: How,
): Promise<Pick<CheckResult, 'report' | 'faults' | 'warnings'>> {
  const trial = new Trial<Feed>();
  const faults: UserError[] = [];
  const warnings: FeedWarning[] = [];
  for (const path of paths) {
    const isWatched = world.isTerminal && options.quiet !== true;
    const progress = startProgress(world, isWatched, basename(path), statSync(path).size);
    try {
      const batches = readFeed(feed, openSource(path, progress.advance), {
        ...how,
        fileName: basename(path),
        onWarning: (warning) => warnings.push(warning),
      });
      for await (const batch of batches) {
        trial.add(batch);
        await breathe(world);
      }
      await requireOwnTotals({ ...how, feed, path, clock: how, isKnown: false });
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== EXIT.badInput) throw error;
      faults.push(error);
    } finally {
      progress.done();
    }
  }
  return { report: trial.report(), faults, warnings };
}

function loadLayout(world: World, file: string | undefined): Layout | undefined {
  if (file === undefined) return undefined;
  const path = resolve(world.cwd, file);
  return parseLayout(parseToml(readFileSync(path, 'utf8'), path), path);
}
