import { PLAN_DAY, planCycle } from '../../scripts/proof/support/chain.ts';
import type { Ran } from '../../scripts/proof/support/program.ts';
import { run } from '../../src/cli/run.ts';
import type { World } from '../../src/cli/world.ts';
import { worldIn } from '../cli/world.ts';

/**
 * Run `duelist ARGS…` inside this process, by the real clock: for what the program says and leaves behind, where how a
 * process begins and ends does not matter. A process of its own takes ten times as long to start.
 */
export async function duelistHere(args: readonly string[], over: Partial<World> = {}): Promise<Ran> {
  const { world, said } = worldIn(process.cwd(), {
    argv: args,
    pid: process.pid,
    now: () => new Date(),
    ...over,
  });
  await run(world);
  return { code: said.exitCode ?? 0, stdout: said.stdout, stderr: said.stderr };
}

/** Run it and insist on success. @throws Error with what the program said. */
export async function succeedHere(args: readonly string[]): Promise<Ran> {
  const ran = await duelistHere(args);
  if (ran.code === 0) return ran;
  throw new Error(`duelist ${args.slice(0, 8).join(' ')} ended with ${ran.code}: ${ran.stderr}${ran.stdout}`);
}

/** Several of them, one after the other. @returns What each wrote to stdout. */
export async function succeedInTurnHere(commands: readonly (readonly string[])[]): Promise<string[]> {
  const said: string[] = [];
  for (const args of commands) said.push((await succeedHere(args)).stdout);
  return said;
}

/** Plan for all households, unless told otherwise. @returns The cycle's id. */
export function planHere(dataDir: string, asOf = PLAN_DAY, households = 'all'): Promise<string> {
  return planCycle(dataDir, asOf, households, succeedHere);
}
