/**
 *     npm run bench -- print [--lists N] [--households N] [--full] [--rounds N] [--json]
 *
 * `--lists`: in each round of ours; `--households`: of the chain whose lists `duelist print` prints, 0 for none; `--full`: the
 * memory of 50,000 lists, too.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { alternate } from '../lib/alternate.ts';
import { UsageError } from '../lib/arguments.ts';
import type { Bench, Claim } from '../lib/bench-report.ts';
import { printedChain } from './support/printed-chain.ts';

export const title =
  'lists of two pages as PDF with embedded fonts, against ReportLab, WeasyPrint and pdfkit with the same marks';

const ROUNDS = 3;
const LISTS = 1_000;
const MANY = 50_000;
const HOUSEHOLDS = 2_000;
const PEER_LISTS = { reportlab: 150, weasyprint: 10, pdfkit: 40 };
const SINGLE = 'duelist, single files';
const SPOOL = 'duelist, spool';
const REPORTLAB = 'ReportLab, single files';
const REPORTLAB_SPOOL = 'ReportLab, all in one file';
const WEASYPRINT = 'WeasyPrint, single files';
const PDFKIT = 'pdfkit, single files';
const UNIT = 'CPU ms a list';
const OVER_REPORTLAB = 0.25;
const SINGLE_KB_MAX = 40;
const SPOOL_KB_MAX = 8;
const PEAK_MB_MAX = 250;

type Figures = {
  readonly cpuMs: number;
  readonly kb: number;
  readonly peakMb: number;
  readonly version?: string;
};

export const run: Bench = async ({ rounds = ROUNDS, args, say }) => {
  const { lists, households, full } = readOptions(args);
  const python = pythonWith('reportlab');
  if (python === undefined)
    throw new UsageError('bench print needs ReportLab: apt-get install python3-reportlab');
  const colour = pythonWith('weasyprint');
  if (colour === undefined)
    say('skipped: WeasyPrint, which is not installed here (apt-get install weasyprint)');
  const folder = mkdtempSync(join(tmpdir(), 'duelist-bench-print-'));
  try {
    ours('marks', folder, PEER_LISTS.reportlab);
    say(`${PEER_LISTS.reportlab} lists are laid out for the peers`);
    const last = new Map<string, Figures>();
    const measure = (name: string, figures: () => Figures) => () => {
      const found = figures();
      last.set(name, found);
      say(`${name}: ${Math.round(found.cpuMs * 100) / 100} ms of CPU a list`);
      return found.cpuMs;
    };
    const contestants: Record<string, () => number> = {
      [SINGLE]: measure(SINGLE, () => ours('single', folder, lists)),
      [SPOOL]: measure(SPOOL, () => ours('spool', folder, lists)),
      [REPORTLAB]: measure(REPORTLAB, () => peer('reportlab', python, folder)),
      [REPORTLAB_SPOOL]: measure(REPORTLAB_SPOOL, () => peer('reportlab', python, folder, 'spool')),
      [PDFKIT]: measure(PDFKIT, () => ours('pdfkit', folder, PEER_LISTS.pdfkit)),
    };
    if (colour !== undefined)
      contestants[WEASYPRINT] = measure(WEASYPRINT, () => peer('weasyprint', colour, folder));
    const samples = await alternate(contestants, rounds);
    const many = full ? ours('spool', folder, MANY) : undefined;
    const of = (name: string) => last.get(name) as Figures;
    const claims: Claim[] = [
      { what: 'a list as a single file', value: of(SINGLE).kb, unit: 'kB', atMost: SINGLE_KB_MAX },
      { what: 'a list in a spool', value: of(SPOOL).kb, unit: 'kB', atMost: SPOOL_KB_MAX },
      { what: 'a list by ReportLab', value: of(REPORTLAB).kb, unit: 'kB' },
      ...(colour === undefined
        ? []
        : [{ what: 'a list by WeasyPrint', value: of(WEASYPRINT).kb, unit: 'kB' }]),
      { what: 'a list by pdfkit', value: of(PDFKIT).kb, unit: 'kB' },
      { what: `memory with ${lists} lists`, value: of(SPOOL).peakMb, unit: 'MB', atMost: PEAK_MB_MAX },
      ...(many === undefined
        ? []
        : [{ what: `memory with ${MANY} lists`, value: many.peakMb, unit: 'MB', atMost: PEAK_MB_MAX }]),
    ];
    if (households > 0) claims.push(...(await printedChain(folder, households, say)));
    return {
      contestants: Object.entries(samples).map(([name, taken]) => ({
        name,
        ours: name === SINGLE || name === SPOOL,
        unit: UNIT,
        samples: taken,
      })),
      limits: [{ ours: SINGLE, peer: REPORTLAB, unit: UNIT, atMost: OVER_REPORTLAB }],
      claims,
      input: {
        lists,
        households,
        reportlab_lists: PEER_LISTS.reportlab,
        weasyprint_lists: PEER_LISTS.weasyprint,
        pdfkit_lists: PEER_LISTS.pdfkit,
      },
      versions: {
        reportlab: of(REPORTLAB).version ?? 'unknown',
        weasyprint: last.get(WEASYPRINT)?.version ?? 'none',
      },
      notes: [
        'Ours chooses breaks and places as well; the peers get every mark with its place, and draw it with the same fonts.',
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Options = { readonly lists: number; readonly households: number; readonly full: boolean };

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lists: { type: 'string' },
      households: { type: 'string' },
      full: { type: 'boolean', default: false },
    },
  });
  const lists = Number(values.lists ?? LISTS);
  if (!Number.isSafeInteger(lists) || lists < 1)
    throw new UsageError('--lists must be a whole number above 0');
  const households = Number(values.households ?? HOUSEHOLDS);
  if (!Number.isSafeInteger(households) || households < 0)
    throw new UsageError('--households must be a whole number');
  return { lists, households, full: values.full };
}

function pythonWith(library: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find(
    (each) => spawnSync(each, ['-c', `import ${library}`], { stdio: 'ignore' }).status === 0,
  );
}

function ours(mode: 'single' | 'spool' | 'marks' | 'pdfkit', folder: string, lists: number): Figures {
  return figures(process.execPath, [
    join(import.meta.dirname, 'support/print-process.ts'),
    mode,
    folder,
    String(lists),
  ]);
}

function peer(name: 'reportlab' | 'weasyprint', python: string, folder: string, mode = 'single'): Figures {
  const family = dirname(
    createRequire(import.meta.url).resolve('@expo-google-fonts/source-sans-3/package.json'),
  );
  const script = join(import.meta.dirname, `support/print-${name}.py`);
  return figures(python, [script, folder, String(PEER_LISTS[name]), family, mode]);
}

function figures(program: string, args: readonly string[]): Figures {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr.slice(0, 2000)}`);
  return JSON.parse(stdout) as Figures;
}
