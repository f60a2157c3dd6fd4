import { type ExitCode, type Place, UserError } from '../../shared/errors.ts';

/** A fault that crosses a thread. */
export type SentError =
  | {
      readonly tag: 'user';
      readonly code: string;
      readonly message: string;
      readonly exitCode: ExitCode;
      readonly at: Place | undefined;
      readonly next: string | undefined;
    }
  /** The system's have a code, by which it is told what they mean. */
  | { readonly tag: 'other'; readonly error: Error; readonly code: string | undefined };

/** An error as it can be sent: a thread loses whose class it is, and what was added to it. */
export function sentError(error: unknown): SentError {
  if (error instanceof UserError) {
    const { code, message, exitCode, at, next } = error;
    return { tag: 'user', code, message, exitCode, at, next };
  }
  const other = error instanceof Error ? error : new Error(String(error));
  const { code } = other as { code?: unknown };
  return { tag: 'other', error: other, code: typeof code === 'string' ? code : undefined };
}

export function receivedError(sent: SentError): Error {
  if (sent.tag === 'other')
    return sent.code === undefined ? sent.error : Object.assign(sent.error, { code: sent.code });
  const { code, message, exitCode, at, next } = sent;
  return new UserError(code, message, {
    exitCode,
    ...(at === undefined ? {} : { at }),
    ...(next === undefined ? {} : { next }),
  });
}
