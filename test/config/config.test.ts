import { describe, expect, test } from 'vitest';
import { DEFAULT_DIETS } from '../../src/config/diets.ts';
import { type Config, parseConfig } from '../../src/config/load.ts';
import { parseToml } from '../../src/config/toml.ts';
import { cents } from '../../src/shared/cents.ts';
import { EXIT, UserError } from '../../src/shared/errors.ts';
import { date } from '../offers/build.ts';

/** Every key with its documented default: whoever changes one changes what a chain without a config gets. */
const DEFAULTS: Config = {
  chain: { name: 'Your Market', language: 'en', day_starts_at: '00:00' },
  product_codes: {
    embedded: ['2IIIIIXXXXXC', '2IIIIIIXXXXXC'],
    not_products: ['04', '05', '98', '99'],
    eight_digits: 'upc-e',
  },
  ingest: { max_rejected_percent: 5, archive: 'none', archive_dir: 'archive' },
  plan: {
    spend_threshold: 2500 as Config['plan']['spend_threshold'],
    spend_weeks: 8,
    min_history_weeks: 4,
    refit_days: 7,
    cycle_days: 14,
    drops: 1,
    drop_anchor: date('2024-01-01'),
    lead_days: 4,
    valid_days: 14,
    control_percent: 0,
    unknown_households: false,
    min_probability: 0.1,
    offer_min_probability: 0.05,
    due_lines: 24,
    min_due_lines: 6,
    specials: 12,
    lapsed_days: 35,
    lapsed_lists: 'short',
    discovery_percent: 20,
    budget_risk: 0.05,
    ignored_times: 2,
    rest_days: 28,
    extras: 2,
    threads: 0,
  },
  tiers: {
    gold_specials: 12,
    silver_specials: 10,
    bronze_specials: 8,
    gold_value: 3500 as Config['tiers']['gold_value'],
    silver_value: 2500 as Config['tiers']['gold_value'],
    bronze_value: 1500 as Config['tiers']['gold_value'],
    value_range_percent: 15,
  },
  house_cards: {
    days: 56,
    trips_per_day: 5,
    lanes_per_day: 4,
    stores_per_day: 3,
    busy_days: 3,
    busy_percent: 20,
    overlap_minutes: 10,
    overlaps: 5,
  },
  print: {
    paper: 'letter',
    symbol: 'code128-16',
    upc_type: 9,
    dpi: 300,
    bar_inset_pt: 0.06,
    weight_unit: 'lb',
    spool_sheets: 500,
    threads: 0,
    sort: 'postal_code',
    duplex: false,
    fold_marks: true,
  },
  brand: {
    color: { red: 13 / 255, green: 84 / 255, blue: 56 / 255 },
    second_color: { red: 158 / 255, green: 26 / 255, blue: 26 / 255 },
    black_only: false,
    font_fallbacks: [],
  },
  checkout: {
    grace_days: 0,
    list_of_other_household: 'refuse',
    reserve_minutes: 10,
    override_cap: cents(1000),
    offline_cap: cents(1000),
    pack_days: 3,
    store_layouts: {},
    requests_per_second: 5000,
  },
  inbox: { ready: 'name', quiet_seconds: 120, control: [], layouts: {} },
  quality: {
    lag_days: 1,
    closed_days: [],
    short_store_percent: 50,
    look_back_days: 14,
    missing_stores_warn: 0,
    stale_days: {},
    rejected_percent_warn: 1,
    unknown_products_percent_warn: 5,
    clock_faults_percent_warn: 1,
    score_wait_days: 7,
    score_late_days: 28,
    score_fall_sds: 2.5,
    score_calibration_error_max: 0.05,
  },
  email: { consent: 'column', footer: [] },
  retention: {},
  night: { out: 'out', review: true, approve: 'by-hand', free_mb_min: 500 },
  diets: DEFAULT_DIETS,
};

function faultOf(text: string): UserError {
  try {
    parseConfig(text, 'duelist.toml');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

/** The faults as named, one by one, with their lines. */
function placedFaultsOf(text: string): string[] {
  return (faultOf(text).next ?? '').split('\n').map((line) => line.trim());
}

/** The same without their lines. */
function faultsOf(text: string): string[] {
  return placedFaultsOf(text).map((fault) => fault.replace(/ \(line \d+\)$/, ''));
}

describe('a config', () => {
  test.each([
    ['that is not there', undefined],
    ['that is empty', ''],
    ['of comments', '# nothing\r\n\r\n# at all\r\n'],
    ['of empty tables', '[chain]\n[plan]\n[print]\n[checkout]\n[ingest]\n'],
    ['with the mark that some editors put first', '\ufeff[plan]\nlead_days = 4\n'],
  ])('%s has every default', (_, text) => {
    expect(parseConfig(text, 'duelist.toml')).toEqual(DEFAULTS);
  });

  test('changes what it names and nothing else', () => {
    const text =
      'product_ids = "opaque"\n[plan]\ndrops = 14\nspend_threshold = "30"\n[print]\npaper = "a4"\n';
    expect(parseConfig(text, 'duelist.toml')).toEqual({
      ...DEFAULTS,
      product_ids: 'opaque',
      plan: { ...DEFAULTS.plan, drops: 14, spend_threshold: 3000 },
      print: { ...DEFAULTS.print, paper: 'a4' },
    });
  });

  test('read twice is the same, and one reading does not touch the other', () => {
    const first = parseConfig(undefined, 'a');
    const second = parseConfig(undefined, 'b');
    expect(first).toEqual(second);
    expect(first.plan).not.toBe(second.plan);
  });
});

describe('money', () => {
  test.each([
    ['"25"', 2500],
    ['25', 2500],
    ['25.5', 2550],
    ['"25.00"', 2500],
    ['25.00', 2500],
    ['0', 0],
    ['0.1', 10],
    ['"0.05"', 5],
    ['19.99', 1999],
    ['1_000', 100_000],
    ['1e3', 100_000],
  ])('%s is %d cents', (written, amount) => {
    expect(parseConfig(`[plan]\nspend_threshold = ${written}`, 'f').plan.spend_threshold).toBe(amount);
  });

  test.each([
    '-1',
    '"-0.01"',
    '"abc"',
    '25.555',
    '"25.555"',
    '""',
    '"$25"',
    '"25,00"',
    'nan',
    'inf',
    '1e20',
    'true',
    '[25]',
    '2025-01-01',
  ])('%s is none', (written) => {
    const [fault, ...more] = faultsOf(`[plan]\nspend_threshold = ${written}`);
    expect(fault).toMatch(/^plan\.spend_threshold: expected an amount such as "25\.00", got /);
    expect(more).toEqual([]);
  });
});

describe('a day', () => {
  test.each(['"2026-01-05"', '2026-01-05'])('may be written %s', (written) => {
    expect(parseConfig(`[plan]\ndrop_anchor = ${written}`, 'f').plan.drop_anchor).toBe(date('2026-01-05'));
  });

  test.each(['"2026-02-30"', '"05.01.2026"', '2026-01-05T10:00:00', '20260105', '""', 'false'])(
    '%s is none',
    (written) => {
      const [fault, ...more] = faultsOf(`[plan]\ndrop_anchor = ${written}`);
      expect(fault).toMatch(/^plan\.drop_anchor: expected a day such as "2026-01-05", got /);
      expect(more).toEqual([]);
    },
  );
});

describe('a fault', () => {
  test.each([
    ['[plan]\nlead_days = "4"', 'plan.lead_days: expected a number, got "4"'],
    ['[plan]\nlead_days = 1.5', 'plan.lead_days: expected a whole number, got 1.5'],
    ['[plan]\nlead_days = 22', 'plan.lead_days: expected at most 21, got 22'],
    ['[plan]\nlead_days = -1', 'plan.lead_days: expected at least 0, got -1'],
    ['[print]\nspool_sheets = 501', 'print.spool_sheets: expected at most 500, got 501'],
    ['[plan]\nvalid_days = 0', 'plan.valid_days: expected at least 1, got 0'],
    ['[plan]\ncycle_days = 6', 'plan.cycle_days: expected at least 7, got 6'],
    ['[plan]\ndrops = 3', 'plan.drops: expected 1 or 2 or 14, got 3'],
    ['[plan]\ncontrol_percent = 51', 'plan.control_percent: expected at most 50, got 51'],
    ['[plan]\ncontrol_percent = "5"', 'plan.control_percent: expected a number, got "5"'],
    ['[plan]\nmin_probability = 1.01', 'plan.min_probability: expected at most 1, got 1.01'],
    ['[plan]\nunknown_households = "yes"', 'plan.unknown_households: expected true or false, got "yes"'],
    [
      '[print]\nfolds_pt = [60]',
      'print.folds_pt: expected no fold between 29 and 119 points, where the bars are, got [60]',
    ],
    [
      '[print]\nfolds_pt = [0, 800]',
      'print.folds_pt: expected folds on the paper, above 0 and below 792 points, got [0, 800]',
    ],
    [
      '[print]\nwindow_pt = [500, 178, 250, 52]',
      'print.window_pt: expected a window on the paper, which is 612 points wide, got [500, 178, 250, 52]',
    ],
    [
      '[print]\nwindow_pt = [63, 640, 250, 52]',
      'print.window_pt: expected a window below the head and in the upper half, between 118 and 396 points from the top, got [63, 640, 250, 52]',
    ],
    [
      '[print]\nwindow_pt = [63, 240, 250, 52]',
      'print.window_pt: expected a window that no fold crosses, and there is one at 264 points, got [63, 240, 250, 52]',
    ],
    [
      '[print]\nwindow_pt = [63, 178, 250]',
      'print.window_pt: expected at least 4 entries, got [63, 178, 250]',
    ],
    [
      '[brand]\nsecond_color = "#777777"',
      'brand.second_color: "#777777" is too light to be read on paper: contrast 4.4:1, at least 4.5:1 is needed, got "#777777"',
    ],
    ['[print]\npaper = "a5"', 'print.paper: expected "letter" or "a4", got "a5"'],
    ['[print]\ndpi = "300"', 'print.dpi: expected 203 or 300 or 600, got "300"'],
    ['[chain]\nname = ""', 'chain.name: expected at least 1 character, got ""'],
    [
      `[chain]\nname = "${'x'.repeat(61)}"`,
      `chain.name: expected at most 60 characters, got "${'x'.repeat(61)}"`,
    ],
    ['[chain]\nname = 7', 'chain.name: expected text in quotes, got 7'],
    ['plan = 5', 'plan: expected a table, got 5'],
    ['[[print]]\npaper = "a4"', 'print: expected a table, got an array'],
    ['[chain.name]\nx = 1', 'chain.name: expected text in quotes, got a table'],
    ['chain.name = 2025-01-01', 'chain.name: expected text in quotes, got 2025-01-01'],
    ['product_ids = "ean"', 'product_ids: expected "gtin" or "opaque", got "ean"'],
    ['[plan]\nspend_treshold = 25', 'plan.spend_treshold: unknown key; did you mean plan.spend_threshold?'],
    ['[plans]\ndrops = 1', 'plans: unknown key; did you mean plan?'],
    ['[telemetry]\non = true', 'telemetry: unknown key'],
    ['control_percent = 5', 'control_percent: unknown key; did you mean plan.control_percent?'],
    ['[chain]\nlead_days = 4', 'chain.lead_days: unknown key; did you mean plan.lead_days?'],
    ['[plan.deep]\nx = 1', 'plan.deep: unknown key'],
  ])('%j says what was expected and what was found', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test('does not hide another: all of them are named at once, with their paths', () => {
    const text = [
      'produkt_ids = "gtin"',
      '[chain]',
      'language = "de"',
      '[plan]',
      'spend_threshold = "many"',
      'drops = 3',
      'due_linse = 20',
      'extra_lines = 3',
      '[print]',
      'dpi = 1200',
      '[nonsense]',
    ].join('\n');
    expect(faultsOf(text).sort()).toEqual([
      'chain.language: expected "en" or "es", got "de"',
      'nonsense: unknown key',
      'plan.drops: expected 1 or 2 or 14, got 3',
      'plan.due_linse: unknown key; did you mean plan.due_lines?',
      expect.stringMatching(/^plan\.extra_lines: unknown key/),
      'plan.spend_threshold: expected an amount such as "25.00", got "many"',
      'print.dpi: expected 203 or 300 or 600, got 1200',
      'produkt_ids: unknown key; did you mean product_ids?',
    ]);
    const fault = faultOf(text);
    expect(fault.message).toBe('duelist.toml has 8 faults');
    expect(fault.exitCode).toBe(EXIT.badConfig);
    expect(fault.at).toEqual({ file: 'duelist.toml' });
  });

  test('names its line, whatever stands around it', () => {
    const text = [
      '# of the store',
      'product_ids = "gtin" # as ever',
      '[chain]',
      'name = """',
      'drops = 99',
      '"""',
      'languages = [',
      '  "en",',
      ']',
      '',
      '  [ plan ]',
      '"lead_days" = 40',
      "'drops'=3",
      'deep.down = 1',
      '[telemetry]',
      '[print]\r',
      'dpi = 1200\r',
      '',
    ].join('\n');
    expect(placedFaultsOf(text).sort()).toEqual([
      'chain.languages: unknown key; did you mean chain.language? (line 7)',
      'plan.deep: unknown key (line 14)',
      'plan.drops: expected 1 or 2 or 14, got 3 (line 13)',
      'plan.lead_days: expected at most 21, got 40 (line 12)',
      'print.dpi: expected 203 or 300 or 600, got 1200 (line 17)',
      'telemetry: unknown key (line 15)',
    ]);
  });

  test('alone is one', () => {
    expect(faultOf('[plan]\ndrops = 3').message).toBe('duelist.toml has 1 fault');
  });
});

describe('what is not TOML', () => {
  test.each([
    ['a missing quote', '[chain]\nname = "Corner\n', 2],
    ['text without quotes', '# a comment\n\n[chain]\nname = Corner Market\n', 4],
    ['a key twice', '[plan]\ndrops = 1\nlead_days = 4\ndrops = 2\n', 4],
    ['a table that does not end', '[chain\nname = "x"\n', 1],
    ['another format', '{"plan": {"drops": 1}}', 1],
  ])('%s is a fault with its line', (_, text, line) => {
    const fault = faultOf(text);
    expect(fault.code).toBe('toml');
    expect(fault.exitCode).toBe(EXIT.badConfig);
    expect(fault.at).toEqual({ file: 'duelist.toml', line });
    expect(fault.message).toMatch(/^duelist\.toml is not TOML: .+/);
    expect(fault.message).not.toContain('\n');
    expect(fault.cause).toBeInstanceOf(Error);
  });

  test('is a fault of any file, not only of the config', () => {
    expect(() => parseToml('a = ', 'layout.toml')).toThrow(/layout\.toml is not TOML/);
    expect(parseToml('a = 1', 'layout.toml')).toEqual({ a: 1 });
  });
});
