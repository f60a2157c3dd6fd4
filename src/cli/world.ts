import type { ExitCode } from '../shared/errors.ts';

/** Everything outside of the program that a command may touch, besides files and the databases. */
export type World = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** Whether a person watches stderr. */
  readonly isTerminal: boolean;
  /** Width of stdout in characters. */
  readonly columns: number;
  /** Results. */
  readonly stdout: (text: string) => void;
  /** Talk for people. */
  readonly stderr: (text: string) => void;
  readonly errorStream: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly now: () => Date;
  /** Number of the account that runs the program; undefined where the system has none. */
  readonly uid: number | undefined;
  /** Its name. */
  readonly user: string;
  /** The signal that asked the program to stop, if one did. */
  readonly stopSignal: () => 'SIGINT' | 'SIGTERM' | undefined;
  /** Let whatever else wants the processor go first, lanes above all; for the rest of the process. */
  readonly standBack: () => void;
  readonly setExitCode: (code: ExitCode) => void;
};
