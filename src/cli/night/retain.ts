import { formatDay } from '../../shared/day.ts';
import { isRetentionDue, retainLines } from '../care/retention.ts';
import { knownFault } from '../faults.ts';
import type { NightEnd, NightRun } from './run-types.ts';

/**
 * The lines of one more month go, in the first night of each, when an age is configured. Last of all, when the lists are
 * made: a fault here, or a stop, costs nothing but room, and the next night goes on.
 */
export async function dropOldLines({ context, asOf }: NightRun, end: NightEnd): Promise<NightEnd> {
  if (!isRetentionDue(context, asOf)) return end;
  const started = context.world.now().getTime();
  context.enterPhase('nightly, in retention');
  try {
    const { before, receipts, lines, bytesBefore, bytesAfter } = await retainLines(context, asOf, false);
    const counts = {
      before: before === undefined ? null : formatDay(before),
      receipts,
      lines,
      bytes_before: bytesBefore,
      bytes_after: bytesAfter,
    };
    const seconds = (context.world.now().getTime() - started) / 1000;
    const report = { phase: 'retention', state: 'done', did: true, seconds, counts } as const;
    return { ...end, phases: [...end.phases, report], did: true };
  } catch (error) {
    const fault = knownFault(error);
    if (fault === undefined) throw error;
    context.warn(`old lines were not dropped: ${fault.message}`);
    return end;
  }
}
