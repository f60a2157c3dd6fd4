import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest on a quiet machine, in order of its CPU seconds. Of neighbours no two make the same chain, which
 * the first one leaves to the others.
 */
const LONGEST = [
  ...['nightly', 'rerun', 'installed', 'drops', 'night', 'returns', 'bad-days', 'loop', 'holds', 'kill'],
  ...['lane', 'people', 'race', 'rates', 'permissions', 'review', 'exits'],
].map((name) => `/test/e2e/${name}.test.ts`);
const README = '/test/readme.test.ts';

/**
 * Starts long test files first, so that the workers end together. Vitest goes by what it remembers of the last run; in a
 * new checkout it goes by the size of the files, and the longest have few lines.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

function rank(path: string): number {
  const place = [...LONGEST, README].findIndex((end) => path.endsWith(end));
  if (place >= 0) return place;
  return path.includes('/test/e2e/') ? LONGEST.length + 1 : LONGEST.length + 2;
}
