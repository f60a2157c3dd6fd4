import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../src/cli/commands/ingest.ts';
import type { World } from '../../src/cli/world.ts';
import { UserError } from '../../src/shared/errors.ts';
import { csvLine } from '../ingest/read.ts';
import { newDatabases } from '../support/new-databases.ts';
import { worldIn } from './world.ts';

/** What `ingest` answered, and how it ended. */
export type Ingested = {
  readonly document: Readonly<Record<string, unknown>>;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly error: UserError | undefined;
};

const HEADER = ['store_id', 'transaction_id', 'line_no', 'timestamp', 'product_id', 'quantity', 'net_amount'];

/** A directory with a chain's data in it, in memory where the machine has such a place. */
export function ingestRoom() {
  const dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'duelist-ingest-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const data = newDatabases(join(dir, 'data'), 'history', 'ledger');
  return {
    dir,
    data,
    /** A file in the directory; its path. */
    write: (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(dir, name), content);
      return join(dir, name);
    },
    read: (name: string): string => readFileSync(join(dir, name), 'utf8'),
    /** `ingest` with some options, as the command line has them in camel case. */
    ingest: async (
      args: readonly string[],
      options: object = {},
      over: Partial<World> = {},
    ): Promise<Ingested> => {
      const { world, said } = worldIn(dir, over);
      let error: UserError | undefined;
      try {
        await run(world, { data, json: true, arguments: args, ...options });
      } catch (caught) {
        if (!(caught instanceof UserError)) throw caught;
        error = caught;
      }
      const document = said.stdout === '' ? {} : JSON.parse(said.stdout);
      return { document, stderr: said.stderr, exitCode: error?.exitCode ?? said.exitCode, error };
    },
  };
}

/** A scans file: each line is (transaction, product code, and what the others are if they are not the usual). */
export function scansCsv(lines: readonly (readonly [string, string, string?, string?])[]): string {
  const rows = lines.map(([transaction, product, quantity = '1', net = '1.25'], index) =>
    csvLine(['101', transaction, String(index + 1), '2026-02-27 09:00', product, quantity, net]),
  );
  return csvLine(HEADER) + rows.join('');
}
