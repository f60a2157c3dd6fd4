import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { day, formatDay } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { BackupMarks } from '../../store/backup.ts';
import { sha256OfFile } from '../files.ts';

/** What a backup holds, written last: a folder without it is no backup. */
export type Manifest = {
  readonly schema: 'duelist.backup-manifest/1';
  readonly program: string;
  /** ISO 8601, UTC: when the copy of the history was begun. Everything of the feeds up to here, and a little more, is in it. */
  readonly taken_at: string;
  /** When the copy of the ledger was begun: redemptions from here on may be missing. */
  readonly ledger_taken_at: string;
  readonly schema_versions: { readonly history: number; readonly ledger: number };
  readonly watermarks: {
    readonly last_file_no: number;
    readonly last_receipt_day: string | null;
    readonly last_entry_id: number;
    readonly last_redemption_id: number;
    readonly last_return_id: number;
    readonly last_audit_id: number;
  };
  readonly cycles: readonly {
    readonly cycle_id: number;
    readonly as_of: string;
    readonly state: string;
    readonly lists: number;
  }[];
  /** Fingerprints of the signing keys, by key id. */
  readonly keys: Readonly<Record<string, string>>;
  readonly rows: {
    readonly history: Readonly<Record<string, number>>;
    readonly ledger: Readonly<Record<string, number>>;
  };
  readonly files: readonly BackupFile[];
};

export type BackupFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

export const MANIFEST = 'manifest.json';

export function describeBackup(
  marks: BackupMarks,
  files: readonly BackupFile[],
  taken: Pick<Manifest, 'program' | 'taken_at' | 'ledger_taken_at'>,
): Manifest {
  const { history, ledger } = marks;
  return {
    schema: 'duelist.backup-manifest/1',
    ...taken,
    schema_versions: { history: history.schemaVersion, ledger: ledger.schemaVersion },
    watermarks: {
      last_file_no: history.lastFileNo,
      last_receipt_day: history.lastReceiptDay === undefined ? null : formatDay(day(history.lastReceiptDay)),
      last_entry_id: ledger.lastEntryId,
      last_redemption_id: ledger.lastRedemptionId,
      last_return_id: ledger.lastReturnId,
      last_audit_id: ledger.lastAuditId,
    },
    cycles: ledger.cycles.map(({ cycleId, asOf, state, lists }) => ({
      cycle_id: cycleId,
      as_of: formatDay(day(asOf)),
      state,
      lists,
    })),
    keys: ledger.keys,
    rows: { history: history.rows, ledger: ledger.rows },
    files,
  };
}

/** Size and hash of files of a folder. */
export async function fingerprintFiles(dir: string, paths: readonly string[]): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for (const path of paths) {
    const full = join(dir, path);
    files.push({ path, bytes: statSync(full).size, sha256: await sha256OfFile(full) });
  }
  return files;
}

/** @throws UserError 66 when the folder is no backup, 65 when its manifest cannot be read. */
export function readManifest(dir: string): Manifest {
  const path = join(dir, MANIFEST);
  if (!existsSync(path)) {
    throw new UserError('backup-missing', `${dir} is no backup: it has no ${MANIFEST}`, {
      exitCode: EXIT.inputMissing,
      at: { file: path },
      next: 'Name a folder that `duelist backup` made. One that ends in .part was never finished.',
    });
  }
  const parsed = parseJson(readFileSync(path, 'utf8'));
  if (isManifest(parsed)) return parsed;
  throw new UserError('backup-damaged', `${path} is no manifest of a backup`, {
    exitCode: EXIT.badInput,
    at: { file: path },
    next: 'Use another backup.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What restoring relies on; a path that leads out of the folder is none of ours. */
function isManifest(value: unknown): value is Manifest {
  const { schema, files, taken_at, ledger_taken_at, watermarks, schema_versions, cycles } = (value ??
    {}) as Partial<Manifest>;
  if (schema !== 'duelist.backup-manifest/1' || !Array.isArray(files) || !Array.isArray(cycles)) return false;
  if (typeof taken_at !== 'string' || typeof ledger_taken_at !== 'string') return false;
  if (!isNumber(watermarks?.last_redemption_id) || !isNumber(watermarks.last_entry_id)) return false;
  if (!isNumber(watermarks.last_return_id) || !isNumber(watermarks.last_file_no)) return false;
  if (!isNumber(watermarks.last_audit_id)) return false;
  if (!isNumber(schema_versions?.history) || !isNumber(schema_versions.ledger)) return false;
  return files.every(
    (file) => typeof file.path === 'string' && isInside(file.path) && typeof file.sha256 === 'string',
  );
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && path.split(/[\\/]/).every((part) => part !== '..');
}

/** Every file of the manifest is there as it was written. @throws UserError 74 for one that is gone, 65 for one that changed. */
export async function verifyFiles(dir: string, manifest: Manifest): Promise<void> {
  for (const file of manifest.files) {
    const path = join(dir, file.path);
    if (!existsSync(path)) {
      throw new UserError('backup-incomplete', `the backup lacks ${file.path}`, {
        exitCode: EXIT.io,
        at: { file: path },
        next: 'Use another backup.',
      });
    }
    const found = statSync(path).size;
    const fault =
      found === file.bytes
        ? (await sha256OfFile(path)) === file.sha256
          ? undefined
          : 'is not what was written'
        : `has ${found} bytes, not ${file.bytes}`;
    if (fault === undefined) continue;
    throw new UserError('backup-damaged', `${file.path} of the backup ${fault}`, {
      exitCode: EXIT.badInput,
      at: { file: path },
      next: 'Nothing was changed. Use another backup.',
    });
  }
}
