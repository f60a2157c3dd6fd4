import { EXIT, UserError } from '../../shared/errors.ts';
import { nearest } from '../../shared/nearest.ts';
import { type Context, withContext } from '../context.ts';
import type { CommonOptions } from '../options.ts';
import { sayList } from '../people/household/list.ts';
import { mergeHouseholds, unmergeHouseholds } from '../people/household/merge.ts';
import type { HouseholdOptions } from '../people/household/options.ts';
import { sayHousehold } from '../people/household/show.ts';
import { flagHousehold, reissueCard, undoEvent } from '../people/household/words.ts';
import type { World } from '../world.ts';

type Options = CommonOptions & HouseholdOptions & { readonly arguments: readonly string[] };

type Action = {
  /** It changes what the night works on. */
  readonly lock: boolean;
  readonly run: (context: Context, options: HouseholdOptions) => void;
};

const ACTIONS: Readonly<Record<string, Action>> = {
  merge: { lock: true, run: mergeHouseholds },
  unmerge: { lock: true, run: unmergeHouseholds },
  reissue: { lock: true, run: reissueCard },
  flag: { lock: true, run: flagHousehold },
  undo: { lock: true, run: undoEvent },
  show: { lock: false, run: sayHousehold },
  list: { lock: false, run: sayList },
};

/** `household`: who is who, and what people said of it. */
export async function run(world: World, options: Options): Promise<void> {
  const [name = '', ...more] = options.arguments;
  const action = ACTIONS[name];
  if (action === undefined || more.length > 0) throw unknownAction(options.arguments.join(' '));
  await withContext(world, options, { command: 'household', lock: action.lock }, (context) =>
    action.run(context, options),
  );
}

function unknownAction(name: string): UserError {
  const names = Object.keys(ACTIONS);
  const near = nearest(name, names);
  return new UserError(
    'household-action',
    `there is no duelist household ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
    { exitCode: EXIT.usage, next: `Its actions are: ${names.join(', ')}.` },
  );
}
