/** Upper bounds of the times' buckets, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;
const SIZES = [1, 2, 5, 10, 20, 50, 100] as const;

type Labels = Readonly<Record<string, string | number>>;

type Histogram = { readonly counts: number[]; sum: number; count: number };

/** What the server counts, in the text format that Prometheus reads (version 0.0.4). No label names a person or a list. */
export function metricsBook() {
  const requests = counter('duelist_requests_total', 'Requests by route and HTTP status.');
  const answers = counter('duelist_answers_total', 'Business answers by act, status and reason.');
  const cents = counter('duelist_discount_cents_total', 'What came off, by who pays it.');
  const denied = counter(
    'duelist_denied_total',
    'Requests that were turned away before they were looked at.',
  );
  const scans = counter('duelist_bad_scans_total', 'Codes that failed their keyed digits, by store.');
  const seconds = histogram(
    'duelist_request_seconds',
    'From the whole request to its answer, by route.',
    SECONDS,
  );
  const commits = histogram('duelist_commit_seconds', 'Deciding a group and making it durable.', SECONDS);
  const group = histogram('duelist_commit_requests', 'Requests that shared a commit.', SIZES);
  const all = [requests, answers, cents, denied, scans, seconds, commits, group];
  return {
    requests,
    answers,
    cents,
    denied,
    scans,
    seconds,
    commits,
    group,
    /** @param waiting Requests that wait for their commit now. */
    text: (waiting: number): string => {
      const gauge = [
        '# HELP duelist_waiting Requests that wait for their commit.',
        '# TYPE duelist_waiting gauge',
      ];
      return `${[...all.flatMap((one) => one.lines()), ...gauge, `duelist_waiting ${waiting}`].join('\n')}\n`;
    },
  };
}

function counter(name: string, help: string) {
  const values = new Map<string, number>();
  return {
    add: (labels: Labels, by = 1): void => {
      const key = labelText(labels);
      values.set(key, (values.get(key) ?? 0) + by);
    },
    lines: (): string[] => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} counter`,
      ...[...values].sort(byKey).map(([labels, value]) => `${name}${labels} ${value}`),
    ],
  };
}

function histogram(name: string, help: string, bounds: readonly number[]) {
  const values = new Map<string, { readonly labels: Labels; readonly of: Histogram }>();
  return {
    observe: (labels: Labels, value: number): void => {
      const key = labelText(labels);
      const known = values.get(key) ?? { labels, of: { counts: bounds.map(() => 0), sum: 0, count: 0 } };
      values.set(key, known);
      const at = bounds.findIndex((bound) => value <= bound);
      if (at >= 0) known.of.counts[at] = (known.of.counts[at] ?? 0) + 1;
      known.of.sum += value;
      known.of.count += 1;
    },
    lines: (): string[] => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} histogram`,
      ...[...values].sort(byKey).flatMap(([key, { labels, of }]) => {
        let below = 0;
        return [
          ...bounds.map((bound, place) => {
            below += of.counts[place] ?? 0;
            return `${name}_bucket${labelText({ ...labels, le: bound })} ${below}`;
          }),
          `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${of.count}`,
          `${name}_sum${key} ${of.sum}`,
          `${name}_count${key} ${of.count}`,
        ];
      }),
    ],
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
