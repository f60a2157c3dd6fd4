import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeText, html, named } from '../../src/shared/html.ts';

const HOSTILE = `<script>alert("x")</script> O'Brien & Söhne`;

/** Any run of code units: controls, quotes, half pairs. */
const anyText = fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units));

describe('a template', () => {
  test('escapes whatever is not markup of ours, in text and in attributes', () => {
    const piece = html`<a href="#${HOSTILE}">${HOSTILE}</a>`;
    const escaped = '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; O&#39;Brien &amp; Söhne';
    expect(piece.markup).toBe(`<a href="#${escaped}">${escaped}</a>`);
  });

  test('puts finished pieces, figures, rows and nothing where they belong', () => {
    const rows = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${rows}${undefined}</ul>${3}`.markup).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>3');
  });

  test('isolates a name, so that one from right to left turns nothing around it', () => {
    expect(named('שלום').markup).toBe('<bdi>שלום</bdi>');
  });

  test('shows what no page may hold as a replacement character', () => {
    expect(escapeText('a\u0000b\u001bc\ud800d\u0085e\n\tf')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\n\tf');
    expect(escapeText('😀 Łukaszewski')).toBe('😀 Łukaszewski');
  });

  test('lets no text out of its place, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { markup } = html`<p title="${text}">${text}</p>`;
        expect(markup.slice(3, -4)).not.toMatch(/[<']/);
        expect([...markup.matchAll(/"/g)]).toHaveLength(2);
        expect(markup).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
