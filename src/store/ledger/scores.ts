import type { Arm } from '../../lists/planned-list.ts';
import type { ListTally } from '../../measure/list-score.ts';
import type { Day } from '../../shared/day.ts';
import type { Db } from '../sqlite.ts';

/** How good one arm of a cycle was. */
export type CycleScore = ListTally & {
  readonly cycleId: number;
  readonly arm: Arm;
  /** The night that found it out. */
  readonly scoredOn: Day;
  /** Issued specials, and how many of them were redeemed. */
  readonly specials: number;
  readonly redeemed: number;
};

type Row = {
  cycle_id: number;
  arm: Arm;
  scored_on: Day;
  lists: number;
  due_lines: number;
  bought: number;
  expected_millionths: number;
  naive_lines: number;
  naive_bought: number;
  shoppers: number;
  specials: number;
  redeemed: number;
};

/** Scores of cycles that are over; each is found out once. */
export function scoreStore(db: Db) {
  const insert = db.prepare(
    `INSERT INTO cycle_score (cycle_id, arm, scored_on, lists, due_lines, bought, expected_millionths, naive_lines,
       naive_bought, shoppers, specials, redeemed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    /** Both arms of a cycle at once: it counts as scored from then on. */
    write: (scores: readonly CycleScore[]): void =>
      db
        .transaction(() => {
          for (const s of scores)
            insert.run(
              s.cycleId,
              s.arm,
              s.scoredOn,
              s.lists,
              s.dueLines,
              s.bought,
              s.expectedMillionths,
              s.naiveLines,
              s.naiveBought,
              s.shoppers,
              s.specials,
              s.redeemed,
            );
        })
        .immediate(),
    /** All scores, oldest cycle first, treatment before control. */
    all: (): CycleScore[] =>
      db
        .prepare<[], Row>('SELECT * FROM cycle_score ORDER BY cycle_id, arm DESC')
        .all()
        .map((row) => ({
          cycleId: row.cycle_id,
          arm: row.arm,
          scoredOn: row.scored_on,
          lists: row.lists,
          dueLines: row.due_lines,
          bought: row.bought,
          expectedMillionths: row.expected_millionths,
          naiveLines: row.naive_lines,
          naiveBought: row.naive_bought,
          shoppers: row.shoppers,
          specials: row.specials,
          redeemed: row.redeemed,
        })),
  };
}
