import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withContext } from '../context.ts';
import { writeWhole } from '../files.ts';
import { loadKeys } from '../keys.ts';
import type { CommonOptions } from '../options.ts';
import type { World } from '../world.ts';

const CONFIG = `# duelist: one chain's configuration. Every key has a default; what stands here after "#" is that default.

# How this chain names products: "gtin" (GTIN, UPC, PLU) or "opaque" (codes of its own). Remembered from the first ingest.
# product_ids = "gtin"

[chain]
# name = "Your Market"
# language = "en"

[plan]
# A household qualifies when it spends more than this a week, on average over the trailing weeks.
# spend_threshold = "25.00"
# spend_weeks = 8
# min_history_weeks = 4
# lead_days = 4          # from planning to the paper in the home
# valid_days = 14
# drops = 1              # mailings per cycle: 1, 2 or 14
# Share of qualifying households whose list is made and not mailed, so that the programme's effect can be measured.
# Without a control group nobody can say what the lists are worth. 0 mails everybody.
control_percent = 5

[print]
# paper = "letter"       # or "a4"
# dpi = 300              # of the printer: 203, 300 or 600
`;

/** `init`: everything that a chain's directory needs; what is there already is left as it is. */
export async function run(world: World, options: CommonOptions): Promise<void> {
  await withContext(world, options, { command: 'init', create: true, lock: true }, (context) => {
    const { dataDir } = context;
    mkdirSync(join(dataDir, 'inbox'), { recursive: true, mode: 0o700 });
    const config = join(dataDir, 'duelist.toml');
    const made = !existsSync(config);
    if (made) writeWhole(config, CONFIG);
    const [key] = loadKeys(dataDir, context.ledger);
    context.answer(
      { schema: 'duelist.init/1', data: dataDir, config, key_id: key?.keyId ?? null, made },
      `${made ? 'made' : 'was there already:'} ${dataDir}\n  next: edit ${config}, then duelist ingest households FILE\n`,
    );
  });
}
