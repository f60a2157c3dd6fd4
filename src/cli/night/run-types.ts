import type { Day } from '../../shared/day.ts';
import type { UserError } from '../../shared/errors.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { NightPhase, NightState, PhaseRecord } from '../../store/ledger/nights.ts';
import type { Assessment } from '../completeness/assess.ts';
import type { Context } from '../context.ts';

/** Where a night works. A rehearsal reads the real inbox, and works on copies of everything else. */
export type NightPlaces = {
  readonly inboxDir: string;
  /** Whether files that were dealt with leave the inbox. */
  readonly movesFiles: boolean;
  /** What relative layout files are relative to. */
  readonly layoutDir: string;
  readonly outDir: string;
  readonly reviewDir: string;
  /** Where people find the review pages: a rehearsal writes them elsewhere, and takes them away again. */
  readonly reviewShownIn: string;
};

/** One run of a night. */
export type NightRun = {
  readonly context: Context;
  readonly asOf: Day;
  readonly places: NightPlaces;
  /** Newest feed file when the night began, and how the run before this one left it. */
  readonly knownFileNo: number;
  readonly before: ReadonlyMap<NightPhase, PhaseRecord>;
  readonly leftAs: NightState | undefined;
  readonly notes: NightNotes;
  /** Seal of a cycle's lists as they are now, found out once. */
  readonly sealNow: (cycle: Cycle) => string;
  /** The lists of a cycle were held or freed. */
  readonly forgetSeal: (cycleId: number) => void;
};

/** What a run has to say beside what the ledger keeps. */
export type NightNotes = {
  /** Files left for the next time, and why. */
  readonly halfWritten: { readonly name: string; readonly why: string }[];
  unknown: readonly string[];
  readonly refused: string[];
  readonly taken: string[];
  readonly sentBefore: string[];
  /** What the receipts are like; undefined: the run did not come to look. */
  assessment: Assessment | undefined;
};

/** What a phase came to. */
export type PhaseOutcome = {
  /** Whether it changed anything. */
  readonly did: boolean;
  /** What later phases and nights need to know of it; the same after a kill as without one. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Counts for the log and the report of this run. */
  readonly counts?: Readonly<Record<string, unknown>>;
};

/** A step of the night: whether there is anything to do for it, and doing it. */
export type Phase = {
  readonly name: NightPhase;
  readonly isDue: (run: NightRun) => boolean;
  readonly run: (run: NightRun) => Promise<PhaseOutcome> | PhaseOutcome;
};

/** What a run did in a phase, for its report. */
export type PhaseReport = {
  /** Behind the phases, once a month, old lines are dropped. */
  readonly phase: NightPhase | 'retention';
  readonly state: NightState | 'done-before';
  readonly did: boolean;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, unknown>>;
};

/** How a run of a night ended. */
export type NightEnd = {
  readonly phases: readonly PhaseReport[];
  readonly did: boolean;
  /** Where it stopped, and why; undefined: it went through. */
  readonly fault:
    | { readonly phase: NightPhase; readonly error: unknown; readonly known: UserError | undefined }
    | undefined;
};
