/**
 * A register that takes specials off by itself, as a reference for those who build one: it takes a store's files in, rings up
 * baskets, and writes the transaction log that `duelist ingest scans` takes back.
 *
 *     node scripts/lane-simulator.ts --files DIR/STORE --baskets baskets.csv --out log.csv
 *
 * `baskets.csv`: register_id,transaction_id,timestamp,scanned,line_no,product_id,quantity,unit_price,amount; `scanned` is a
 * list's code, a card, or blank. A receiver conforms when it makes `fixtures/lane/log.csv` of `fixtures/lane/baskets.csv` with
 * the files in `fixtures/lane/101`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { simulateLane } from './lane/simulate.ts';

const { values } = parseArgs({
  options: { files: { type: 'string' }, baskets: { type: 'string' }, out: { type: 'string' } },
});
const { files: dir, baskets, out } = values;
if (dir === undefined || baskets === undefined || out === undefined) {
  process.stderr.write(
    'usage: node scripts/lane-simulator.ts --files DIR/STORE --baskets FILE.csv --out FILE.csv\n',
  );
  process.exit(64);
}
writeFileSync(out, simulateLane(dir, readFileSync(baskets, 'utf8')));
