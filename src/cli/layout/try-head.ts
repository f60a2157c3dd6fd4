import type { Proposal } from '../../ingest/guess/proposal.ts';
import { type Layout, parseLayout } from '../../ingest/layout.ts';
import { readFeed } from '../../ingest/read-feed.ts';
import type { Feed } from '../../ingest/rows.ts';
import { Trial, type TrialReport } from '../../ingest/trial.ts';
import { UserError } from '../../shared/errors.ts';
import { productIdReader } from '../../shared/product-id.ts';
import { defaultRules } from '../../shared/product-rules.ts';
import type { Head } from './read-head.ts';

/** What the real reader makes of the beginning of a file with a proposed layout. */
export type HeadTrial = { readonly report: TrialReport<Feed>; readonly fault: UserError | undefined };

const LF = 0x0a;

export async function tryHead(
  proposal: Proposal,
  head: Head,
  fileName: string,
): Promise<HeadTrial | undefined> {
  if (proposal.draft === undefined) return undefined;
  const trial = new Trial<Feed>();
  try {
    const layout: Layout = parseLayout(proposal.draft.written, 'the proposed layout');
    const productIds = layout.productIds ?? 'gtin';
    const rules = defaultRules(productIds);
    const batches = readFeed(proposal.feed, once(wholeLines(head, proposal.form?.encoding === 'utf-16le')), {
      fileName,
      layout,
      productIds,
      readProduct: productIdReader(layout.repair === undefined ? rules : { ...rules, repair: layout.repair }),
      // Nobody knows the stores yet; whoever reads the rows is told.
      zoneOfStore: () => 'UTC',
      onWarning: () => undefined,
    });
    for await (const batch of batches) trial.add(batch);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { report: trial.report(), fault: head.isWhole || error.code !== 'xml' ? error : undefined };
  }
  return { report: trial.report(), fault: undefined };
}

/** Without the line that the end of the sample has cut. */
function wholeLines({ bytes, isWhole }: Head, isLowByteFirst: boolean): Buffer {
  const end = isWhole ? bytes.length : bytes.lastIndexOf(LF) + (isLowByteFirst ? 2 : 1);
  return end === 0 ? bytes : bytes.subarray(0, end);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
