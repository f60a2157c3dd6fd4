import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** The steps of a night, in order. */
export const NIGHT_PHASES = [
  'take-in',
  'carry-returns',
  'close',
  'score',
  'lapse',
  'refresh',
  'stores',
  'plan',
  'print',
  'preflight',
  'review',
  'release',
] as const;
export type NightPhase = (typeof NIGHT_PHASES)[number];

export type NightState = 'running' | 'done' | 'failed' | 'stopped';

export type Night = {
  readonly asOf: Day;
  readonly started: string;
  readonly ended: string | undefined;
  readonly state: NightState;
  /** The newest feed file when it began; undefined: there was none. */
  readonly knownFileNo: number | undefined;
};

export type PhaseRecord = {
  readonly phase: NightPhase;
  readonly state: NightState;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** A file of the inbox that was dealt with. `fileNo` 0: it could not be read at all. */
export type NightFile = {
  readonly name: string;
  readonly fileNo: number;
  readonly feed: string;
  readonly outcome: 'taken' | 'sent-before' | 'refused';
  readonly reason: string | undefined;
  readonly lines: number;
  readonly rejected: number;
  readonly afterPlan: boolean;
};

/** How far a cycle has come; each seal is that of the lists as they were then. */
export type NightCycle = {
  readonly cycleId: number;
  readonly asOf: Day;
  readonly printed: string | undefined;
  readonly checked: string | undefined;
  readonly reviewed: string | undefined;
  readonly sheets: number;
  readonly unprinted: number;
  readonly bytes: number;
};

export type Lapse = { readonly cycleId: number; readonly day: Day; readonly reason: string };

type NightRow = {
  as_of: Day;
  started: string;
  ended: string | null;
  state: NightState;
  known_file_no: number | null;
};
type CycleRow = {
  cycle_id: number;
  as_of: Day;
  printed: string | null;
  checked: string | null;
  reviewed: string | null;
  sheets: number;
  unprinted: number;
  bytes: number;
};
type FileRow = {
  name: string;
  file_no: number;
  feed: string;
  outcome: NightFile['outcome'];
  reason: string | null;
  lines: number;
  rejected: number;
  after_plan: number;
};

/** What the nights did, for whoever comes next: the same night again, the next one, and people who ask. */
export function nightStore(db: Db) {
  const night = db.prepare<[Day], NightRow>('SELECT * FROM night WHERE as_of = ?');
  const before = db
    .prepare<[Day], string>('SELECT started FROM night WHERE as_of < ? ORDER BY as_of DESC LIMIT 1')
    .pluck();
  const begin = db.prepare(
    `INSERT INTO night (as_of, started, ended, pid, state, known_file_no) VALUES (?, ?, NULL, ?, 'running', ?)
     ON CONFLICT (as_of) DO UPDATE SET pid = excluded.pid, state = 'running'`,
  );
  const end = db.prepare('UPDATE night SET state = ?, ended = ? WHERE as_of = ?');
  const phases = db.prepare<[Day], { phase: NightPhase; state: NightState; facts: string }>(
    'SELECT phase, state, facts FROM night_phase WHERE as_of = ?',
  );
  const startPhase = db.prepare(
    `INSERT INTO night_phase (as_of, phase, state, started, ended, pid, facts) VALUES (?, ?, 'running', ?, NULL, ?, '{}')
     ON CONFLICT (as_of, phase) DO UPDATE SET state = 'running', pid = excluded.pid, started = excluded.started`,
  );
  const endPhase = db.prepare(
    'UPDATE night_phase SET state = ?, ended = ?, facts = coalesce(?, facts) WHERE as_of = ? AND phase = ?',
  );
  const addFile = db.prepare(
    `INSERT INTO night_file (as_of, name, file_no, feed, outcome, reason, lines, rejected, after_plan)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (as_of, name, file_no) DO NOTHING`,
  );
  const files = db.prepare<[Day], FileRow>('SELECT * FROM night_file WHERE as_of = ? ORDER BY name, file_no');
  const cycles = db.prepare<[], CycleRow>('SELECT * FROM night_cycle ORDER BY cycle_id');
  const addCycle = db.prepare(
    'INSERT INTO night_cycle (cycle_id, as_of) VALUES (?, ?) ON CONFLICT (cycle_id) DO NOTHING',
  );
  const printed = db.prepare(
    'UPDATE night_cycle SET printed = ?, sheets = ?, unprinted = ?, bytes = ? WHERE cycle_id = ?',
  );
  const checked = db.prepare('UPDATE night_cycle SET checked = ? WHERE cycle_id = ?');
  const reviewed = db.prepare('UPDATE night_cycle SET reviewed = ? WHERE cycle_id = ?');

  return {
    /** When the night before began, ISO 8601 in UTC; empty: there was none. */
    startedBefore: (asOf: Day): string => before.get(asOf) ?? '',
    find: (asOf: Day): Night | undefined => {
      const row = night.get(asOf);
      return row === undefined ? undefined : toNight(row);
    },
    newest: (): Night | undefined => {
      const row = db.prepare<[], NightRow>('SELECT * FROM night ORDER BY as_of DESC LIMIT 1').get();
      return row === undefined ? undefined : toNight(row);
    },
    /** A night that is there already keeps its start and its mark. */
    begin: (asOf: Day, at: string, pid: number, knownFileNo: number | undefined): void =>
      void begin.run(asOf, at, pid, knownFileNo ?? null),
    end: (asOf: Day, state: NightState, at: string): void => void end.run(state, at, asOf),
    phases: (asOf: Day): Map<NightPhase, PhaseRecord> =>
      new Map(
        phases
          .all(asOf)
          .map(({ phase, state, facts }) => [phase, { phase, state, facts: JSON.parse(facts) }]),
      ),
    startPhase: (asOf: Day, phase: NightPhase, at: string, pid: number): void =>
      void startPhase.run(asOf, phase, at, pid),
    /** `facts` undefined: those of before stay. */
    endPhase: (
      asOf: Day,
      phase: NightPhase,
      state: NightState,
      at: string,
      facts: Readonly<Record<string, unknown>> | undefined,
    ): void => void endPhase.run(state, at, facts === undefined ? null : JSON.stringify(facts), asOf, phase),
    /** Nights that went through with a plan, whether or not anything was due. */
    plannedOn: (): Day[] =>
      db
        .prepare<[], Day>(
          `SELECT as_of FROM night_phase WHERE phase = 'plan' AND state = 'done' AND json_extract(facts, '$.asked') = 1
           ORDER BY as_of`,
        )
        .pluck()
        .all(),
    /** The same file again (after a kill, say) stays as it was first written down. */
    addFile: (asOf: Day, file: NightFile): void => {
      const { name, fileNo, feed, outcome, reason, lines, rejected, afterPlan } = file;
      addFile.run(asOf, name, fileNo, feed, outcome, reason ?? null, lines, rejected, Number(afterPlan));
    },
    files: (asOf: Day): NightFile[] => files.all(asOf).map(toFile),
    cycles: (): NightCycle[] => cycles.all().map(toCycle),
    addCycle: (cycleId: number, asOf: Day): void => void addCycle.run(cycleId, asOf),
    /** `seal` undefined: what lies there is not to be used. */
    markPrinted: (
      cycleId: number,
      seal: string | undefined,
      { sheets, unprinted, bytes }: Pick<NightCycle, 'sheets' | 'unprinted' | 'bytes'>,
    ): void => void printed.run(seal ?? null, sheets, unprinted, bytes, cycleId),
    markChecked: (cycleId: number, seal: string): void => void checked.run(seal, cycleId),
    markReviewed: (cycleId: number, seal: string): void => void reviewed.run(seal, cycleId),
    addLapse: ({ cycleId, day, reason }: Lapse): void =>
      void db.prepare('INSERT INTO lapse (cycle_id, day, reason) VALUES (?, ?, ?)').run(cycleId, day, reason),
    lapses: (): Lapse[] =>
      db.prepare<[], Lapse>('SELECT cycle_id AS cycleId, day, reason FROM lapse ORDER BY cycle_id').all(),
  };
}

function toNight(row: NightRow): Night {
  return {
    asOf: row.as_of,
    started: row.started,
    ended: row.ended ?? undefined,
    state: row.state,
    knownFileNo: row.known_file_no ?? undefined,
  };
}

function toFile(row: FileRow): NightFile {
  return {
    name: row.name,
    fileNo: row.file_no,
    feed: row.feed,
    outcome: row.outcome,
    reason: row.reason ?? undefined,
    lines: row.lines,
    rejected: row.rejected,
    afterPlan: row.after_plan === 1,
  };
}

function toCycle(row: CycleRow): NightCycle {
  return {
    cycleId: row.cycle_id,
    asOf: row.as_of,
    printed: row.printed ?? undefined,
    checked: row.checked ?? undefined,
    reviewed: row.reviewed ?? undefined,
    sheets: row.sheets,
    unprinted: row.unprinted,
    bytes: row.bytes,
  };
}
