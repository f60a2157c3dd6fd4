import type { Context } from '../../context.ts';
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
