import { DEPTH_BOUNDS_PERCENT } from '../../../../src/shared/depth.ts';
import { query } from '../dump.ts';
import { EARLY_CYCLES } from './figures.ts';
import type { Lives } from './lives.ts';

/** Specials of one depth, once redemptions are known: how many were to be redeemed by their probabilities, and were. */
export type DepthAnswers = {
  readonly depth: number;
  readonly specials: number;
  readonly expected: number;
  readonly redeemed: number;
};

/** Specials on what their households do not buy, of all cycles: how many were to be redeemed, and were. */
function discoveriesOf({ duelist }: Lives): DiscoveryAnswers {
  if (duelist.arm === undefined) throw new Error('duelist has a data directory');
  const [answers] = query<DiscoveryAnswers>(
    duelist.arm.data,
    'ledger.db',
    `SELECT count(*) AS specials, count(DISTINCT need) AS needs,
       coalesce(sum(json_extract(facts, '$.offer.redeemProbability')), 0) AS expected,
       coalesce(sum(issued_offer.state = 'redeemed'), 0) AS redeemed
     FROM issued_offer JOIN list_line USING (list_id, line_no)
     WHERE json_extract(facts, '$.offer.discovery') IS NOT NULL`,
  );
  return answers ?? { specials: 0, needs: 0, expected: 0, redeemed: 0 };
}

type DiscoveryAnswers = Omit<DepthAnswers, 'depth'> & { readonly needs: number };

type Row = { readonly chance: number; readonly depth: number; readonly redeemed: 0 | 1 };

/** A chance of 1 that fails would cost more than all others together. */
const SURE = 0.999;

/** How far the probabilities of a redemption were from what came back, from the first cycle on that knows of any. */
export function calibrationOf({ duelist }: Lives) {
  const { arm, cycleIds } = duelist;
  if (arm === undefined) throw new Error('duelist has a data directory');
  const before = "json_extract(facts, '$.offer.beforeCents')";
  const rows = query<Row>(
    arm.data,
    'ledger.db',
    `SELECT json_extract(facts, '$.offer.redeemProbability') AS chance, issued_offer.state = 'redeemed' AS redeemed,
       ${DEPTH_BOUNDS_PERCENT.map((percent) => `(100 * offer_value_cents >= ${percent} * ${before})`).join(' + ')} AS depth
     FROM list JOIN issued_offer USING (list_id) JOIN list_line USING (list_id, line_no)
     WHERE cycle_id IN (${cycleIds.slice(EARLY_CYCLES).join(', ')}) ORDER BY list_id, line_no`,
  );
  const depths = [...Array(DEPTH_BOUNDS_PERCENT.length + 1).keys()].map((depth): DepthAnswers => {
    const of = rows.filter((row) => row.depth === depth);
    return { depth, specials: of.length, expected: sum(of, 'chance'), redeemed: sum(of, 'redeemed') };
  });
  const logLoss =
    rows.reduce((all, { chance, redeemed }) => {
      const sure = Math.min(SURE, Math.max(1 - SURE, chance));
      return all - Math.log(redeemed === 1 ? sure : 1 - sure);
    }, 0) / Math.max(1, rows.length);
  // Off by so much, depth by depth, as a share of all that was redeemed.
  const off = depths.reduce((all, { expected, redeemed }) => all + Math.abs(expected - redeemed), 0);
  return { depths, logLoss, off: off / Math.max(1, sum(rows, 'redeemed')) };
}

/** `under 10 %: 812 of 5,402, 790.2 expected`, of each depth that any special has. */
export function calibrationText(lives: Lives): Record<string, string> {
  const { depths, logLoss, off } = calibrationOf(lives);
  const told = depths
    .filter(({ specials }) => specials > 0)
    .map(({ depth, specials, expected, redeemed }) => {
      const from = DEPTH_BOUNDS_PERCENT[depth - 1] ?? 0;
      return `from ${from} % off: ${redeemed} of ${specials}, ${Math.round(expected)} expected`;
    });
  const news = discoveriesOf(lives);
  return {
    'something new': `${news.redeemed} of ${news.specials} specials in ${news.needs} needs redeemed, ${Math.round(news.expected)} expected`,
    'redemptions by depth, from the fifth cycle on': told.join('; '),
    'log-loss of these, and how far off depth by depth': `${Math.round(10_000 * logLoss) / 10_000}; ${Math.round(1000 * off) / 10} %`,
  };
}

function sum<K extends string>(rows: readonly Readonly<Record<K, number>>[], key: K): number {
  return rows.reduce((all, row) => all + row[key], 0);
}
