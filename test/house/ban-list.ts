import { STAGES } from '../../scripts/lib/rooms.ts';
import type { ProjectFile } from './project.ts';

/** A habit that the house does without. */
export type Ban = {
  /** How the message names it. */
  readonly what: string;
  readonly pattern: RegExp;
  readonly instead: string;
  /** Which files it holds for, by path. */
  readonly where: RegExp;
  /** Files that may, each for a reason that stands in the file. */
  readonly except?: readonly string[];
  /** true: also looked for in comments and quoted text. */
  readonly everyWord?: true;
  /** One line that breaks the rule, and one close to it that does not: the test of the rule itself. */
  readonly bad: string;
  readonly good: string;
};

const STAGE = new RegExp(`^src/(?:${STAGES.join('|')})/`);
const SRC = /^src\//;
const SRC_AND_SCRIPTS = /^(?:src|scripts)\//;
const EVERYWHERE = /^(?:src|scripts|test)\//;

export const BANS: readonly Ban[] = [
  {
    what: 'Date.now()',
    pattern: /\bDate\.now\b/,
    instead: 'a Day argument: stages have no clock',
    where: STAGE,
    bad: 'const now = Date.now();',
    good: 'const now: Day = asOf;',
  },
  {
    what: 'new Date()',
    pattern: /\bnew Date\(\s*\)|\bnew Date\b(?!\()/,
    instead: 'a Day argument: stages have no clock',
    where: STAGE,
    bad: 'const today = new Date();',
    good: 'const date = new Date(value * MS_PER_DAY);',
  },
  {
    what: 'a stopwatch',
    pattern: /\bperformance\.|\bprocess\.hrtime\b/,
    instead: 'a measurement in the command that calls the stage',
    where: STAGE,
    bad: 'const start = performance.now();',
    good: 'const performanceIndex = 3;',
  },
  {
    what: 'Math.random()',
    pattern: /\bMath\.random\b/,
    instead: 'a seed argument: stages throw no dice',
    where: STAGE,
    bad: 'if (Math.random() < 0.05) withhold();',
    good: 'const spread = Math.round(random());',
  },
  {
    what: 'a random id or key',
    pattern: /\brandom(?:Bytes|UUID|Int|FillSync)\b|\bgetRandomValues\b/,
    instead: 'a key or id that the caller makes: stages throw no dice',
    where: STAGE,
    bad: 'const key = randomBytes(32);',
    good: "const key = createHmac('sha256', secret);",
  },
  {
    what: 'process',
    pattern: /(?<![.\w])process\.|(?<![.\w])globalThis\.process\b/,
    instead: 'an argument: a stage does not know in which process it runs',
    where: STAGE,
    bad: 'const zone = process.env.TZ;',
    good: 'const batch = worker.process.length;',
  },
  {
    what: 'a timer',
    pattern: /\bset(?:Timeout|Interval|Immediate)\(/,
    instead: 'a plain call: stages compute and return',
    where: STAGE,
    bad: 'setTimeout(retry, 100);',
    good: 'const timeoutMs = 100;',
  },
  {
    what: 'console',
    pattern: /(?<![.\w])console\./,
    instead: 'a returned value in a stage, the streams of the world elsewhere',
    where: SRC,
    bad: "console.log('here');",
    good: 'const text = this.console.text;',
  },
  {
    what: 'any',
    pattern: /:\s*any\b|\bas any\b|<any\b/,
    instead: 'the type, or unknown and a check',
    where: EVERYWHERE,
    bad: 'function read(row: any): number {',
    good: "const audience: Audience = 'any';",
  },
  {
    what: 'a silenced compiler',
    pattern: /@ts-(?:ignore|expect-error|nocheck)\b/,
    instead: 'types that say what is so',
    where: EVERYWHERE,
    everyWord: true,
    bad: `// ${'@'}ts-ignore`,
    good: '// the compiler agrees',
  },
  {
    what: 'parseFloat()',
    pattern: /\bparseFloat\(/,
    instead:
      'parseCents for money, Number() after a pattern for anything else: parseFloat reads "12,50" as 12',
    where: SRC,
    bad: "const price = parseFloat('12,50');",
    good: "const price = parseCents('12.50');",
  },
  {
    what: 'toFixed()',
    pattern: /\.toFixed\(/,
    instead: 'formatCents for money; elsewhere a named function that says how it rounds',
    where: SRC,
    bad: 'const text = (amountCents / 100).toFixed(2);',
    good: 'const text = formatCents(amountCents);',
  },
  {
    what: 'process.exit()',
    pattern: /\bprocess\.exit\(/,
    instead: 'world.setExitCode: an exit in the middle loses what is being written',
    where: SRC,
    except: ['src/main.ts', 'src/duelist.js'],
    bad: 'process.exit(1);',
    good: 'process.exitCode = 1;',
  },
  {
    what: 'an import inside a type',
    pattern: /\bimport\(['"][^'"]*['"]\)\.(?!then\b|catch\b)/,
    instead: 'import type at the top, where the rules on rooms see it',
    where: EVERYWHERE,
    everyWord: true,
    bad: `type Row = ${'import'}('../ingest/rows.ts').ScanRow;`,
    good: "const rows = (await import('./rows.ts')).FEEDS;",
  },
  {
    what: 'a note to do it later',
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    instead: 'the work itself, or nothing',
    where: EVERYWHERE,
    everyWord: true,
    bad: `// ${'TO'}DO: round properly`,
    good: '// Rounds half away from zero, as the funders do.',
  },
  {
    what: 'a test run alone or put off',
    pattern: /\b(?:test|it|describe)\.(?:only|todo)\b/,
    instead: 'the whole table of tests; skipIf with a printed reason where data is absent',
    where: /^test\//,
    bad: `test${'.only'}('one', () => {});`,
    good: "test.skipIf(absent)('one', () => {});",
  },
  {
    what: 'a path outside of the project',
    pattern: /\/work\/|\.\.\/shared\/(?:data|bench|reference)\b/,
    instead: 'an argument; the project knows nothing of where it lies',
    where: SRC_AND_SCRIPTS,
    everyWord: true,
    bad: `const file = '${'/work'}/x.csv';`,
    good: "import { cents } from '../shared/cents.ts';",
  },
  {
    what: 'a hook of a module that several test files load',
    pattern: /^(?:before|after)(?:All|Each)\(/,
    instead: 'a function that each file calls: such a module is loaded once, for the first of them',
    where: /^test\/(?!.*\.test\.ts$)/,
    bad: 'beforeEach(() => copy());',
    good: 'export const room = () => beforeEach(() => copy());',
  },
];

/** Every breach in a file, as `path:line: what is banned, use instead`. */
export function breaches(file: ProjectFile, bans: readonly Ban[] = BANS): string[] {
  const here = bans.filter((ban) => ban.where.test(file.path) && !ban.except?.includes(file.path));
  return file.text.split('\n').flatMap((line, index) => {
    const code = codeOf(line);
    return here
      .filter((ban) => ban.pattern.test(ban.everyWord ? line : code))
      .map((ban) => `${file.path}:${index + 1}: ${ban.what} is banned, use ${ban.instead}`);
  });
}

/** A line without its comment and without the insides of its quoted strings. */
function codeOf(line: string): string {
  if (/^\s*(?:\/\/|\/\*|\*)/.test(line)) return '';
  return line
    .replace(/'(?:\\.|[^'\\])*'/g, "''")
    .replace(/"(?:\\.|[^"\\])*"/g, '""')
    .replace(/\s\/\/.*$/, '');
}
