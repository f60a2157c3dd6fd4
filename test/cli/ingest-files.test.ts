import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { run as nightly } from '../../src/cli/commands/nightly.ts';
import { openHistoryIn } from '../store/room.ts';
import { ingestRoom, scansCsv } from './ingest-room.ts';
import { worldIn } from './world.ts';

/** The file of a day: some receipts of one line each. */
const day = (name: string, count = 2): string =>
  scansCsv(Array.from({ length: count }, (_, at) => [`${name}${at}`, 'plu:4011']));

const namesOf = (document: Readonly<Record<string, unknown>>): string[] =>
  (document.files as { file: string }[]).map(({ file }) => file.split('/').at(-1) ?? '');

describe('the files of a command line', () => {
  test('may be a pattern, which finds them in the order of the inbox, without what is unfinished', async () => {
    const { dir, ingest, write } = ingestRoom();
    for (const name of [
      'scans-2.csv',
      'scans-10.csv',
      'scans-1-resent.csv',
      'scans-1.csv',
      'scans-3.csv.part',
    ])
      write(name, day(name));
    write('scans-4.csv.gz', gzipSync(day('d')));
    write('scans-4.csv.gz.done', '');
    const { document } = await ingest(['scans', 'scans-*.csv*']);
    expect(namesOf(document)).toEqual([
      'scans-1.csv',
      'scans-1-resent.csv',
      'scans-10.csv',
      'scans-2.csv',
      'scans-4.csv.gz',
    ]);
    expect(document).toMatchObject({ lines_stored: 10 });
    expect((await ingest(['scans', `${dir}/scans-1*.csv`])).document).toMatchObject({ lines_duplicate: 6 });
  });

  test('are there before the first is read', async () => {
    const { data, ingest, write, dir } = ingestRoom();
    // As on the first day of all: whoever is refused makes nothing.
    rmSync(data, { recursive: true });
    const good = write('a.csv', day('a'));
    mkdirSync(join(dir, 'folder'));
    write('b.csv.part', day('b'));
    write('a.csv.done', '');
    const refusals: [string, string, number][] = [
      ['none.csv', 'file-missing', 66],
      ['none-*.csv', 'file-missing', 66],
      ['b.csv.pa*', 'file-missing', 66],
      ['folder', 'is-directory', 64],
      ['b.csv.part', 'unfinished', 65],
      ['a.csv.done', 'no-feed-file', 64],
    ];
    for (const [name, code, exitCode] of refusals)
      expect((await ingest(['scans', good, name])).error).toMatchObject({ code, exitCode });
    expect(readdirSync(dir)).not.toContain('data');
    expect((await ingest(['scans', good])).document).toMatchObject({ lines_stored: 2 });
    expect(openHistoryIn(data).summary().files).toBe(1);
  });

  test('are read once, under however many names', async () => {
    const { ingest, write } = ingestRoom();
    const path = write('a.csv', day('a'));
    write('a[1].csv', day('a'));
    const { document } = await ingest(['scans', path, 'a.csv', './a.csv', 'a[1].csv']);
    expect(document.files).toMatchObject([{ state: 'ingested' }, { state: 'already-ingested' }]);
    expect(document).toMatchObject({ lines_read: 4, lines_stored: 2, lines_duplicate: 2 });
  });
});

describe('standard input', () => {
  test('is read like a file, packed or not, and leaves nothing behind', async () => {
    const { data, ingest } = ingestRoom();
    const plain = await ingest(
      ['scans', '-'],
      { name: 'scans-till.csv' },
      { stdin: Readable.from([day('a')]) },
    );
    expect(namesOf(plain.document)).toEqual(['scans-till.csv']);
    expect(plain.document).toMatchObject({ lines_stored: 2 });
    const packed = gzipSync(day('b', 3));
    const chunks = [packed.subarray(0, 20), packed.subarray(20)];
    const zipped = await ingest(['scans', '-'], {}, { stdin: Readable.from(chunks) });
    expect(zipped.document).toMatchObject({ lines_stored: 3 });
    const again = await ingest(['scans', '-'], {}, { stdin: Readable.from([day('a')]) });
    expect(again.document).toMatchObject({ lines_stored: 0, lines_duplicate: 2 });
    expect(readdirSync(data)).not.toContain('spool');
  });

  test('that brings nothing is an error, and so is a terminal', async () => {
    const { ingest } = ingestRoom();
    const empty = await ingest(['scans', '-'], {}, { stdin: Readable.from([]) });
    expect(empty.error).toMatchObject({ code: 'stdin-empty', exitCode: 65 });
    const terminal = Object.assign(Readable.from([]), { isTTY: true });
    expect((await ingest(['scans', '-'], {}, { stdin: terminal })).error?.exitCode).toBe(64);
  });

  test('that ends in the middle of a line is taken, with a warning', async () => {
    const { ingest } = ingestRoom();
    const cut = { stdin: Readable.from([day('a').slice(0, -1)]), isTerminal: true };
    const { document, stderr } = await ingest(['scans', '-'], {}, cut);
    expect(document).toMatchObject({ lines_stored: 2 });
    expect(stderr).toContain('stdin.csv ends in the middle of a line');
  });
});

describe('a packed file', () => {
  test('may have several members', async () => {
    const { ingest, write } = ingestRoom();
    const [header = '', ...lines] = day('a', 3).split(/(?<=\n)/);
    const members = [header, ...lines].map((line) => gzipSync(line));
    const { document } = await ingest(['scans', write('a.csv.gz', Buffer.concat(members))]);
    expect(document).toMatchObject({ lines_stored: 3 });
  });

  test.each([
    ['with garbage behind it', (packed: Buffer) => Buffer.concat([packed, Buffer.from('store_id,')])],
    ['that breaks off', (packed: Buffer) => packed.subarray(0, -12)],
    ['that is none', () => Buffer.from(day('a'))],
  ])('%s is not whole', async (_what, make) => {
    const { ingest, write } = ingestRoom();
    const { error } = await ingest(['scans', write('a.csv.gz', make(gzipSync(day('a', 400))))]);
    expect(error).toMatchObject({ code: 'gzip', exitCode: 65 });
  });
});

describe('a file that is written to while it is read', () => {
  test('is told, and is read again in whatever state it comes', async () => {
    const { ingest, write } = ingestRoom();
    const [before, after] = [day('a', 2), day('a', 3)];
    const path = write('a.csv', before);
    let writes = 0;
    const stopSignal = () => {
      if (writes++ === 0) write('a.csv', after);
      return undefined;
    };
    const { document, exitCode, stderr } = await ingest(['scans', path], {}, { stopSignal });
    expect([exitCode, stderr]).toEqual([
      65,
      expect.stringContaining('a.csv was written to while it was read'),
    ]);
    expect(document.files).toMatchObject([{ changed: true, archived: null }]);
    // The content that it had when it was opened counts as unread, too: who knows what was read.
    for (const content of [after, before]) {
      const again = await ingest(['scans', write('a.csv', content)]);
      expect(again.document.files).toMatchObject([{ state: 'ingested', changed: false }]);
    }
  });
});

describe('the originals', () => {
  const archived = (dir: string): string[] =>
    (readdirSync(dir, { recursive: true }) as string[]).filter((name) => name.endsWith('.gz')).sort();

  test('are archived once for each content, for their owner alone', async () => {
    const { data, ingest, write } = ingestRoom();
    const archive = { set: ['ingest.archive=gzip'] };
    const path = write('scans-1.csv', day('a'));
    await ingest(['scans', path]);
    expect(readdirSync(data)).not.toContain('archive');
    const packed = write('scans-2.csv.gz', gzipSync(day('b')));
    const twin = write('scans-3.csv', day('a'));
    const { document } = await ingest(['scans', path, packed, twin], archive);
    await ingest(['scans', path, packed], archive, { now: () => new Date(Date.UTC(2026, 2, 9)) });
    const names = archived(join(data, 'archive'));
    expect(names.map((name) => name.replace(/[0-9a-f]{16}/, 'HASH')).sort()).toEqual([
      expect.stringMatching(/^2026-0[23]-\d\d\/HASH-scans-1.csv.gz$/),
      expect.stringMatching(/^2026-0[23]-\d\d\/HASH-scans-2.csv.gz$/),
    ]);
    const [first = ''] = names.filter((name) => name.includes('scans-1'));
    expect(document.files).toMatchObject([{ archived: join(data, 'archive', first) }, {}, {}]);
    expect(gunzipSync(readFileSync(join(data, 'archive', first))).toString()).toBe(day('a'));
    expect(statSync(join(data, 'archive', first)).mode & 0o777).toBe(0o600);
  });

  test('go where the configuration says, closed to others there, too', async () => {
    const { dir, ingest, write } = ingestRoom();
    const elsewhere = join(dir, 'elsewhere');
    const set = ['ingest.archive=gzip', `ingest.archive_dir=${elsewhere}`];
    await ingest(['scans', write('a.csv', day('a'))], { set });
    renameSync(elsewhere, `${elsewhere}-2`);
    expect(archived(`${elsewhere}-2`)).toHaveLength(1);
    expect(statSync(`${elsewhere}-2`).mode & 0o777).toBe(0o700);
  });

  test('of the inbox are cleared out of it when they are archived; a rehearsal leaves all as it is', async () => {
    const { data, dir, ingest, write } = ingestRoom();
    await ingest(['scans', write('a.csv', day('a'))]);
    mkdirSync(join(data, 'inbox'));
    const inbox = (): string[] => readdirSync(join(data, 'inbox'));
    write('data/inbox/scans-2.csv', day('b'));
    write('data/inbox/scans-2.csv.done', '');
    const night = {
      data,
      asOf: '2026-03-01',
      json: true,
      set: ['ingest.archive=gzip', `ingest.archive_dir=${dir}/kept`],
    };
    await nightly(worldIn(dir).world, { ...night, dryRun: true });
    expect(readdirSync(dir)).not.toContain('kept');
    expect(inbox()).toHaveLength(2);
    await nightly(worldIn(dir).world, night);
    expect(archived(join(dir, 'kept'))).toHaveLength(1);
    expect(inbox()).toEqual([]);
  });
});
