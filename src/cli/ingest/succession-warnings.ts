import type { SuccessionFault } from '../../history/succession.ts';
import type { Context } from '../context.ts';

/** Faults named one by one in warnings before the rest is counted. */
const NAMED_MAX = 5;

/** After products files: what `replaces` says and cannot be followed as it stands. */
export function warnOfSuccessions(context: Context): void {
  const { faults } = context.history.successions.all();
  for (const fault of faults.slice(0, NAMED_MAX)) context.warn(describe(fault));
  if (faults.length > NAMED_MAX)
    context.warn(`and ${faults.length - NAMED_MAX} more products whose place is not clear`);
}

function describe(fault: SuccessionFault): string {
  if (fault.tag === 'circle') {
    const [only, ...others] = fault.productIds;
    return others.length === 0
      ? `product ${only} replaces itself: that is ignored`
      : `products ${fault.productIds.join(', ')} replace each other in a circle: that is ignored`;
  }
  const [first] = fault.by;
  return `products ${fault.by.join(' and ')} replace ${fault.productId}: ${first} has its history, the others begin anew`;
}
