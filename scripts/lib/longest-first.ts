import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest on a quiet machine, in order of its CPU seconds. Of neighbours no two make the same chain, which
 * the first one leaves to the others.
 */
const LONGEST = [
  ...['nightly', 'rerun', 'drops', 'night', 'returns', 'bad-days', 'loop', 'holds', 'kill'],
  ...['lane', 'people', 'race', 'rates', 'permissions', 'review', 'exits'],
].map((name) => `/test/e2e/${name}.test.ts`);
/** Of those that are apart. */
const LONGEST_APART = /\/(?:installed|readme)\.test\.ts$/;

/**
 * Starts long test files first, so that the workers end together. Vitest goes by what it remembers of the last run; in a
 * new checkout it goes by the size of the files, and the longest have few lines. Before all come the files that are apart,
 * the longest of them first: between others they would end the process that these share.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  if (project.name === 'apart') return LONGEST_APART.test(moduleId) ? -2 : -1;
  const place = LONGEST.findIndex((end) => moduleId.endsWith(end));
  if (place >= 0) return place;
  return moduleId.includes('/test/e2e/') ? LONGEST.length : LONGEST.length + 1;
}
