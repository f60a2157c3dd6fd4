import type Database from 'better-sqlite3';

type Statement = Database.Statement<unknown[]>;

/**
 * Let a connection's statements be prepared when they are first run. The two databases know some five hundred, and a
 * command runs a few of them: preparing all took a tenth of the time of a short one.
 */
export function prepareLate(db: Database.Database): void {
  const prepare: (sql: string) => Statement = db.prepare.bind(db);
  db.prepare = ((sql: string) => new LateStatement(() => prepare(sql))) as unknown as typeof prepare &
    typeof db.prepare;
}

/** As much of a statement as the stores use. SQL that is wrong is thrown by the first run. */
class LateStatement {
  #prepare: () => Statement;
  #prepared: Statement | undefined;

  constructor(prepare: () => Statement) {
    this.#prepare = prepare;
  }

  run(...parameters: unknown[]): Database.RunResult {
    return this.#ready().run(...parameters);
  }

  get(...parameters: unknown[]): unknown {
    return this.#ready().get(...parameters);
  }

  all(...parameters: unknown[]): unknown[] {
    return this.#ready().all(...parameters);
  }

  iterate(...parameters: unknown[]): IterableIterator<unknown> {
    return this.#ready().iterate(...parameters);
  }

  pluck(): this {
    return this.#as((statement) => statement.pluck());
  }

  raw(): this {
    return this.#as((statement) => statement.raw());
  }

  #as(answering: (statement: Statement) => Statement): this {
    if (this.#prepared !== undefined) answering(this.#prepared);
    else {
      const prepare = this.#prepare;
      this.#prepare = () => answering(prepare());
    }
    return this;
  }

  #ready(): Statement {
    this.#prepared ??= this.#prepare();
    return this.#prepared;
  }
}
