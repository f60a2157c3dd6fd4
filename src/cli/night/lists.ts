import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { approveCycle } from '../cycle/approve.ts';
import { releaseCycle } from '../cycle/release.ts';
import { draftCycle } from '../plan/draft.ts';
import { printCycle } from '../print/cycle.ts';
import { preflightDraft } from '../print/demand.ts';
import { loadFonts } from '../print/fonts.ts';
import { isFault } from '../print/held.ts';
import { isPlanDue, type NightlyCycle, nightlyCycles, printDir, reviewDir } from './cycles.ts';
import { checkPrints } from './preflight.ts';
import type { NightRun, Phase } from './run-types.ts';

/** Under this name the night acts. */
const NIGHTLY = 'nightly';

/** The lists that are due; once a night, and never anew because something came later: that is for a person to decide. */
export const plan: Phase = {
  name: 'plan',
  isDue: isPlanDue,
  run: async ({ context, asOf }) => {
    const drafted = await draftCycle(context, asOf, 'due');
    if (drafted.tag === 'nothing-due') return { did: false, facts: { asked: true, cycle_id: null } };
    const { cycleId, lists, ghostLists } = drafted.cycle;
    context.ledger.nights.addCycle(cycleId, asOf);
    const facts = { asked: true, cycle_id: cycleId, lists, ghost_lists: ghostLists };
    return { did: true, facts, counts: { cycle_id: cycleId, lists, ghost_lists: ghostLists } };
  },
};

export const print: Phase = {
  name: 'print',
  isDue: (run) => behind(run, 'printed').length > 0,
  run: async (run) => {
    const { context } = run;
    let sheets = 0;
    for (const { cycle } of behind(run, 'printed')) {
      const dir = printDir(run, cycle.cycleId);
      const report = await printCycle(context, cycle, dir, loadFonts(context), Number.POSITIVE_INFINITY);
      // What preflight held just now is no part of what goes out any more.
      run.forgetSeal(cycle.cycleId);
      context.ledger.nights.markPrinted(cycle.cycleId, run.sealNow(cycle), {
        sheets: report.sheets,
        // Held lists are counted with their cycle, and what preflight finds on a draft is held.
        unprinted: report.held.filter(
          (sheet) => !(sheet.reason === 'held' || (cycle.state === 'draft' && isFault(sheet))),
        ).length,
        bytes: bytesIn(dir),
      });
      sheets += report.sheets;
    }
    return { did: true, counts: { sheets } };
  },
};

/** What lies there is what was printed, and all of it. */
export const preflight: Phase = {
  name: 'preflight',
  isDue: (run) => behind(run, 'checked').length > 0,
  run: async (run) => {
    const due = behind(run, 'checked');
    for (const { cycle } of due) {
      await checkPrints(run, cycle);
      run.context.ledger.nights.markChecked(cycle.cycleId, run.sealNow(cycle));
    }
    return { did: true, counts: { checked: due.map(({ cycle }) => cycle.cycleId) } };
  },
};

/** The pages on which marketing reads the cycle before it approves it. */
export const review: Phase = {
  name: 'review',
  isDue: (run) => run.context.config.night.review && behind(run, 'reviewed').length > 0,
  run: async (run) => {
    const due = behind(run, 'reviewed');
    // Only now: its charts take long to load, and most nights have none to draw.
    const { writeReview } = await import('../review/write.ts');
    for (const { cycle } of due) {
      const options = { seed: REVIEW_SEED, printDir: printDir(run, cycle.cycleId) };
      await writeReview(run.context, cycle, reviewDir(run, cycle.cycleId), options);
      run.context.ledger.nights.markReviewed(cycle.cycleId, run.sealNow(cycle));
    }
    return { did: true, counts: { reviewed: due.map(({ cycle }) => cycle.cycleId) } };
  },
};

/** The review command's own default: the same sample for whoever writes the pages again. */
const REVIEW_SEED = 1;

/** Only where the configuration says so: else the cycle waits for a person. */
export const release: Phase = {
  name: 'release',
  isDue: (run) => releasable(run).length > 0,
  run: async (run) => {
    const { context } = run;
    const due = releasable(run);
    for (const { cycle } of due) {
      await preflightDraft(context, cycle);
      approveCycle(context, context.ledger.cycles.find(cycle.cycleId) ?? cycle, NIGHTLY);
      const approved = context.ledger.cycles.find(cycle.cycleId);
      if (approved === undefined) throw new Error(`cycle ${cycle.cycleId} went away under the night`);
      await releaseCycle(context, approved, NIGHTLY);
    }
    return { did: true, counts: { released: due.map(({ cycle }) => cycle.cycleId) } };
  },
};

function releasable(run: NightRun): NightlyCycle[] {
  if (run.context.config.night.approve !== 'auto') return [];
  // A backup was brought back, and nobody has said yet that what is missing is known: the summary says so.
  if (run.context.ledger.restorations.unsettled().length > 0) return [];
  return nightlyCycles(run).filter(({ cycle }) => cycle.state === 'draft' || cycle.approvedBy === NIGHTLY);
}

/** Cycles for which a step was last done when their lists were others, or never. */
function behind(run: NightRun, step: 'printed' | 'checked' | 'reviewed'): NightlyCycle[] {
  return nightlyCycles(run).filter(({ cycle, progress }) => progress[step] !== run.sealNow(cycle));
}

function bytesIn(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Seals of cycles as they are now. Reading all lists of a cycle takes a while: once is enough. */
export function sealFinder(sealOf: (cycleId: number) => string): Pick<NightRun, 'sealNow' | 'forgetSeal'> {
  const seals = new Map<number, string>();
  return {
    sealNow: ({ cycleId, state, seal }) => {
      if (state !== 'draft' && seal !== undefined) return seal;
      const known = seals.get(cycleId) ?? sealOf(cycleId);
      seals.set(cycleId, known);
      return known;
    },
    forgetSeal: (cycleId) => void seals.delete(cycleId),
  };
}
