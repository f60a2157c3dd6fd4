import { coverPage } from '../../review/cover.ts';
import { emptyPage } from '../../review/empty-page.ts';
import { flaggedIndexPage, listsIndexPage } from '../../review/lists-pages.ts';
import { offersPage } from '../../review/offers-page.ts';
import type { Packet } from '../../review/packet.ts';
import { readFirstPage } from '../../review/read-first-page.ts';
import { type Day, day } from '../../shared/day.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';
import { freshnessOn } from './facts.ts';
import { openFolder } from './folder.ts';
import { dataOption, frameOf, type ReviewOptions } from './frame.ts';
import { makePacket } from './packet.ts';
import { sheetWriter } from './sheets.ts';
import { readChosen, surveyLists } from './survey-lists.ts';

/** What a packet came to. */
export type Review = {
  /** Path of the page to open. */
  readonly index: string;
  readonly packet: Packet;
  readonly sheets: number;
};

/**
 * Write the packet on which marketing reads a cycle: pages that open from the folder, without server or network. The
 * same cycle, ledger and seed give the same bytes. An earlier packet in the folder is replaced; killed in the middle, it
 * has no cover, and the next run writes it anew.
 *
 * @throws UserError 73 for a folder that is not empty and no packet.
 */
export async function writeReview(
  context: Context,
  cycle: Cycle,
  dir: string,
  options: ReviewOptions,
): Promise<Review> {
  const folder = openFolder(dir);
  const by = context.actor(options.by);
  // Before the first page: a packet that was cut off has shown people's data, too.
  context.audit(by, 'review', `cycle ${cycle.cycleId}`, { dir, seed: options.seed, lists: cycle.lists });
  const sheets = sheetWriter(context, cycle, folder);
  const { survey, newOffers, tables } = await surveyLists(context, cycle, folder, sheets, options);
  const readLists = readChosen(context, cycle, survey, sheets);
  const packet = makePacket(context, cycle, { survey, newOffers, sheets, options });
  folder.write('read-first.html', readFirstPage(packet, readLists));
  const { lists, flagged, entries } = tables.finish();
  folder.write('lists.html', listsIndexPage(packet, lists, entries));
  folder.write('flagged.html', flaggedIndexPage(packet, flagged));
  folder.write('offers.html', offersPage(packet, tables.whereOf));
  const index = folder.finish(await coverPage(packet));
  context.log.info('reviewed', { cycle: cycle.cycleId, lists: survey.tally.lists, sheets: sheets.count() });
  return { index, packet, sheets: sheets.count() };
}

/** Later than any day that a feed may name. */
const ALL_DAYS: Day = day(84_005);

/**
 * Write the packet that says why there is no cycle to review.
 *
 * @returns Path of the page to open.
 * @throws UserError 73 for a folder that is not empty and no packet.
 */
export function writeNothing(context: Context, dir: string): string {
  const folder = openFolder(dir);
  const newest = context.ledger.cycles.all().at(-1);
  return folder.finish(
    emptyPage({
      chainName: frameOf(context, undefined).chainName,
      newest,
      freshness: freshnessOn(context, ALL_DAYS),
      dataOption: dataOption(context),
    }),
  );
}
