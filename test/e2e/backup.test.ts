import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { copyData, PLAN_DAY } from '../../scripts/proof/support/chain.ts';
import { differences, faultsOf, logicalDump } from '../../scripts/proof/support/dump.ts';
import { documentOf, duelist } from '../../scripts/proof/support/program.ts';
import { duelistHere, succeedHere } from '../support/here.ts';
import { type RestoreScene, restore, restoreScene } from '../support/restore-scene.ts';
import { scratchDirectory } from '../support/scratch.ts';

/** A copy that restores, or that says that it does not. */
const scratch = scratchDirectory();
let scene: RestoreScene;

beforeAll(async () => {
  scene = await restoreScene(scratch);
}, 120_000);

describe('a backup', () => {
  test('is the owner’s alone, says what it holds, and has nothing of the check beside it', () => {
    const names = readdirSync(scene.backup).sort();
    expect(names).toEqual(['history.db', 'keys', 'ledger.db', 'manifest.json']);
    for (const name of [...names, 'keys/1.key'])
      expect(statSync(join(scene.backup, name)).mode & 0o077).toBe(0);
    const manifest = JSON.parse(readFileSync(join(scene.backup, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      schema: 'duelist.backup-manifest/1',
      watermarks: { last_redemption_id: 1, last_file_no: expect.any(Number) },
      cycles: [{ cycle_id: 1, as_of: PLAN_DAY, state: 'released' }],
    });
    expect(manifest.files.map(({ path }: { path: string }) => path)).toEqual([
      'history.db',
      'ledger.db',
      'keys/1.key',
    ]);
    expect(existsSync(`${scene.backup}.part`)).toBe(false);
  });

  test('is equal to what it was made from', () => {
    const dir = copyData(scene.backup, join(scratch, 'opened'));
    const rows = logicalDump(scene.released).filter((row) => !row.includes('"backup"'));
    // The name under which a file's rejects were put aside is kept as it was.
    const inCopy = logicalDump(dir).map((row) => row.replaceAll(scene.released, '(data)'));
    expect(differences(rows, inCopy)).toEqual([]);
    expect(faultsOf(dir)).toEqual([]);
  });

  test('goes into no folder that has anything in it (73), and removes what a killed one left', async () => {
    const out = join(scratch, 'full');
    mkdirSync(out);
    writeFileSync(join(out, 'mine'), '');
    const ran = await duelistHere(['backup', '--out', out, '--data', scene.released]);
    expect(ran.code).toBe(73);
    expect(readdirSync(out)).toEqual(['mine']);

    const again = join(scratch, 'again');
    mkdirSync(`${again}.part`);
    writeFileSync(join(`${again}.part`, 'ledger.db'), 'half');
    expect((await duelistHere(['backup', '--out', again, '--data', scene.released])).code).toBe(73);
    writeFileSync(join(`${again}.part`, '.duelist-backup'), '');
    await succeedHere(['backup', '--out', again, '--data', scene.released]);
    expect(existsSync(`${again}.part`)).toBe(false);
    expect(readdirSync(again)).toEqual(readdirSync(scene.backup));
  });

  test('that is killed half way leaves DIR.part alone', async () => {
    const out = join(scratch, 'killed');
    const ran = await duelist(['backup', '--out', out, '--data', scene.released], (kill) => {
      const watch = setInterval(() => existsSync(join(`${out}.part`, 'ledger.db')) && kill(), 1);
      return () => clearInterval(watch);
    });
    expect(ran.code).toBeUndefined();
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, true]);
    await succeedHere(['backup', '--out', out, '--data', scene.released]);
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([true, false]);
  });

  test('of a ledger that does not add up is kept under another name, and answered with no', async () => {
    const dir = copyData(scene.lost, join(scratch, 'unsound'));
    const db = new Database(join(dir, 'ledger.db'));
    db.exec(
      'DROP TRIGGER ledger_entry_no_update; UPDATE ledger_entry SET funder_cents = funder_cents - 1, store_cents = store_cents + 1 WHERE entry_id = 2',
    );
    db.close();
    const out = join(scratch, 'unsound-copy');
    const ran = await duelistHere(['backup', '--out', out, '--data', dir, '--json']);
    expect(ran.code).toBe(1);
    expect(documentOf(ran)).toMatchObject({ ok: false, dir: `${out}.failed` });
    expect([existsSync(out), existsSync(`${out}.failed`)]).toEqual([false, true]);
  });
});

describe('a backup that is not whole changes nothing:', () => {
  const spoilt = (name: string, spoil: (copy: string) => void): string => {
    const copy = join(scratch, `spoilt-${name}`);
    cpSync(scene.backup, copy, { recursive: true });
    spoil(copy);
    return copy;
  };
  const edit = (copy: string, over: Record<string, unknown>): void => {
    const path = join(copy, 'manifest.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...over }));
  };
  const CASES: readonly (readonly [string, number, (copy: string) => void, RegExp])[] = [
    ['a byte more', 65, (copy) => appendFileSync(join(copy, 'ledger.db'), 'x'), /ledger\.db/],
    ['cut', 65, (copy) => truncateSync(join(copy, 'history.db'), 4096), /history\.db/],
    [
      'changed',
      65,
      (copy) => {
        const path = join(copy, 'ledger.db');
        const bytes = readFileSync(path);
        bytes[5000] = (bytes[5000] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
      /ledger\.db/,
    ],
    ['without its key', 74, (copy) => rmSync(join(copy, 'keys', '1.key')), /keys\/1\.key/],
    ['without a manifest', 66, (copy) => rmSync(join(copy, 'manifest.json')), /manifest\.json/],
    [
      'with a manifest that is none',
      65,
      (copy) => writeFileSync(join(copy, 'manifest.json'), '{"schema":'),
      /manifest/,
    ],
    [
      'with a path that leads out',
      65,
      (copy) => edit(copy, { files: [{ path: '../../x', bytes: 1, sha256: '' }] }),
      /manifest/,
    ],
    ['of a newer program', 78, (copy) => edit(copy, { schema_versions: { history: 1, ledger: 999 } }), /999/],
  ];

  test.each(CASES)('%s (%d)', async (name, code, spoil, reason) => {
    const dir = copyData(scene.lost, join(scratch, `to-${name}`));
    const before = logicalDump(dir, ['ledger.db']);
    const ran = await restore(dir, '--from', spoilt(name, spoil));
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(reason);
    expect(differences(before, logicalDump(dir, ['ledger.db']))).toEqual([]);
    expect(readdirSync(dir).filter((entry) => /^(?:replaced|restoring)/.test(entry))).toEqual([]);
  });
});
