import { EXIT, UserError } from '../shared/errors.ts';
import { describeIssue } from './faults.ts';
import { type LaneLayout, laneLayoutSchema } from './lane-layout.ts';
import { parseToml } from './toml.ts';

/** The layout in a file's text. @throws UserError (78) that names every fault. */
export function readLaneLayout(text: string, file: string): LaneLayout {
  const parsed = laneLayoutSchema.safeParse(parseToml(text, file), { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(describeIssue).map(({ text: fault }) => fault);
  throw new UserError('lane-layout', `${file} has ${faults.length} fault${faults.length === 1 ? '' : 's'}`, {
    exitCode: EXIT.badConfig,
    at: { file },
    next: faults.join('\n  '),
  });
}

/** Plain CSV with all columns. */
export function defaultLaneLayout(): LaneLayout {
  return laneLayoutSchema.parse({});
}
