import { EXIT, UserError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { COMPLETIONS, type Shell } from '../manual/completion.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & { readonly arguments: readonly string[] };

/** `completion bash|zsh|fish`: the script on stdout; needs no data directory. */
export async function run(world: World, options: Options): Promise<void> {
  const [name = ''] = options.arguments;
  const shells = Object.keys(COMPLETIONS) as Shell[];
  const shell = shells.find((known) => known === name);
  if (shell === undefined) {
    const near = nearest(name, shells);
    throw new UserError(
      'shell-unknown',
      `there is no completion for ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
      { exitCode: EXIT.usage, next: `The shells are: ${shells.join(', ')}.` },
    );
  }
  world.stdout(COMPLETIONS[shell]());
}
