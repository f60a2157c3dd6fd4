import { type Html, html } from '../../shared/html.ts';
import { longDay } from '../format.ts';
import { page } from '../page.ts';
import { afterSection } from './after.ts';
import type { ReportFacts } from './facts.ts';
import { figures, headline } from './head.ts';
import { leftOutSection } from './left-out.ts';
import { offersSection } from './offers.ts';
import { groupsSection, kindsSection, savingsSection } from './plan.ts';

/** The report on one cycle as a page by itself: what came of it first, then what it was. */
export async function reportPage(facts: ReportFacts): Promise<string> {
  const { cycle, chainName } = facts;
  const body = html`<h1>Lists of ${longDay(cycle.asOf)} <span class="state">${cycle.state}</span></h1>
<p class="lead">${headline(facts)}</p>
${figures(facts)}
${await afterSection(facts)}
${groupsSection(facts)}
${await savingsSection(facts)}
${kindsSection(facts)}
${offersSection(facts)}
${leftOutSection(facts)}
${reckoning(facts)}`;
  const frame = { chainName: `${chainName} \u00B7 cycle ${cycle.cycleId}`, cycleName: undefined };
  return page(frame, 'index.html', `Report on cycle ${cycle.cycleId}`, body);
}

function reckoning({ after, plan }: ReportFacts): Html {
  return html`<section aria-labelledby="reckoning"><h2 id="reckoning">How the figures are reckoned</h2>
<ul class="note">
<li>What lists and specials are counted in: those that go out, neither held ones nor those of the control group, unless it says otherwise.</li>
<li>What a list is worth is what its specials save, each used once at the printed price.</li>
${
  plan === undefined
    ? undefined
    : html`<li>Expected is the probability that a special is redeemed times what it saves, added up. What is paid is at most the second figure, but for one case in ${Math.round(1 / Math.max(plan.risk, 0.001))}; with too little known of the chain\u2019s own redemptions, or a risk of 0, that is what it costs if every list comes back.</li>
<li>The shadow price of an offer is what one cent more of its budget would have saved on these lists, in cents, beyond what the plan did with it: where it is 0, nobody was refused for want of money.</li>`
}
${
  after === undefined
    ? undefined
    : html`<li>Treatment and control were drawn by lot, by a keyed hash of the household\u2019s id, and are compared whether or not a list was held. Both are brought to the same eight weeks before a household\u2019s first list (A. Deng and others, 2013), which takes out what they differed in anyway; intervals are Welch\u2019s, 95 %.</li>
<li>It is the effect of the lists so far, not of these lists alone: who had lists before these had them in the treatment group only. Who qualifies may itself be an effect of earlier lists.</li>
<li>Lines bought: the household bought that very product while the list was good. Those of the control group stood on a list that nobody saw.</li>`
}
</ul></section>`;
}
