import type { Config } from '../../config/load.ts';
import type { HistoryStore } from '../../store/history/history-store.ts';
import type { LedgerStore } from '../../store/ledger/ledger-store.ts';
import type { World } from '../world.ts';

/** What a look at one thing found. */
export type Finding = {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; undefined where there is nothing to do. */
  readonly next?: string;
};

export type Check = Finding & { readonly name: string };

/** Where an issued offer stands, in number and in cents of face value. */
export type LedgerFigures = Readonly<Record<string, { readonly count: number; readonly cents: number }>>;

export type Examination = {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** undefined: the ledger cannot be read. */
  readonly ledger: LedgerFigures | undefined;
};

/** What the checks look at. Whatever cannot be opened is missing, and the check that found out says so. */
export type Patient = {
  readonly world: World;
  readonly dataDir: string;
  readonly deep: boolean;
  readonly config: Config | undefined;
  readonly history: HistoryStore | undefined;
  readonly ledger: LedgerStore | undefined;
};
