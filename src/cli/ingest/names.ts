/** End of the name of what lies beside a file and says what it holds. */
export const CONTROL_END = '.control.json';
/** End of the name of what lies beside a file that is whole. */
export const DONE_MARK = '.done';
/** Ends of names under which a transfer is still going on. */
const UNFINISHED = /\.(?:part|tmp|filepart|crdownload)$/i;

export function isUnfinished(name: string): boolean {
  return UNFINISHED.test(name);
}

/** Whether a name is that of something beside a file, and of no file itself. */
export function isBeside(name: string): boolean {
  return name.endsWith(DONE_MARK) || name.endsWith(CONTROL_END);
}

/** Ends that a feed file may have; a feed that is no CSV needs a layout. */
export const NAME_END = /\.(?:csv|tsv|txt|dat|log|xml)(?:\.gz)?$/i;

export function stemOf(name: string): string {
  return name.replace(NAME_END, '');
}

/** By name without its end: `scans-2026-07-12-resent.csv` corrects `scans-2026-07-12.csv`, and so comes after it. */
export function byStem(a: string, b: string): number {
  const [left, right] = [stemOf(a), stemOf(b)];
  return left < right ? -1 : left > right ? 1 : a < b ? -1 : a > b ? 1 : 0;
}
