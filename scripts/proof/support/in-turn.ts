/**
 * Several command lines one after the other in one process, as `duelist demo` runs its own: what a proof needs before it
 * begins. `node in-turn.ts JSON`, a list of argument lists; prints a JSON list of what each wrote to stdout.
 */
import { succeedInside } from './inside.ts';

const commands: readonly (readonly string[])[] = JSON.parse(process.argv[2] ?? '[]');
const outputs: string[] = [];
for (const argv of commands) outputs.push(await succeedInside(argv));
process.stdout.write(JSON.stringify(outputs));
