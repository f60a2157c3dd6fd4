import { describe, expect, test } from 'vitest';
import { findCode } from '../../src/cli/lane/agent-facts.ts';
import { codePrefix, packDigest } from '../../src/cli/lane/pack-format.ts';
import { type CodeShape, makeListCode } from '../../src/lists/list-code.ts';
import { day } from '../../src/shared/day.ts';
import type { ListOfPack } from '../../src/store/agent/packs.ts';

const KEY = { keyId: 7, secret: new Uint8Array(32).fill(5) };
const UNTIL = day(20_760);
const SALT = '00ff';
const LIST = { listId: 1 } as ListOfPack;

/** What an agent makes of a scan whose pack has one list, with a number of that form. */
function reading(shape: CodeShape) {
  const code = makeListCode(KEY, 1, UNTIL, shape);
  const packs = {
    listOfCode: (_: number, digest: string) => (digest === packDigest(SALT, 'list', code) ? LIST : undefined),
  };
  const header = { salt: SALT, prefixes: shape.form === 'upc-a' ? [] : [codePrefix(code)] };
  return { code, read: (scanned: string) => findCode({ packs }, { packNo: 1, header }, scanned) };
}

const KNOWN = { list: LIST, isOurs: true };
const UNKNOWN = { list: undefined, isOurs: true };
const FORGED = { list: undefined, isOurs: false };

describe.each(['code128-16', 'code128-20'] as const)('a number in %s that was scanned in the cut', (form) => {
  const { code, read } = reading({ form });
  const other = (validUntil: number): string => makeListCode(KEY, 2, day(validUntil), { form });

  test('is the list of the pack, keyed in groups or not', () => {
    expect([read(code), read(code.replace(/(\d{4})/g, '$1 '))]).toEqual([KNOWN, KNOWN]);
  });
  test('that begins as the pack has it, and is not in it, is none of ours', () => {
    expect(read(other(UNTIL))).toEqual(FORGED);
    expect(read(`${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`)).toEqual(FORGED);
  });
  test('of another week may be ours: it is unknown here', () => {
    expect(read(other(UNTIL + 14))).toEqual(UNKNOWN);
  });
});

describe('a number in UPC-A that was scanned in the cut', () => {
  const { code, read } = reading({ form: 'upc-a', serialKey: KEY, type: 1 });

  test('is the list of the pack, with the 0 of an EAN scanner or without', () => {
    expect([read(code), read(`0${code}`)]).toEqual([KNOWN, KNOWN]);
  });
  test('of another list may be ours', () => {
    const other = makeListCode(KEY, 2, UNTIL, { form: 'upc-a', serialKey: KEY, type: 1 });
    expect([read(other), read(`0${other}`)]).toEqual([UNKNOWN, UNKNOWN]);
  });
  test('that fails its check digit, or is of another shape, is none of ours', () => {
    expect(read(`${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`)).toEqual(FORGED);
    expect([read('036000291452'), read('12345'), read('')]).toEqual([FORGED, FORGED, FORGED]);
  });
});
