/** Derive the history of every household that an ingest marked: what planning does first. `DIR` */
import { openHistory } from '../../../src/store/history/history-store.ts';

const history = openHistory(process.argv[2] ?? '');
let households = 0;
for (const batch of history.marked.batches()) households += batch;
history.close();
process.stdout.write(`${households}\n`);
