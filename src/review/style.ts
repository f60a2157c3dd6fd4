/** The whole look of the packet: fonts of the system, figures in columns, one dark green, and nothing fetched. */
export const STYLE = `
:root { color-scheme: light; --ink: #1f2933; --soft: #52606d; --line: #d9e0e6; --green: #14532d; --pale: #f4f7f5; --warn: #8a2c0d; --warn-pale: #fdf3ee; }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: #fff; -webkit-text-size-adjust: 100%; }
body { margin: 0; font-variant-numeric: tabular-nums lining-nums; }
a { color: var(--green); text-underline-offset: 2px; }
a:focus-visible, button:focus-visible, input:focus-visible, .scroll:focus-visible { outline: 3px solid #2f7d4f; outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .25rem .75rem; }
.wrap { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header.top { border-bottom: 1px solid var(--line); background: var(--pale); }
header.top .wrap { display: flex; flex-wrap: wrap; gap: .25rem 2rem; align-items: baseline; padding-top: .8rem; padding-bottom: .8rem; }
header.top .chain { margin: 0; font-weight: 650; }
header.top nav ul { display: flex; flex-wrap: wrap; gap: 0 1.4rem; list-style: none; margin: 0; padding: 0; }
header.top nav a { display: inline-block; padding: .15rem 0; color: var(--ink); text-decoration: none; border-bottom: 2px solid transparent; }
header.top nav a:hover { border-color: var(--line); }
header.top nav a[aria-current] { border-color: var(--green); font-weight: 600; }
main.wrap { padding-top: 2rem; padding-bottom: 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .35rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.75rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; }
p { margin: 0 0 .8rem; max-width: 44rem; }
.lead { color: var(--soft); font-size: 1.05rem; }
.soft, .note { color: var(--soft); }
.note { font-size: .9rem; }
.state { display: inline-block; border: 1.5px solid var(--green); color: var(--green); border-radius: 1rem; padding: .05rem .7rem; font-size: .9rem; font-weight: 600; vertical-align: .25rem; margin-left: .5rem; letter-spacing: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1.2rem 1.4rem; margin: 1.5rem 0 0; padding: 1.1rem 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); }
.figures div { display: flex; flex-direction: column; }
.figures dt { color: var(--soft); font-size: .9rem; order: 1; }
.figures dd { margin: 0; font-size: 1.65rem; line-height: 1.25; font-weight: 600; }
.figures dd.note { order: 2; font-size: .85rem; font-weight: 400; }
.warn { border-left: 4px solid var(--warn); background: var(--warn-pale); padding: .8rem 1.1rem; margin: 1.25rem 0; }
.warn h2, .warn h3 { margin: 0 0 .3rem; font-size: 1.05rem; }
.warn ul { margin: 0; padding-left: 1.1rem; }
.over { color: var(--warn); font-weight: 650; }
.next { border: 1px solid var(--line); background: var(--pale); border-radius: 6px; padding: 1rem 1.25rem 1.1rem; margin: 1.5rem 0; }
.next h2 { margin: 0 0 .4rem; font-size: 1.1rem; }
.next ol { margin: 0; padding-left: 1.3rem; }
.next li { margin: .35rem 0; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.command { display: block; overflow-wrap: anywhere; background: #fff; border: 1px solid var(--line); border-radius: 4px; padding: .3rem .6rem; margin-top: .2rem; user-select: all; }
.causes { padding-left: 1.3rem; max-width: 44rem; }
.causes li { margin: .3rem 0; }
.short { max-width: 26rem; }
.scroll { overflow-x: auto; margin: .6rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; }
th, td { text-align: left; vertical-align: top; padding: .38rem .9rem .38rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: .82rem; font-weight: 600; color: var(--soft); vertical-align: bottom; border-bottom: 1.5px solid #9aa5b1; }
tbody th { font-weight: 500; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; border-top: 1.5px solid #9aa5b1; }
td.n, tbody th.n { text-align: right; white-space: nowrap; }
th.n { text-align: right; }
td .under, th .under { display: block; white-space: normal; font-size: .85rem; font-weight: 400; color: var(--soft); }
td.n .over { white-space: normal; }
.whole { white-space: nowrap; }
td.day, td.id, th.id { white-space: nowrap; }
tr:target, article:target, section:target > h2 { background: #e7f2ea; }
figure { margin: .8rem 0 1rem; overflow-x: auto; }
figure svg { max-width: 100%; min-width: 36rem; height: auto; display: block; }
figure.fit svg { min-width: 0; width: 100%; max-width: 38rem; }
th.method { min-width: 9rem; }
details { margin: 0 0 1rem; }
summary { cursor: pointer; color: var(--green); text-decoration: underline; text-underline-offset: 2px; width: max-content; max-width: 100%; }
figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .3rem; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 2.5rem; align-items: start; }
.why { list-style: none; padding: 0; margin: .2rem 0 .6rem; display: flex; flex-wrap: wrap; gap: .3rem .4rem; }
.why li { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .65rem; font-size: .86rem; background: var(--pale); }
.why li.flag { border-color: var(--warn); color: var(--warn); background: var(--warn-pale); }
article { border-top: 1px solid var(--line); padding-top: 1.2rem; margin-top: 2rem; }
article h2 { margin: 0 0 .1rem; }
.facts { color: var(--soft); margin-bottom: .4rem; }
.contents { columns: 2 24rem; column-gap: 3rem; padding: 0; list-style-position: inside; }
.contents li { break-inside: avoid; margin-bottom: .2rem; }
.pages { display: flex; gap: 1.5rem; margin: 1rem 0; }
.tools { margin: .8rem 0; }
.tools input { font: inherit; padding: .35rem .6rem; border: 1px solid #7b8794; border-radius: 4px; width: min(22rem, 100%); }
.tools label { display: block; font-size: .9rem; color: var(--soft); }
.hits { list-style: none; padding: 0; margin: .5rem 0 0; }
th button { all: unset; cursor: pointer; }
th button::after { content: "\\00a0\\2195"; color: #9aa5b1; }
th[aria-sort=ascending] button::after { content: "\\00a0\\2191"; color: inherit; }
th[aria-sort=descending] button::after { content: "\\00a0\\2193"; color: inherit; }
[hidden] { display: none; }
@media (max-width: 46rem) {
  .pair { grid-template-columns: 1fr; }
  h1 { font-size: 1.55rem; }
  .figures { grid-template-columns: 1fr 1fr; }
  .figures dd { font-size: 1.35rem; }
}
@media print {
  html { font-size: 10pt; }
  header.top, .tools, .skip, .pages { display: none; }
  .wrap { max-width: none; padding: 0; }
  main.wrap { padding-top: 0; }
  details::details-content { content-visibility: visible; }
  .hold, summary { display: none; }
  a { color: inherit; text-decoration: none; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, .next, .warn { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
}
`;
