import { Html, html, named } from '../shared/html.ts';
import { FLAG_TITLES } from './flags.ts';
import { count, money, several } from './format.ts';
import type { Packet } from './packet.ts';
import { page } from './page.ts';
import type { ListRow } from './survey.ts';
import { type Row, table } from './table.ts';

/** Households of one page: as many as a browser sorts without a pause. */
export const PAGE_ROWS = 500;

/** One written page of a long table. */
export type PagePart = {
  readonly name: string;
  readonly firstId: string;
  readonly lastId: string;
  readonly rows: number;
};

/** A list's sheet in the packet, or why there is none. */
export type SheetLink = { readonly path: string } | { readonly fault: string };

/** `lists-001.html`. */
export function partName(kind: 'lists' | 'flagged', number: number): string {
  return `${kind}-${String(number).padStart(3, '0')}.html`;
}

type Place = {
  readonly number: number;
  /** Whether another page follows. */
  readonly more: boolean;
};

/** A page of all lists. */
export function listsPart(frame: Packet['frame'], rows: readonly ListRow[], place: Place): string {
  const body = html`<h1>All lists, page ${place.number}</h1>
<p class="lead">Households ${rows[0]?.householdId} to ${rows.at(-1)?.householdId}.</p>
${pageLinks('lists', place)}
${table({
  caption: 'Lists by household',
  narrow: 'Narrow down this page',
  sort: true,
  columns: [
    { title: 'Household', head: true, className: 'id' },
    { title: 'Name' },
    { title: 'Tier' },
    { title: 'Kind' },
    { title: 'Language' },
    { title: 'Lines', figure: true },
    { title: 'Specials', figure: true },
    { title: 'Value', figure: true },
    { title: 'Goes out' },
    { title: 'List', className: 'id' },
  ],
  rows: rows.map(listRow),
})}
${pageLinks('lists', place)}`;
  return page(frame, 'lists.html', `All lists, page ${place.number}`, body);
}

/** What a control household would have got is not shown: who reads it might see to it that they get it. */
function listRow(row: ListRow): Row {
  const { listId, householdId, name, tier, kind, language, lines, specials, valueCents } = row;
  const none = '\u2013';
  const who = [householdId, name === undefined ? none : named(name), tier ?? none, kind ?? none, language];
  if (row.arm === 'control') {
    const unsaid = { shown: none, value: -1 };
    return { id: `list-${listId}`, cells: [...who, unsaid, unsaid, unsaid, 'no: control group', none] };
  }
  return {
    id: `list-${listId}`,
    cells: [
      ...who,
      lines,
      specials,
      { shown: money(valueCents), value: valueCents },
      goesHow(row),
      { shown: html`<code>${listId}</code>`, value: listId },
    ],
  };
}

function goesHow({ hold, mail }: ListRow): Html | string {
  if (hold !== undefined)
    return html`<span class="over">held</span> by ${named(hold.by)}: ${named(hold.reason)}`;
  return mail ? 'by mail' : 'waits in store';
}

/** A page of the lists that are flagged. */
export function flaggedPart(
  frame: Packet['frame'],
  rows: readonly ListRow[],
  place: Place,
  sheetOf: (listId: number) => SheetLink | undefined,
): string {
  const body = html`<h1>Flagged, page ${place.number}</h1>
${pageLinks('flagged', place)}
${table({
  caption: 'Flagged lists',
  narrow: 'Narrow down this page',
  sort: true,
  columns: [
    { title: 'Household', head: true, className: 'id' },
    { title: 'Name' },
    { title: 'Why it is flagged' },
    { title: 'Value', figure: true },
    { title: 'List', className: 'id' },
  ],
  rows: rows.map((row) => flaggedRow(row, sheetOf(row.listId))),
})}
${pageLinks('flagged', place)}`;
  return page(frame, 'flagged.html', `Flagged, page ${place.number}`, body);
}

function flaggedRow(
  { listId, householdId, name, flags, valueCents }: ListRow,
  sheet: SheetLink | undefined,
): Row {
  return {
    id: `list-${listId}`,
    cells: [
      householdId,
      name === undefined ? '\u2013' : named(name),
      flags.map(
        ({ code, text }, at) =>
          html`${at === 0 ? undefined : html`<br>`}${FLAG_TITLES[code]}: ${named(text)}`,
      ),
      { shown: money(valueCents), value: valueCents },
      { shown: listLink(listId, sheet), value: listId },
    ],
  };
}

function listLink(listId: number, sheet: SheetLink | undefined): Html {
  if (sheet === undefined) return html`<code>${listId}</code>`;
  return 'path' in sheet
    ? html`<a href="${sheet.path}">${listId} (PDF)</a>`
    : html`<code>${listId}</code> <span class="over">no sheet:</span> ${sheet.fault}`;
}

function pageLinks(kind: 'lists' | 'flagged', { number, more }: Place): Html {
  return html`<nav class="pages" aria-label="Pages of this table">
${number > 1 ? html`<a href="${partName(kind, number - 1)}" rel="prev">Page ${number - 1}</a>` : undefined}
<a href="${kind}.html">All pages</a>
${more ? html`<a href="${partName(kind, number + 1)}" rel="next">Page ${number + 1}</a>` : undefined}</nav>`;
}

/** Households that the search knows; beyond it the page would take longer to open than to leaf through. */
export const SEARCHED_MAX = 20_000;
/** Household, name, page and list of a search entry. */
export type SearchEntry = readonly [string, string, string, number];

/** Where each household's list is found. @param entries Undefined: there are too many to search. */
export function listsIndexPage(
  packet: Packet,
  parts: readonly PagePart[],
  entries: readonly SearchEntry[] | undefined,
): string {
  const { tally } = packet.survey;
  const body = html`<h1>All lists</h1>
<p class="lead">${several(tally.lists, 'list goes', 'lists go')} out, ${count(tally.held)} held, ${several(tally.control, 'household')} in the control group.</p>
<div id="household-pages">${table({
    caption: 'Pages, by household number',
    columns: [
      { title: 'Page', head: true },
      { title: 'From household', className: 'id' },
      { title: 'To household', className: 'id' },
      { title: 'Households', figure: true },
    ],
    rows: parts.map(({ name, firstId, lastId, rows }, at) => ({
      cells: [html`<a href="${name}">Page ${at + 1}</a>`, firstId, lastId, count(rows)],
    })),
  })}</div>
<p class="note">By a card’s number, and with the reason of each line: <code>duelist explain --household CARD${packet.dataOption}</code></p>
${entries === undefined ? undefined : searchData(entries)}`;
  return page(packet.frame, 'lists.html', 'All lists', body);
}

/** Data beside the page, which no browser runs; \`<\` cannot end it. */
function searchData(entries: readonly SearchEntry[]): Html {
  const json = JSON.stringify(entries).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json" id="household-index">${json}</script>`);
}

/** Which flags there are, and where the flagged lists stand. */
export function flaggedIndexPage(packet: Packet, parts: readonly PagePart[]): string {
  const { flagCounts, flaggedLists } = packet.survey;
  const lead =
    flaggedLists === 0
      ? html`<p class="lead">Nothing is flagged: no list is held, none is out of the ordinary.</p>`
      : html`<p class="lead">${several(flaggedLists, 'list')} to look at; a list may be flagged for several things.</p>`;
  const rows = Object.entries(FLAG_TITLES).flatMap(([code, title]) => {
    const lists = flagCounts.get(code as keyof typeof FLAG_TITLES) ?? 0;
    return lists === 0 ? [] : [{ cells: [title, count(lists)] }];
  });
  const body = html`<h1>Flagged</h1>
${lead}
${
  rows.length === 0
    ? undefined
    : table({
        caption: 'Flags',
        columns: [
          { title: 'What', head: true },
          { title: 'Lists', figure: true },
        ],
        rows,
      })
}
${
  parts.length === 0
    ? undefined
    : html`<h2>The lists</h2><ul>${parts.map(({ name, firstId, lastId, rows: some }, at) => html`<li><a href="${name}">Page ${at + 1}</a>: ${several(some, 'list')}, households ${firstId} to ${lastId}</li>`)}</ul>`
}`;
  return page(packet.frame, 'flagged.html', 'Flagged', body);
}
