/** The stages in the order in which data flows; each may import itself, what stands before it, and `shared/`. */
export const STAGES = [
  'ingest',
  'history',
  'cadence',
  'offers',
  'lists',
  'print',
  'checkout',
  'settle',
  'measure',
  'review',
] as const;

/** Rooms that decide nothing: words and settings before the stages, files, sockets and people after them. */
export const OTHER_ROOMS = ['shared', 'config', 'store', 'serve', 'cli'] as const;

/** Which rooms may import which library. A library behind one door can be replaced by changing one room. */
export const LIBRARY_ROOMS: Readonly<Record<string, readonly string[]>> = {
  'better-sqlite3': ['store'],
  'cli-progress': ['cli'],
  commander: ['cli'],
  'csv-parse': ['ingest'],
  fastify: ['serve'],
  fontkit: ['print'],
  'iconv-lite': ['ingest'],
  nodemailer: ['print'],
  pdfkit: ['print'],
  'bwip-js': ['print'],
  pino: ['cli'],
  saxes: ['ingest', 'print'],
  'smol-toml': ['config'],
  tinyglobby: ['cli'],
  vega: ['review'],
  zod: ['config', 'ingest'],
};
