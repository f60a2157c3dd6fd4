import { FEEDS } from '../ingest/rows.ts';

/** `inbox/README.txt`: what whoever delivers files has to know. */
export function inboxReadme(): string {
  return `This is the inbox of a duelist data directory. What is put here is taken in by the next \`duelist nightly\`.

NAMES
  A file's name begins with its feed and ends in .csv or .csv.gz (or .tsv, .txt, .dat, .log, .xml, for a feed with a layout):
    scans-2026-11-21.csv   scans-2026-11-21-store014.csv.gz   offers.csv   households.csv
  The feeds are: ${FEEDS.slice(0, 5).join(', ')}, ${FEEDS.slice(5).join(', ')}.
  The rest of the name is yours. Of one feed, files are taken in order of their names; the scans come last.

WHEN A FILE IS WHOLE
  Write it under another name and rename it when it is complete. Names that end in .part, .tmp or .filepart, and names
  that begin with a dot, are not looked at until they are renamed. Senders that cannot rename: the table [inbox] of
  duelist.toml can wait for a file NAME.done beside each file, or until a file has not changed for a while.

CONTROL TOTALS
  Beside a file may lie NAME.control.json (scans-2026-11-21.csv.control.json), written before the file gets its name:
    {"rows": 40122, "net_amount": "131022.90", "sha256": "9f86d0...",
     "store_days": [{"store_id": "101", "day": "2026-11-21", "rows": 5210, "net_amount": "17009.35"}]}
  Each part may be left out; net_amount and store_days are of scans alone. rows are records without the header, net_amount
  is the sum of that column as it is written, the SHA-256 is that of the file as it is sent. A file that is anything else is
  refused, and nothing of it is taken in. With [inbox] control = ["scans"] in duelist.toml, scans wait for theirs.

WHAT BECOMES OF IT
  A file that was taken in is moved to taken/DAY/ here, unchanged. Keep it or clear it away; duelist does not read it again.
  With ingest.archive = "gzip" in duelist.toml it goes into the archive instead, packed.
  The same file sent twice changes nothing. A receipt that is sent again with other lines replaces the old one.
  Rows that cannot be read go to ../quarantine, each with file, line, column and reason; the rest of the file counts.
  A file that cannot be read as a whole is moved to refused/DAY/, and one whose name begins with no feed stays here; the
  night names both.

WHO MAY WRITE HERE
  The data directory is closed to other accounts. Let senders (SFTP) work under the account that runs duelist, or fetch
  their files from another folder into this one.
`;
}
