/**
 * Run every contestant once per round, in turn, so that a noisy minute hits all of them alike. Every second round goes
 * backwards: no contestant always follows the same one.
 *
 * @param contestants Each runs once and returns its figures.
 * @returns Samples per contestant, in rounds' order.
 */
export async function alternate<Name extends string, Sample>(
  contestants: Readonly<Record<Name, () => Sample | Promise<Sample>>>,
  rounds: number,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(contestants) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed())
      samples[name].push(await contestants[name]());
  }
  return samples;
}
