import { z } from 'zod';
import { configSchema } from './schema.ts';

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes['_zod']['def'];

/** One key of the schema, as its documentation, `--set` and the environment see it. */
export type ConfigKey = {
  /** `plan.lead_days`; of a table with names of the chain's own, the table. */
  readonly path: string;
  /** '' for a key that stands before the first table. */
  readonly table: string;
  readonly description: string | undefined;
  /** What the program has without the key, as it is written in a file; undefined: the key is then absent. */
  readonly fallback: unknown;
  /** A value to show, for a key without a fallback. */
  readonly example: unknown;
  /** Bounds or choices, in words; undefined: the type says it all. */
  readonly allowed: string | undefined;
  /** A table whose names the chain makes up: `fallback` has its entries. */
  readonly isFree: boolean;
  readonly schema: Schema;
};

/** One `[table]`, with its keys in the schema's order. The first one, '', has no header. */
export type ConfigTable = {
  readonly name: string;
  readonly description: string | undefined;
  readonly keys: readonly ConfigKey[];
};

let own: readonly ConfigTable[] | undefined;

/** A schema as tables of keys. */
export function configTables(schema?: Schema): readonly ConfigTable[] {
  if (schema !== undefined) return tablesOf(schema);
  own ??= tablesOf(configSchema);
  return own;
}

function tablesOf(schema: Schema): ConfigTable[] {
  const { shape } = bare(schema) as z.core.$ZodObject['_zod']['def'];
  const loose: ConfigKey[] = [];
  const tables: ConfigTable[] = [];
  for (const [name, field] of Object.entries(shape)) {
    const inner = bare(field);
    const description = describe(field);
    if (inner.type === 'object') tables.push({ name, description, keys: keysOf(name, inner.shape) });
    else if (inner.type === 'record') tables.push({ name, description, keys: [keyOf('', name, field)] });
    else loose.push(keyOf('', name, field));
  }
  return [{ name: '', description: undefined, keys: loose }, ...tables];
}

/** Every key, in the order of the tables. */
export function configKeys(schema?: Schema): ConfigKey[] {
  return configTables(schema).flatMap(({ keys }) => keys);
}

function keysOf(table: string, shape: Readonly<Record<string, Schema>>): ConfigKey[] {
  return Object.entries(shape).map(([name, field]) => keyOf(table, name, field));
}

function keyOf(table: string, name: string, schema: Schema): ConfigKey {
  return {
    path: table === '' ? name : `${table}.${name}`,
    table,
    description: describe(schema),
    fallback: fallbackOf(schema),
    example: exampleOf(schema),
    allowed: allowedOf(schema),
    isFree: bare(schema).type === 'record',
    schema,
  };
}

/** A schema and those that it wraps, the outermost first. */
function* layers(schema: Schema): Generator<Schema> {
  for (let at: Schema | undefined = schema; at !== undefined; ) {
    yield at;
    const def: Def = (at as z.core.$ZodTypes)._zod.def;
    at = 'innerType' in def ? def.innerType : undefined;
  }
}

/** The definition below defaults and the like. */
export function bare(schema: Schema): Def {
  const inner = [...layers(schema)].at(-1) ?? schema;
  return (inner as z.core.$ZodTypes)._zod.def;
}

function describe(schema: Schema): string | undefined {
  for (const layer of layers(schema)) {
    const { description } = z.globalRegistry.get(layer) ?? {};
    if (description !== undefined) return description;
  }
  return undefined;
}

function fallbackOf(schema: Schema): unknown {
  for (const layer of layers(schema)) {
    const { def } = (layer as z.core.$ZodTypes)._zod;
    if (def.type === 'default' || def.type === 'prefault') return def.defaultValue;
  }
  return undefined;
}

function exampleOf(schema: Schema): unknown {
  for (const layer of layers(schema)) {
    const examples = z.globalRegistry.get(layer)?.examples;
    if (Array.isArray(examples) && examples.length > 0) return examples[0];
  }
  return choicesOf(schema)?.[0];
}

function choicesOf(schema: Schema): readonly unknown[] | undefined {
  const def = bare(schema);
  if (def.type === 'enum') return Object.values(def.entries);
  return def.type === 'literal' && def.values.length > 1 ? def.values : undefined;
}

function allowedOf(schema: Schema): string | undefined {
  const choices = choicesOf(schema)?.map((choice) => JSON.stringify(choice));
  if (choices !== undefined) return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  const def = bare(schema);
  if (def.type !== 'number') return undefined;
  const [least, most] = [boundOf(def, 'greater_than'), boundOf(def, 'less_than')];
  if (least === undefined) return most === undefined ? undefined : `at most ${most}`;
  return most === undefined ? `at least ${least}` : `${least} to ${most}`;
}

function boundOf(def: z.core.$ZodNumberDef, check: 'greater_than' | 'less_than'): number | undefined {
  for (const each of def.checks ?? []) {
    const { def: one } = (each as z.core.$ZodChecks)._zod;
    if (one.check === check && typeof one.value === 'number') return one.value;
  }
  return undefined;
}
