import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseTable } from '../../ingest/table.ts';
import { type Law, type LawRule, type LawWarning, lawOf } from '../../offers/law.ts';
import { LAW_COLUMNS, parseLawRule } from '../../offers/law-rules.ts';
import type { Day } from '../../shared/day.ts';
import { EXIT, UserError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { sha256 } from '../files.ts';

type Place = Pick<Context, 'dataDir' | 'config'>;

const SHIPPED = join(import.meta.dirname, '../../offers/restricted.csv');
const USUAL = 'restricted.csv';

/** The law over the chain's stores: the rules that come with the program, and those of `restricted_file` in their place. */
export function readLaw(context: Pick<Context, 'dataDir' | 'config' | 'history'>): Law {
  return lawOf(readLawRules(context), context.history.facts.stores());
}

/**
 * The rules, one for each subject and state.
 *
 * @throws UserError (78) for a `restricted_file` that is named and missing, or a row that is none, with its line.
 */
export function readLawRules(context: Place): LawRule[] {
  const own = ownFile(context);
  const rules = [
    ...rulesOf(SHIPPED, readFileSync(SHIPPED, 'utf8')),
    ...(own === undefined ? [] : rulesOf(own.file, own.content)),
  ];
  return [...new Map(rules.map((rule) => [`${rule.subject}\u0000${rule.state}`, rule])).values()];
}

/** A hash of the chain's own rules; undefined: there are none. */
export function hashOfLaw(context: Place): string | undefined {
  const own = ownFile(context);
  return own === undefined ? undefined : sha256(own.content);
}

/** Rules that nobody has reviewed for longer than a year before a day. */
export function staleRules(rules: readonly LawRule[], today: Day): LawRule[] {
  return rules.filter(({ reviewed }) => reviewed < today - 366);
}

/** What the law wants a person to know before the lists go out. */
export function lawTexts(warnings: readonly LawWarning[]): string[] {
  const offersBy = new Map<LawRule, string[]>();
  for (const { offerId, rule } of warnings) {
    offersBy.set(rule, [...(offersBy.get(rule) ?? []), ...(offerId === undefined ? [] : [offerId])]);
  }
  return [...offersBy].map(([{ subject, state, text, citation }, offers]) => {
    const what = offers.length === 0 ? subject : `${subject}, offers ${offers.join(', ')}`;
    return `${what} in ${state === '*' ? 'every state' : state}: ${text ?? 'mind the law'} (${citation})`;
  });
}

/** The same for programs. */
export function lawWarningsDocument(warnings: readonly LawWarning[]) {
  return warnings.map(({ offerId, rule }) => ({
    offer_id: offerId ?? null,
    goods: rule.subject,
    state: rule.state,
    text: rule.text ?? null,
    citation: rule.citation,
  }));
}

function rulesOf(file: string, content: string): LawRule[] {
  return parseTable(content, file, LAW_COLUMNS).map(({ line, values }) => {
    const rule = parseLawRule(values);
    if (typeof rule !== 'string') return rule;
    throw new UserError('restricted', rule, {
      exitCode: EXIT.badConfig,
      at: { file, line },
      next: `One rule a line: ${LAW_COLUMNS.join(',')}`,
    });
  });
}

function ownFile({ dataDir, config }: Place) {
  const named = config.restricted_file;
  const file = named === undefined ? join(dataDir, USUAL) : resolve(dataDir, named);
  if (existsSync(file)) return { file, content: readFileSync(file, 'utf8') };
  if (named === undefined) return undefined;
  throw new UserError('restricted-missing', `restricted_file names ${file}, which does not exist`, {
    exitCode: EXIT.badConfig,
    next: `Make it, or leave restricted_file out: ${USUAL} in the data directory is read if it is there.`,
  });
}
