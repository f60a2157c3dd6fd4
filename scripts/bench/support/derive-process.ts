/** Derive the history of every household of a data directory: what the next reader after an ingest does. `DIR` */
import { day } from '../../../src/shared/day.ts';
import { openHistory } from '../../../src/store/history/history-store.ts';

/** Later than every day of a feed, so that all lines count. */
const LATE = day(80_000);

const history = openHistory(process.argv[2] ?? '');
let households = 0;
for (const batch of history.households.batches(LATE)) households += batch.length;
history.close();
process.stdout.write(`${households}\n`);
