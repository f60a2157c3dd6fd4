import { join } from 'node:path';
import type { AboutFile } from '../../../print/document.ts';
import type { Fonts } from '../../../print/fonts.ts';
import type { PackedPage } from '../../../print/pdf.ts';
import { postalCodeOf } from '../../../print/postal-code.ts';
import { readBack } from '../../../print/read-back.ts';
import { renderSheet } from '../../../print/render.ts';
import { spoolAbout } from '../../../print/spool.ts';
import type { Cycle } from '../../../store/ledger/cycles.ts';
import type { StoredList } from '../../../store/ledger/lists.ts';
import { sha256, writeWhole } from '../../files.ts';
import { type CheckedList, listChecker, type PrintContext } from '../check.ts';
import { describeUnprintable, type HeldSheet } from '../held.ts';
import { type Printed, printedSheet } from '../proof.ts';
import { pageSetup } from '../setup.ts';

/** What is to be done with some lists, in the order of the print; plain data. */
export type Job =
  /** Lay out, check and write their sheets. */
  | {
      readonly tag: 'sheets';
      readonly listIds: readonly number[];
      /** An interrupted print has read back a sheet of this block. */
      readonly isSampled: boolean;
    }
  /** Say what would be on them, without a page. */
  | { readonly tag: 'keys'; readonly listIds: readonly number[] };

export type HeldOutcome = HeldSheet & {
  readonly tag: 'held';
  readonly key: string;
};

/** A sheet that has a file of its own now, and goes into a spool. */
export type SheetOutcome = {
  readonly tag: 'sheet';
  readonly listId: number;
  readonly listCode: string;
  readonly householdId: string;
  readonly storeId: string;
  readonly postalCode: string;
  /** Of its own file. */
  readonly sha256: string;
  readonly facts: Omit<Printed, 'sequence'>;
  readonly key: string;
};

/** What a spool takes of a sheet. */
export type SheetPages = { readonly about: AboutFile; readonly pages: readonly PackedPage[] };

export type Done =
  | { readonly tag: 'sheets'; readonly outcomes: readonly (HeldOutcome | (SheetOutcome & SheetPages))[] }
  | { readonly tag: 'keys'; readonly keys: readonly string[] };

/**
 * Lists of one job: a block of the print's order, wherever the print began. The first sheet of a block is read back from its
 * file's bytes; of all of them the bars are.
 */
export const LISTS_A_JOB = 50;

/** A print's work on single lists: the same on every thread, and whoever did the ones before. */
export type Hands = (job: Job) => Done;

export function printHands(context: PrintContext, cycle: Cycle, dir: string, fonts: Fonts): Hands {
  const check = listChecker(context, cycle);
  const setup = pageSetup(context);

  const checked = (
    listId: number,
  ): { list: StoredList; listCode: string; fate: CheckedList; key: string } => {
    const list = context.ledger.lists.get(listId);
    if (list?.listCode === undefined) throw new Error(`list ${listId} is not there to be printed`);
    const fate = check(list, list.listCode);
    return { list, listCode: list.listCode, fate, key: keyOf(fate) };
  };

  /** @param isSample Read it back from its file's bytes, dot by dot. */
  const sheet = (listId: number, isSample: boolean): HeldOutcome | (SheetOutcome & SheetPages) => {
    const { list, listCode, fate, key } = checked(listId);
    const { householdId } = list;
    const held = ({ reason, detail }: Pick<HeldSheet, 'reason' | 'detail'>): HeldOutcome => ({
      ...{ tag: 'held', listId, householdId, reason, detail, key },
    });
    if (fate.tag === 'kept') return held(fate);
    if (fate.tag === 'fault') return held(fate.fault);
    const { content } = fate;
    const rendered = renderSheet(content, setup, fonts);
    if (rendered.tag !== 'rendered') return held(describeUnprintable(rendered));
    const read = isSample ? readBack(rendered.pdf) : listCode;
    if (read !== listCode)
      return held(describeUnprintable({ tag: 'symbol-misread', read: read ?? 'nothing' }));
    writeWhole(join(dir, 'lists', `${listId}.pdf`), rendered.pdf);
    return {
      tag: 'sheet',
      listId,
      listCode,
      householdId,
      storeId: list.homeStoreId ?? '',
      postalCode: postalCodeOf(content.addressLines),
      sha256: sha256(rendered.pdf),
      facts: printedSheet(content, rendered),
      key,
      about: spoolAbout(content),
      pages: rendered.pages,
    };
  };

  return (job) => {
    if (job.tag === 'keys') return { tag: 'keys', keys: job.listIds.map((listId) => checked(listId).key) };
    let { isSampled } = job;
    const outcomes = job.listIds.map((listId) => {
      const outcome = sheet(listId, !isSampled);
      isSampled ||= outcome.tag === 'sheet';
      return outcome;
    });
    return { tag: 'sheets', outcomes };
  };
}

/** What a list's sheet says, or why there is none, in a word: the same key with the same look is the same sheet. */
function keyOf(fate: CheckedList): string {
  return sha256(JSON.stringify(fate));
}
