import type { Context } from '../../context.ts';
import type { SentError } from '../../threads/errors.ts';
import type { ChainTables } from '../chain.ts';
import type { PlanFacts } from '../facts.ts';
import type { ListJob, Lists, Matches, MatchJob, Orders } from './hands.ts';

/** What a thread is started with. */
export type ThreadData = {
  readonly dataDir: string;
  readonly config: Context['config'];
  readonly facts: PlanFacts;
  readonly orders: Orders;
  readonly compileCache: string | undefined;
};

export type Job = MatchJob | ListJob;
export type Done = Matches | Lists;

/** First the tables, then jobs; the end when no more come. */
export type ToHands =
  | { readonly tag: 'tables'; readonly tables: ChainTables }
  | { readonly tag: 'job'; readonly jobNo: number; readonly job: Job }
  | { readonly tag: 'end' };

export type FromHands =
  | { readonly tag: 'done'; readonly jobNo: number; readonly done: Done }
  | { readonly tag: 'failed'; readonly error: SentError };
