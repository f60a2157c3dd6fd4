import type { SpecialFacts } from '../../../lists/planned-list.ts';

/**
 * What speaks for a special in a need that the household does not buy: `need avocados (Hass Avocado): 42 of the 96 households
 * that buy it buy this too, where 21.4 would for the number of needs that they buy; 1.5 times as many, 1.3 at least`.
 */
export function discoveryText({ discovery }: SpecialFacts): string | undefined {
  if (discovery === undefined) return undefined;
  const { need, description, households, buyers, expected, lift, liftAtLeast } = discovery;
  return (
    `need ${need} (${description}): ${households} of the ${buyers} households that bought it twice or more in half a year ` +
    `bought this as often, where ${expected} would have for the number of needs that they buy: ${lift} times as many when smoothed, ` +
    `${liftAtLeast} at least`
  );
}

/** The same for programs. */
export function describeDiscovery({ discovery }: SpecialFacts) {
  if (discovery === undefined) return null;
  return {
    need: discovery.need,
    product_id: discovery.productId ?? null,
    description: discovery.description,
    on_list: discovery.onList,
    households: discovery.households,
    buyers: discovery.buyers,
    expected: discovery.expected,
    lift: discovery.lift,
    lift_at_least: discovery.liftAtLeast,
  };
}
