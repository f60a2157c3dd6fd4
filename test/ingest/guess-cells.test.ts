import { describe, expect, test } from 'vitest';
import type { Proposal } from '../../src/ingest/guess/proposal.ts';
import { DAY_FORMS, exportFile, guess, OURS, two } from './guess-files.ts';

describe('a date', () => {
  const dated = (days: readonly string[]): Proposal =>
    guess(`date,upc\n${days.map((day) => `${day},plu:4011\n`).join('')}`);

  test('that could be either way round is said to be so', () => {
    const { form, notes } = dated(['03/04/2026', '03/04/2026']);
    expect(form?.date?.doubt).toMatchObject({ bothShare: 1, because: undefined });
    expect(notes.join(' ')).toContain(
      'Day or month first cannot be told from this file; 100 % of the days fit both',
    );
  });

  test('is read so that the days of a file lie together', () => {
    const { form } = dated(Array.from({ length: 12 }, (_, n) => `${two(n + 1)}/11/2026`));
    expect(form?.date).toMatchObject({ format: 'dd/MM/yyyy', doubt: { format: 'MM/dd/yyyy' } });
    expect(form?.date?.doubt?.because).toContain('its days lie within 12');
  });

  test.each([
    ['13/04/2026', 'dd/MM/yyyy'],
    ['04/13/2026', 'MM/dd/yyyy'],
    ['4/13/26 9:05', 'M/d/yy[ H:mm[:ss]]'],
    ['20260413', 'yyyyMMdd'],
    ['13.04.2026 09:05', 'dd.MM.yyyy[ HH:mm[:ss]]'],
    ['2026-04-13T09:05:11', undefined],
    ['17-AUG-18', 'dd-MMM-yy'],
  ])('%s is beyond doubt', (day, format) => {
    expect(dated([day, day]).form?.date).toMatchObject({ format, share: 1, doubt: undefined });
  });

  test.each([
    ['3. März 2026', 'de'],
    ['03-Mai-26', 'de'],
    ['03 Dez 2026', 'de'],
    ['14-août-2026', 'fr'],
  ])('%s has the name of a month', (day, language) => {
    expect(dated([day, day]).form?.date).toMatchObject({ language, share: 1 });
  });

  test('may be written in two ways', () => {
    const { form, draft } = dated(['21.11.2026', '22.11.2026', '23.11.2026', '23.11.2026', '24. Nov 26']);
    expect(form?.date).toMatchObject({ format: 'dd.MM.yyyy', also: ['d. MMM yy'], share: 1 });
    expect(draft?.written.date_format).toEqual(['dd.MM.yyyy', 'd. MMM yy']);
  });

  test('may be an instant, where its name says so', () => {
    expect(guess('epoch,upc\n1772000000,plu:4011\n').form?.date?.format).toBe('epoch_seconds');
    expect(guess('date,upc\n2026-03-01T10:00:00Z,plu:4011\n').form?.date?.format).toBe('iso');
    expect(guess('receipt,upc\n1772000000,plu:4011\n').form?.date).toBeUndefined();
  });

  test('counted in days needs the first of them', () => {
    const { draft, notes } = guess('day_number,basket_id,upc\n1,9,plu:4011\n2,10,plu:4012\n');
    expect(draft?.written).toMatchObject({ date_format: 'day_number' });
    expect(draft?.comments.day_number_one).toContain('REPLACE');
    expect(notes.join(' ')).toContain('counts days');
  });
});

describe('a product code', () => {
  const coded = (codes: readonly string[]): Proposal =>
    guess(`date,upc\n${codes.map((code) => `2026-03-01,${code}\n`).join('')}`);

  test("that is valid as a rule makes the ids GTINs; codes of the chain's own stay what they are", () => {
    expect(coded(['4006381333931', '012345678905', 'plu:4011']).productIds?.kind).toBe('gtin');
    expect(coded(['10001', '10002', '10003']).productIds?.kind).toBe('opaque');
    expect(coded(['4006381333931', '10002', '10003']).notes.join(' ')).toContain('look before you decide');
  });

  test('that lost its zeros with all the others gets them back', () => {
    const columns = OURS.map((name) => [name, name] as const);
    const text = exportFile({ delimiter: ',', decimal: '.', writeDay: DAY_FORMS.yyyyMMdd, columns });
    const { draft, notes } = guess(text.replaceAll(/,0(\d{11}),/g, ',$1,'));
    expect(draft?.written).toMatchObject({ product_ids: 'gtin', repair: 'lost-zeros' });
    expect(notes.join(' ')).toContain('lost-zeros');
  });

  test('that lacks its check digit with all the others gets it back, where it is called a barcode', () => {
    const bodies = Array.from({ length: 90 }, (_, n) => `00${30_000_000_000 + n * 91_237}`);
    expect(coded(bodies).productIds).toMatchObject({ kind: 'gtin', repair: 'missing-check-digits' });
    const lines = bodies.map((body) => `2026-03-01,${body}`).join('\n');
    expect(guess(`date,item_no\n${lines}\n`).productIds).toMatchObject({ kind: 'opaque' });
  });

  test('that a spreadsheet has rounded is named first', () => {
    expect(coded(['1.2E+10', '1.3E+10']).notes[0]).toContain('upc has lost its digits');
  });
});
