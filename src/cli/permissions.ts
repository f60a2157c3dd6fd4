import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { EXIT, UserError } from '../shared/errors.ts';
import type { World } from './world.ts';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const OTHERS = 0o077;

/** Data directories that this process works in: what is made inside is for its owner alone, whatever the umask. */
const privateRoots = new Set<string>();

/** From now on, whatever is made in a directory can be read by its owner alone; elsewhere the umask decides. */
export function keepPrivate(dir: string): void {
  privateRoots.add(dir);
}

/** The data directory that a path lies in, or is. */
function privateRootOf(path: string): string | undefined {
  return [...privateRoots].find((root) => path === root || path.startsWith(root + sep));
}

/** Make a directory, and those above it, unless it is there. */
export function makeDirectory(dir: string): void {
  const root = privateRootOf(dir);
  // What lies above a data directory is nobody's secret.
  makeAll(root === undefined ? dir : dirname(root));
  if (root !== undefined && makeAll(dir, DIRECTORY_MODE)) chmodSync(dir, DIRECTORY_MODE);
}

/** Make a directory, and those above it, for its owner alone. */
export function makePrivateDirectory(dir: string): void {
  makeAll(dir, DIRECTORY_MODE);
}

/**
 * Step by step: Node's own way does not end where a file system says that what lies above is not there, though it is, as `/proc`
 * does.
 *
 * @returns Whether it was not there.
 */
function makeAll(dir: string, mode?: number): boolean {
  if (existsSync(dir) && statSync(dir).isDirectory()) return false;
  if (dirname(dir) !== dir) makeAll(dirname(dir), mode);
  try {
    mkdirSync(dir, { mode });
    return true;
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(dir).isDirectory()) return false;
    throw error;
  }
}

/** Open a file for writing, empty; the caller closes the handle. */
export function openForWriting(path: string): number {
  if (privateRootOf(path) === undefined) return openSync(path, 'w');
  const handle = openSync(path, 'w', FILE_MODE);
  try {
    // What a killed run left under this name keeps its mode otherwise, and a umask may take even from the owner.
    fchmodSync(handle, FILE_MODE);
  } catch (error) {
    closeSync(handle);
    throw error;
  }
  return handle;
}

/**
 * A data directory is worked in by its owner alone: files that another account leaves in it, root first of all, break the
 * next run of cron.
 *
 * @throws UserError (77) that says what to run instead.
 */
export function requireOwner(world: World, dataDir: string): void {
  const { uid } = statSync(dataDir);
  if (world.uid === undefined || uid === world.uid) return;
  const owner = accountOf(uid);
  throw new UserError(
    'other-owner',
    `the data directory belongs to ${owner ?? `account ${uid}`}, not to ${world.user}`,
    {
      exitCode: EXIT.notPermitted,
      at: { file: dataDir },
      next: `Run it as its owner: sudo -u ${shellWord(owner ?? `#${uid}`)} duelist ${world.argv.map(shellWord).join(' ')}`.trim(),
    },
  );
}

/** Name of an account, where the system's table has it. */
function accountOf(uid: number): string | undefined {
  try {
    const entries = readFileSync('/etc/passwd', 'utf8').split('\n');
    return entries.map((entry) => entry.split(':')).find(([, , id]) => id === String(uid))?.[0];
  } catch {
    return undefined;
  }
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Something in a data directory that its owner alone should have. */
export type PermissionFault = {
  readonly path: string;
  readonly fault: 'open-to-others' | 'other-owner';
  /** What mends it, as a command. */
  readonly mend: string;
};

/** Whether others can look into the data directory itself. */
export function isOpenToOthers(dataDir: string): boolean {
  return (statSync(dataDir).mode & OTHERS) !== 0;
}

/** Everything in a data directory that others can get at or own. What lies in the inbox is as its senders left it. */
export function permissionFaults(dataDir: string): PermissionFault[] {
  const { uid: owner } = statSync(dataDir);
  const inbox = join(dataDir, 'inbox') + sep;
  const inside = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(inbox))
    .sort();
  return [dataDir, ...inside].flatMap((path) => faultsOf(path, relative(dataDir, path), owner));
}

function faultsOf(path: string, name: string, owner: number): PermissionFault[] {
  // A file of a run in progress may be gone by now.
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  const shown = name === '' ? '.' : name;
  const faults: PermissionFault[] = [];
  if (stat.uid !== owner) {
    const mend = `chown ${accountOf(owner) ?? owner} ${shellWord(path)}`;
    faults.push({ path: shown, fault: 'other-owner', mend });
  }
  if ((stat.mode & OTHERS) !== 0) {
    faults.push({ path: shown, fault: 'open-to-others', mend: `chmod go= ${shellWord(path)}` });
  }
  return faults;
}
