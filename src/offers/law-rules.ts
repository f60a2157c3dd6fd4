import { parseDay } from '../shared/day.ts';
import { RESTRICTIONS } from '../shared/offer-terms.ts';
import type { LawRule, LawSubject } from './law.ts';

export const LAW_COLUMNS = ['goods', 'state', 'rule', 'text', 'citation', 'reviewed'] as const;

const RULES = {
  goods: ['deny', 'warn', 'allow'],
  specials: ['disclose', 'warn', 'allow'],
  group: ['never', 'allow'],
} as const;

/** A row of `restricted.csv` as a rule, or what is wrong with it in words. */
export function parseLawRule(
  cells: Readonly<Record<(typeof LAW_COLUMNS)[number], string>>,
): LawRule | string {
  const subject = subjectOf(cells.goods);
  if (subject === undefined)
    return `goods "${cells.goods}" is none of ${RESTRICTIONS.slice(1).join(', ')}, specials, cat:NAME`;
  const state = cells.state.trim().toUpperCase();
  if (state === '') return 'there is no state: write its two letters, or * for every other';
  const rules: readonly LawRule['rule'][] =
    subject === 'specials' ? RULES.specials : subject.startsWith('cat:') ? RULES.group : RULES.goods;
  const rule = rules.find((known) => known === cells.rule);
  if (rule === undefined) return `rule "${cells.rule}" is none of ${rules.join(', ')}`;
  if (subject.startsWith('cat:') && state !== '*') return 'what is sensitive is so in every state: write *';
  const text = cells.text === '' ? undefined : cells.text;
  if (rule === 'disclose' && text === undefined) return 'there is no text to print';
  if (cells.citation === '') return 'there is no citation: write the law, or who decided it';
  const reviewed = parseDay(cells.reviewed);
  if (reviewed === undefined) return `reviewed "${cells.reviewed}" is no day such as 2026-01-05`;
  return { subject, state, rule, text, citation: cells.citation, reviewed };
}

function subjectOf(text: string): LawSubject | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === 'specials') return plain;
  if (/^cat:\s*\S/.test(plain)) return `cat:${plain.slice('cat:'.length).trim()}`;
  return RESTRICTIONS.find(
    (known): known is Exclude<typeof known, 'none'> => known !== 'none' && known === plain,
  );
}
