import type { Dice } from '../../simulate/random.ts';

/** A request as it goes over the wire. */
export type Asked = { readonly method: string; readonly path: string; readonly body: string };

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Values that have broken readers of JSON before. */
const ODD: readonly Json[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 53 + 2, 1e-7],
  ...['', ' ', '0', '\u0000', '\ud800', 'null', '../../etc/passwd', "' OR 1=1 --", '{{7*7}}', '9'.repeat(20)],
  ...['x'.repeat(65), '१२३', '‮', 'NaN', '2026-02-30', '2199-12-31', '1899-12-31', '0000-00-00', '-0'],
  ...[[], {}, [[]], { length: 1e9 }, { __proto__: 1 }, { constructor: { prototype: {} } }],
];

/** One request, damaged a little: in its values, its structure, its text or its address. */
export function damage(asked: Asked, dice: Dice): Asked {
  const times = 1 + dice.below(3);
  let damaged = asked;
  for (let n = 0; n < times; n++) damaged = damageOnce(damaged, dice);
  return damaged;
}

function damageOnce(asked: Asked, dice: Dice): Asked {
  switch (dice.below(10)) {
    case 0:
      return { ...asked, body: cut(asked.body, dice) };
    case 1:
      return { ...asked, body: flip(asked.body, dice) };
    case 2:
      return { ...asked, path: cut(asked.path, dice) || '/' };
    case 3:
      return {
        ...asked,
        path: asked.path.replace(/[^/]+$/, () =>
          encodeURIComponent(String(pick(ODD, dice)).replace(/[\ud800-\udfff]/g, '')),
        ),
      };
    case 4:
      return { ...asked, method: pick(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'POST'], dice) };
    case 5:
      return { ...asked, body: repeated(asked.body, dice) };
    default:
      return { ...asked, body: damageValue(asked.body, dice) };
  }
}

function cut(text: string, dice: Dice): string {
  return text.slice(0, dice.below(text.length + 1));
}

function flip(text: string, dice: Dice): string {
  if (text === '') return text;
  const at = dice.below(text.length);
  return text.slice(0, at) + String.fromCharCode(32 + dice.below(95)) + text.slice(at + 1);
}

/** Larger than a body may be, deeper than anybody nests, or a key twice. */
function repeated(text: string, dice: Dice): string {
  switch (dice.below(3)) {
    case 0:
      return text.padEnd(600_000, ' ');
    case 1:
      return `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    default:
      return text.replace('{', '{"store_id":"101","lines":[],');
  }
}

/** A value somewhere in the document is another, or gone, or there twice. */
function damageValue(text: string, dice: Dice): string {
  // Nested deeper than we would walk ourselves.
  if (text.startsWith('[[[')) return text;
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  const holders: { holder: Json[] | { [name: string]: Json }; key: string | number }[] = [];
  const walk = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      holders.push({ holder: value as { [name: string]: Json }, key });
      walk((value as { [name: string]: Json })[key] ?? null);
    }
  };
  walk(document);
  if (holders.length === 0) return JSON.stringify(pick(ODD, dice));
  const { holder, key } = pick(holders, dice);
  const at = holder as { [name: string]: Json };
  switch (dice.below(4)) {
    case 0:
      delete at[key];
      break;
    case 1:
      if (Array.isArray(at[key])) at[key] = Array.from({ length: 3000 }, () => ({}));
      else at[`${key}`] = [at[key] ?? null];
      break;
    default:
      at[key] = pick(ODD, dice);
  }
  return JSON.stringify(document);
}

function pick<T>(all: readonly T[], dice: Dice): T {
  const one = all[dice.below(all.length)];
  if (one === undefined && all.length === 0) throw new RangeError('nothing to pick from');
  return one as T;
}
