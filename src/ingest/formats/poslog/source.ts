import { EXIT, UserError } from '../../../shared/errors.ts';
import type { RecordSource, SourceRecord } from '../../record-source.ts';
import { xmlText } from '../xml-text.ts';
import { TransactionCollector, XmlFault } from './collect.ts';
import { POSLOG_FIELDS } from './fields.ts';
import { recordsOf } from './lines.ts';

/**
 * An ARTS POSLog (XML, versions 2 to 6) as one record per line of a receipt. Memory is bounded by one transaction.
 *
 * Elements count by their name in the namespace of their transaction, whatever its prefix; what vendors add in namespaces
 * of their own is not read. Where the file breaks off, the transactions before the break have been given out, whole.
 */
export function poslogSource(source: AsyncIterable<Uint8Array>, fileName: string): RecordSource {
  return { names: POSLOG_FIELDS, isNamedByUs: true, records: read(source, fileName) };
}

async function* read(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<readonly SourceRecord[]> {
  const collector = new TransactionCollector();
  let transactions = 0;
  function* taken(work: () => void): Generator<readonly SourceRecord[]> {
    let fault: unknown;
    try {
      work();
    } catch (error) {
      fault = error;
    }
    const complete = collector.take();
    transactions += complete.length;
    if (complete.length > 0) yield complete.flatMap(recordsOf);
    if (fault !== undefined) throw userFault(fault, fileName, transactions);
  }
  for await (const text of xmlText(source, fileName)) yield* taken(() => collector.push(text));
  yield* taken(() => collector.end());
  if (transactions === 0 && !/POSLog/i.test(collector.root ?? '')) throw noLog(fileName, collector.root);
}

function userFault(fault: unknown, fileName: string, transactions: number): unknown {
  if (!(fault instanceof XmlFault)) return fault;
  const before =
    transactions === 1 ? 'The transaction before it is' : `The ${transactions} transactions before it are`;
  return new UserError('xml', `${fileName} is no well-formed XML: ${fault.message}`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: fault.line },
    next: `${transactions === 0 ? 'Nothing was read.' : `${before} read.`} Fetch the file again, or have the export mended; what is read twice counts once.`,
  });
}

function noLog(fileName: string, root: string | undefined): UserError {
  return new UserError('poslog', `${fileName} is no POSLog: it has no element Transaction`, {
    exitCode: EXIT.badInput,
    at: { file: fileName, line: 1 },
    next: `Its outermost element is ${root ?? 'missing'}.`,
  });
}
