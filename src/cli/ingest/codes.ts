import { basename } from 'node:path';
import {
  type CodeFinding,
  type CodeStatistics,
  codeStatistics,
  findingText,
} from '../../ingest/code-statistics.ts';
import type { Layout } from '../../ingest/layout.ts';
import { readFeed } from '../../ingest/read-feed.ts';
import type { Feed } from '../../ingest/rows.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import { type ProductReader, productIdReader } from '../../shared/product-id.ts';
import {
  CODE_REPAIRS,
  type CodeRepair,
  defaultRules,
  type ProductRules,
} from '../../shared/product-rules.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';
import { openSource } from './source.ts';

/** A mending of product codes that was asked for. `must`: by option, so that too few codes to tell are an error. */
export type AskedRepair = { readonly mends: CodeRepair; readonly must: boolean };

/** The option that asks for a mending. */
export const REPAIR_OPTION: Record<CodeRepair, string> = {
  'lost-zeros': '--accept-lost-zeros',
  'missing-check-digits': '--accept-missing-check-digits',
};

/** Distinct numbers beyond this many are not told apart any more. */
const KEPT_OUT_MAX = 100_000;

/** Reads product ids, and counts what it reads. */
export type CountingReader = {
  readonly statistics: CodeStatistics;
  /** Distinct numbers that name no product, so far: a layout of weighed goods that is missing shows here. */
  readonly notProducts: () => number;
  readonly read: ProductReader;
};

export function countingReader(rules: ProductRules): CountingReader {
  const statistics = codeStatistics();
  const read = productIdReader(rules);
  const keptOut = new Set<string>();
  const count: ProductReader = (text) => {
    statistics.add(text);
    const result = read(text);
    if (result.tag === 'fault' && result.fault === 'product-not-a-product' && keptOut.size < KEPT_OUT_MAX)
      keptOut.add(text);
    return result;
  };
  return { statistics, notProducts: () => keptOut.size, read: rules.ids === 'opaque' ? read : count };
}

/**
 * What a file's lines depend on beside the file: its layout, and rules and mending where they are not the usual ones. The
 * same file under others is another one, and is read again.
 */
export function readingSha256(layoutSha256: string, rules: ProductRules, asked?: AskedRepair): string {
  const { repair: _, ...plain } = rules;
  const usual = JSON.stringify(plain) === JSON.stringify(defaultRules(rules.ids));
  if (asked === undefined && usual) return layoutSha256;
  return sha256(JSON.stringify([layoutSha256, usual ? null : plain, asked?.mends ?? null]));
}

/** The mending, where the statistics of the whole file carry it. @throws UserError (65) with the numbers where not. */
export async function repairOf(
  context: Context,
  feed: Feed,
  path: string,
  layout: Layout | undefined,
  rules: ProductRules,
  asked: AskedRepair,
): Promise<CodeRepair> {
  const { statistics, read } = countingReader(rules);
  const batches = readFeed(
    feed,
    openSource(path, () => undefined),
    {
      fileName: basename(path),
      layout,
      productIds: rules.ids,
      readProduct: read,
      onWarning: () => undefined,
    },
  );
  for await (const _ of batches) await context.breathe();
  const finding = statistics.finding();
  if (finding.verdict === asked.mends) return asked.mends;
  // A source that is known to leave zeros out sends small files, too, and files in which nothing is short.
  if (!asked.must && (finding.verdict === 'too-few' || finding.verdict === 'nothing-short'))
    return asked.mends;
  throw notCarried(path, asked, finding);
}

function notCarried(path: string, { mends }: AskedRepair, finding: CodeFinding): UserError {
  const what = mends === 'lost-zeros' ? 'lost zeros' : 'missing check digits';
  const text = findingText(finding) ?? 'no product code is too short';
  const other = repairIn(finding);
  return new UserError(
    'codes-unclear',
    `the product codes of ${basename(path)} do not look like ${what}: ${text}`,
    {
      exitCode: EXIT.badInput,
      at: { file: path },
      next:
        other === undefined
          ? 'Nothing of it was stored. Take it in without the option: codes that cannot be read go to quarantine.'
          : `Nothing of it was stored. ${REPAIR_OPTION[other]} would fit.`,
    },
  );
}

/** What a file's product codes looked like. */
export type CodesFound = CodeFinding & { readonly notProducts: number };

/** That, and what was mended in them. */
export type FileCodes = {
  readonly codes: CodesFound | undefined;
  readonly repaired: CodeRepair | undefined;
};

/** What to tell of a file whose codes were read as they are; `undefined`: nothing. */
export function codesHint({ codes, repaired }: FileCodes): string | undefined {
  if (codes === undefined || repaired !== undefined) return undefined;
  const text = findingText(codes);
  const repair = repairIn(codes);
  if (text === undefined || repair === undefined) return text;
  return `${text}. Ingest again with ${REPAIR_OPTION[repair]}`;
}

function repairIn({ verdict }: CodeFinding): CodeRepair | undefined {
  return CODE_REPAIRS.find((repair) => repair === verdict);
}
