import { type Html, html } from '../shared/html.ts';
import { count, several } from './format.ts';
import type { Packet } from './packet.ts';

/** What to do next, word for word. */
export function nextSection(packet: Packet): Html {
  return html`<section class="next" aria-labelledby="next"><h2 id="next">What to do next</h2>
<ol>${steps(packet).map((step) => html`<li>${step}</li>`)}</ol></section>`;
}

function steps(packet: Packet): Html[] {
  const { cycle, survey } = packet;
  const command = (text: string): Html =>
    html`<code class="command">duelist ${text}${packet.dataOption}</code>`;
  const read = html`Read <a href="read-first.html">the ${several(survey.chosen.length, 'list')} to read first</a>${flaggedToo(packet)}. Look a household up under <a href="lists.html">all lists</a>.`;
  switch (cycle.state) {
    case 'draft':
      return [
        read,
        html`Hold what must not go out: one list, an offer on every list, or a household.
${command(`hold --list ID --reason "WHY" --by "YOUR NAME"`)}
${command(`hold --offer ID --reason "WHY" --by "YOUR NAME"`)}
${command(`hold --household ID --reason "WHY" --by "YOUR NAME"`)}`,
        html`Approve the rest as it stands. Whoever approves gets a seal of eight characters; any change after it breaks the seal.
${command(`approve --cycle ${cycle.cycleId} --by "YOUR NAME"`)}`,
      ];
    case 'approved':
      return [
        read,
        html`Make it redeemable: all of it, or nothing.
${command(`release --cycle ${cycle.cycleId} --out DIR`)}`,
      ];
    case 'released':
      return [
        read,
        html`It is out. If an offer on paper is wrong, take it back and say what the lanes do with it.
${command(`withdraw --offer ID --lanes honour --reason "WHY" --by "YOUR NAME"`)}`,
      ];
    default:
      return [html`This cycle is ${cycle.state}: there is nothing left to decide.`, read];
  }
}

function flaggedToo({ survey }: Packet): Html {
  return survey.flaggedLists === 0
    ? html`; nothing else is flagged`
    : html`, and <a href="flagged.html">${survey.flaggedLists === 1 ? 'the one that is flagged' : `all ${count(survey.flaggedLists)} that are flagged`}</a>`;
}
