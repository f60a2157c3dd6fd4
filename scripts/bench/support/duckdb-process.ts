/**
 * DuckDB's `read_csv` into a table of a database file, on one thread. `FILE DATABASE`; without arguments its version, or
 * nothing where it is not installed: its binaries are large and not there for every platform, so that nothing else may
 * need it, the types included.
 */
const NAME = '@duckdb/node-api';

type Connection = {
  readonly run: (sql: string) => Promise<unknown>;
  readonly closeSync: () => void;
};
type DuckDb = {
  readonly version: () => string;
  readonly DuckDBInstance: {
    readonly create: (
      path: string,
      options: Readonly<Record<string, string>>,
    ) => Promise<{ readonly connect: () => Promise<Connection>; readonly closeSync: () => void }>;
  };
};

const [file, database] = process.argv.slice(2);
const duckdb: DuckDb | undefined = await import(NAME).catch(() => undefined);
if (file === undefined || database === undefined) {
  process.stdout.write(duckdb?.version() ?? '');
} else {
  if (duckdb === undefined) throw new Error(`${NAME} is not installed`);
  const instance = await duckdb.DuckDBInstance.create(database, { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE scan AS SELECT * FROM read_csv('${file.replaceAll("'", "''")}')`);
  connection.closeSync();
  instance.closeSync();
}
