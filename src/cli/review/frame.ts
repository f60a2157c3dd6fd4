import { resolve } from 'node:path';
import { shellWord } from '../../review/hold-command.ts';
import type { PageFrame } from '../../review/page.ts';
import type { Cycle } from '../../store/ledger/cycles.ts';
import type { Context } from '../context.ts';

export type ReviewOptions = {
  /** Of the lists drawn at random. */
  readonly seed: number;
  /** Who asked; default: the account. */
  readonly by?: string | undefined;
  /** Folder of a print run of the cycle, whose unprinted sheets are then flagged. */
  readonly printDir?: string | undefined;
};

export function frameOf(context: Context, cycle: Cycle | undefined): PageFrame {
  return {
    chainName: context.config.chain.name,
    cycleName: cycle === undefined ? undefined : `Cycle ${cycle.cycleId}`,
  };
}

/** How commands find this chain; nothing where it lies at the default place of who runs this. */
export function dataOption({ dataDir, world }: Pick<Context, 'dataDir' | 'world'>): string {
  if (resolve(world.cwd, 'duelist-data') === dataDir) return '';
  return ` --data ${shellWord(dataDir)}`;
}
