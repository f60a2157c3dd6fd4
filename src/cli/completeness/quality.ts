import type { Config } from '../../config/load.ts';
import {
  judgeNight,
  type Limits,
  type QualityReport,
  TREND_NIGHTS,
  worstFirst,
} from '../../history/quality.ts';
import type { Day } from '../../shared/day.ts';
import type { DatedNight } from '../../store/history/store-files.ts';
import type { Context } from '../context.ts';

export type DatedReport = QualityReport & { readonly night: Day };

type Reads = Pick<Context, 'history' | 'config'>;

/**
 * One line per store and night, for the newest nights in which scans came: the newest night first, in each night the worst
 * store first.
 */
export function qualityOf({ history, config }: Reads, until: Day, nights: number): DatedReport[] {
  const all = history.storeFiles.nightsUntil(until, nights + TREND_NIGHTS);
  const oldest = all.at(-1);
  if (oldest === undefined) return [];
  const wanted = new Set(all.slice(0, nights));
  const limits = limitsOf(config, history.hasProducts());
  const byStore = new Map<string, DatedNight[]>();
  for (const night of history.storeFiles.nights(oldest, until)) {
    const ofStore = byStore.get(night.storeId) ?? [];
    byStore.set(night.storeId, ofStore);
    ofStore.push(night);
  }
  const reports = [...byStore.values()].flatMap((ofStore) =>
    ofStore.flatMap((night, at) =>
      wanted.has(night.night)
        ? [{ ...judgeNight(night, ofStore.slice(0, at), limits), night: night.night }]
        : [],
    ),
  );
  const order = worstFirst(reports) as DatedReport[];
  return order.sort((a, b) => b.night - a.night);
}

function limitsOf({ quality }: Config, hasProducts: boolean): Limits {
  return {
    rejected: { warn: quality.rejected_percent_warn, stop: quality.rejected_percent_stop },
    // Without any products rows, every product is unknown, and nobody wants to hear of it.
    ...(hasProducts
      ? {
          unknown_products: {
            warn: quality.unknown_products_percent_warn,
            stop: quality.unknown_products_percent_stop,
          },
        }
      : {}),
    clock_faults: { warn: quality.clock_faults_percent_warn, stop: quality.clock_faults_percent_stop },
  };
}

/** What people call a measure. */
export const MEASURE_WORDS: Readonly<Record<QualityReport['measures'][number]['measure'], string>> = {
  rejected: 'rejected',
  unknown_products: 'unknown products',
  clock_faults: 'days of a wrong clock',
  without_card: 'without card',
  without_line_no: 'without line number',
  without_amount: 'without amount',
  not_positive: 'at no price',
  again: 'sent again',
};

/** A tenth of a percent. */
export function roundPercent(percent: number): number {
  return Math.round(percent * 10) / 10;
}
