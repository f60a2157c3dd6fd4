/** Exit codes, after sysexits; they are a contract with whoever scripts against us. */
export const EXIT = {
  done: 0,
  answerIsNo: 1,
  usage: 64,
  badInput: 65,
  inputMissing: 66,
  unavailable: 69,
  bug: 70,
  cannotCreate: 73,
  io: 74,
  locked: 75,
  notPermitted: 77,
  badConfig: 78,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code says, for the manual. */
export const EXIT_TEXT: Readonly<Record<ExitCode, string>> = {
  0: 'done; that nothing was due counts as done',
  1: 'done, and the answer is no: a rejected redemption, a check that failed',
  64: 'wrong usage',
  65: 'bad input beyond the threshold; good lines stay, bad ones are in quarantine',
  66: 'an input is missing',
  69: 'a service or program is unavailable',
  70: 'a fault of the program itself',
  73: 'an output cannot be created',
  74: 'an input or output error: disk full, a damaged database',
  75: 'another run holds the lock; try again later',
  77: 'not permitted, or not approved',
  78: 'a fault in the configuration or in a key',
  130: 'stopped by SIGINT; the next run goes on',
  143: 'stopped by SIGTERM; the next run goes on',
};

/** Where a fault was found; whatever is known of it. */
export type Place = { readonly file?: string; readonly line?: number; readonly column?: string };

/**
 * A fault that the operator can mend: what, where, what next. Thrown at the edges, printed once by the command line.
 * Anything else that is thrown is a bug of ours and keeps its stack.
 */
export class UserError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly at: Place | undefined;
  readonly next: string | undefined;

  constructor(
    code: string,
    message: string,
    detail: { exitCode: ExitCode; at?: Place; next?: string; cause?: unknown },
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'UserError';
    this.code = code;
    this.exitCode = detail.exitCode;
    this.at = detail.at;
    this.next = detail.next;
  }
}
