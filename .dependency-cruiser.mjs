import { LIBRARY_ROOMS, STAGES } from './scripts/lib/rooms.ts';

/** Node's modules that only compute; every other one reaches for the system. */
const COMPUTING_MODULES = ['assert', 'buffer', 'crypto', 'path', 'stream', 'string_decoder', 'util', 'zlib'];

const anyOf = (names) => `(?:${names.join('|')})`;
const rooms = (...names) => `^src/${anyOf(names)}/`;
const library = (name) => `(?:^|/)node_modules/(?:@types/)?${name}/`;

const stageRules = STAGES.map((stage, place) => ({
  name: `${stage}-looks-left`,
  severity: 'error',
  comment:
    `Data flows one way. A stage imports shared/, itself and the stages before it; what it needs of the store, ` +
    `the config or a later stage comes as plain data in an argument, so that it runs on any worker and in any test.`,
  from: { path: rooms(stage) },
  to: { path: '^src/', pathNot: rooms('shared', ...STAGES.slice(0, place + 1)) },
}));

const roomRules = [
  {
    name: 'shared-stands-alone',
    severity: 'error',
    comment: 'shared/ is the vocabulary: a word that needs a room to be understood belongs into that room.',
    from: { path: rooms('shared') },
    to: { path: '^src/', pathNot: rooms('shared') },
  },
  {
    name: 'config-knows-words-and-layouts',
    severity: 'error',
    comment:
      'config/ turns a file into values. Whoever uses the values imports their type or gets them passed; never the reverse.',
    from: { path: rooms('config') },
    to: { path: '^src/', pathNot: rooms('config', 'shared', 'ingest') },
  },
  {
    name: 'store-serves',
    severity: 'error',
    comment:
      'store/ keeps what it is given and hands it back. It knows no command, no request and no setting.',
    from: { path: rooms('store') },
    to: { path: '^src/', pathNot: rooms('store', 'shared', ...STAGES) },
  },
  {
    name: 'store-decides-nothing',
    severity: 'error',
    comment:
      'store/ speaks in the types of the stages (import type); where a decision must fall inside a transaction, the function comes as an argument. history/ alone is called: the tables of history.db are the cache of its functions.',
    from: { path: rooms('store') },
    to: {
      path: rooms(...STAGES.filter((stage) => stage !== 'history')),
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'ledger-derives-nothing',
    severity: 'error',
    comment: 'ledger.db is no cache: what was promised and paid is derived from nothing.',
    from: { path: '^src/store/ledger/' },
    to: { path: rooms('history'), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'serve-is-no-command',
    severity: 'error',
    comment: 'A command starts the server; the server never starts a command.',
    from: { path: rooms('serve') },
    to: { path: rooms('cli') },
  },
  {
    name: 'main-is-the-top',
    severity: 'error',
    comment: 'main.ts is the process: importing it would run it.',
    from: { pathNot: '^src/main[.]ts$' },
    to: { path: '^src/main[.]ts$' },
  },
  {
    name: 'src-ships-alone',
    severity: 'error',
    comment:
      'The package has src/ built and nothing else: scripts and tests may import it, never the reverse.',
    from: { path: '^src/' },
    to: { path: '^(?:scripts|test)/' },
  },
  {
    name: 'launcher-reads-everywhere',
    severity: 'error',
    comment:
      'The launcher must load under a Node that is too old for everything else, so it imports Node alone.',
    from: { path: '^src/duelist[.]js$' },
    to: { dependencyTypesNot: ['core'] },
  },
];

const systemRules = [
  {
    name: 'rooms-that-compute',
    severity: 'error',
    comment:
      'No files, sockets, processes or threads outside of cli/, store/, serve/ and main.ts: whoever computes gets text, ' +
      'bytes and rows, and can be replayed from them.',
    from: { path: rooms('shared', 'config', ...STAGES) },
    to: { dependencyTypes: ['core'], pathNot: `^(?:node:)?${anyOf(COMPUTING_MODULES)}$` },
  },
  ...Object.entries(LIBRARY_ROOMS).map(([name, allowed]) => ({
    name: `${name}-behind-one-door`,
    severity: 'error',
    comment:
      'One library, one room: it can be replaced, and its types do not leak into the words of the trade.',
    from: { path: '^src/', pathNot: rooms(...allowed) },
    to: { path: library(name) },
  })),
  {
    name: 'library-without-room',
    severity: 'error',
    comment:
      'Give a new library its room in scripts/lib/rooms.ts first; ask there whether an old one would do.',
    from: { path: '^src/' },
    to: { path: '(?:^|/)node_modules/', pathNot: library(anyOf(Object.keys(LIBRARY_ROOMS))) },
  },
  {
    name: 'development-only',
    severity: 'error',
    comment: 'An installed package has no dev dependencies.',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  },
];

const generalRules = [
  {
    name: 'no-circle',
    severity: 'error',
    comment: 'Two modules that need each other are one module, or hide a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphan',
    severity: 'error',
    comment: 'A module that nothing imports and that imports nothing is not part of the house.',
    from: { orphan: true, path: '^src/', pathNot: '^src/(?:main[.]ts|duelist[.]js)$' },
    to: {},
  },
  {
    name: 'no-dead-end',
    severity: 'error',
    comment: 'An import that does not resolve fails at run time, perhaps only on the night it is needed.',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...stageRules, ...roomRules, ...systemRules, ...generalRules],
  options: {
    // TypeScript 7 has no API for tools yet; swc sees the same imports, `import type` included.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
