import { type Html, html } from '../shared/html.ts';
import type { Packet } from './packet.ts';

/** How to hold one thing, word for word; only a draft still takes holds. @param what `--list 117`. */
export function holdCommand({ cycle, dataOption }: Packet, what: string): Html | undefined {
  if (cycle.state !== 'draft') return undefined;
  return html`<details class="hold"><summary>Hold it</summary><code class="command">duelist hold ${what} --reason "WHY" --by "YOUR NAME"${dataOption}</code></details>`;
}

/** A word of a command line, quoted where the shell would take it apart. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
