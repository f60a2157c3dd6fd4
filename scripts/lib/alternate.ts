/**
 * Run every contestant once per round, in turn, so that a noisy minute hits all of them alike. Every second round goes
 * backwards: no contestant always follows the same one.
 *
 * @param contestants Each runs once and returns its figure.
 * @returns Samples per contestant, in rounds' order.
 */
export function alternate<Name extends string>(
  contestants: Readonly<Record<Name, () => number>>,
  rounds: number,
): Record<Name, number[]> {
  const names = Object.keys(contestants) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) samples[name].push(contestants[name]());
  }
  return samples;
}
