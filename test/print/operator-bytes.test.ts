import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberText, OperatorBytes } from '../../src/print/operator-bytes.ts';

const written = (bytes: OperatorBytes) => bytes.view().toString('latin1');

test('numbers are written as the engine writes them, rounded to four decimals', () => {
  const any = fc.double({ min: -2000, max: 2000, noNaN: true });
  const holds = fc.property(any, (value) => {
    expect(Number(written(new OperatorBytes().number(value)))).toBe(Number(numberText(value)) + 0);
    expect(written(new OperatorBytes().number(value))).toMatch(/^-?\d+(?:\.\d{0,3}[1-9])? $/);
  });
  fc.assert(holds);
});

test('hundredths are numbers of at most two decimals', () => {
  const holds = fc.property(fc.integer({ min: -200_000, max: 200_000 }), (value) => {
    expect(written(new OperatorBytes().hundredths(value))).toBe(`${value / 100} `);
  });
  fc.assert(holds);
});

test('what is longer than the room that is kept is written whole', () => {
  const bytes = new OperatorBytes().begin();
  let expected = '';
  for (let at = 0; at < 20_000; at++) {
    bytes.hundredths(at).add('m ').addBytes(Buffer.from('l\n'));
    expected += `${at / 100} m l\n`;
  }
  expect(written(bytes)).toBe(expected);
  expect(written(bytes.begin().add('q'))).toBe('q');
});
