import type { CliContext } from '../../cli-context.ts';
import { createStyle, type Style } from '../../terminal.ts';
import type { CheckResult } from './check.ts';

/** What `genie doctor` found. `--json` prints this object. */
export interface Report {
  /** False if a check failed; warnings don't count. */
  ok: boolean;
  dir: string;
  tookMs: number;
  /** `skipped` had to wait for a fix; `notInUse` isn't part of this installation. */
  counts: { ok: number; warn: number; fail: number; skipped: number; notInUse: number };
  checks: readonly CheckResult[];
}

export function createReport(dir: string, checks: readonly CheckResult[], tookMs: number): Report {
  const count = (isOne: (result: CheckResult) => boolean) => checks.filter(isOne).length;
  const counts = {
    ok: count(({ status }) => status === 'ok'),
    warn: count(({ status }) => status === 'warn'),
    fail: count(({ status }) => status === 'fail'),
    skipped: count(({ waitsFor }) => waitsFor !== undefined),
    notInUse: count(({ status, waitsFor }) => status === 'skipped' && waitsFor === undefined),
  };
  return { ok: counts.fail === 0, dir, tookMs: Math.round(tookMs), counts, checks };
}

const titles: Readonly<Record<string, string>> = {
  node: 'This machine',
  disk: 'This machine',
  env: 'Settings',
  secrets: 'Secrets',
  port: 'Ports',
  database: 'Database',
  directus: 'Directus',
  https: 'HTTPS',
  redis: 'Redis',
  model: 'Model',
  mail: 'Mail',
  audit: 'Access log',
};

const widest = 100;

/** How a report is drawn. */
interface Canvas {
  style: Style;
  width: number;
  /** Signs in a terminal; elsewhere words, which can be searched for. */
  hasSigns: boolean;
}

/** The report for people: every check under its heading, then the faults once more, each with its fix. */
export function renderReport(
  report: Report,
  context: Pick<CliContext, 'hasColors' | 'columns' | 'isTerminal'>,
): string {
  const style = createStyle(context.hasColors);
  const width = Math.min(context.columns, widest);
  const canvas = { style, width, hasSigns: context.isTerminal };
  const faults = report.checks.filter(({ status }) => status === 'fail' || status === 'warn');
  const lines = [
    `${style.strong('Genie Helper')} in ${report.dir}`,
    ...renderList(report.checks, canvas),
    ...(faults.length === 0
      ? []
      : ['', style.strong(faults.length === 1 ? 'The fault' : 'The faults')]),
    ...faults.flatMap((fault) => ['', ...renderFault(fault, canvas)]),
    '',
    renderSummary(report, style),
  ];
  return `${lines.join('\n')}\n`;
}

function renderList(checks: readonly CheckResult[], canvas: Canvas): string[] {
  const lines: string[] = [];
  let title = '';
  let before = '';
  for (const result of checks) {
    const own = titles[result.id.split('.')[0] ?? ''] ?? '';
    if (own !== title) lines.push('', canvas.style.strong(own));
    // What isn't in use is said once for all of its checks.
    const isRepeated = own === title && result.status === 'skipped' && result.message === before;
    title = own;
    before = result.message;
    if (!isRepeated) lines.push(...renderLine(result, canvas));
  }
  return lines;
}

function renderLine(result: CheckResult, { style, width, hasSigns }: Canvas): string[] {
  const { sign, label, paint } = markOf(result, style);
  const mark = hasSigns ? sign : label.padEnd(4);
  const indent = ' '.repeat(mark.length + 3);
  const message =
    result.waitsFor === undefined
      ? result.message
      : `${result.id} waits for ${result.waitsFor.join(' and ')}.`;
  const [head = '', ...more] = wrap(message, width - indent.length).map((line) =>
    result.status === 'skipped' ? style.dim(line) : line,
  );
  return [`  ${paint(mark)} ${head}`, ...more.map((line) => `${indent}${line}`)];
}

function renderFault(fault: CheckResult, { style, width, hasSigns }: Canvas): string[] {
  const { sign, label, paint } = markOf(fault, style);
  const block = (text: string, first: string, color = (line: string) => line) =>
    wrap(text, width - first.length).map(
      (line, index) => `${index === 0 ? first : ' '.repeat(first.length)}${color(line)}`,
    );
  return [
    `  ${paint(hasSigns ? sign : label)} ${style.strong(fault.id)}`,
    ...block(fault.message, '    '),
    ...(fault.details ?? []).flatMap((detail) => block(detail, '      - ')),
    ...block(fault.fix ?? '', '    → ', style.link),
  ];
}

function markOf({ status, waitsFor }: CheckResult, style: Style) {
  switch (status) {
    case 'ok':
      return { sign: '✔', label: 'ok', paint: style.good };
    case 'warn':
      return { sign: '▲', label: 'warn', paint: style.warning };
    case 'fail':
      return { sign: '✖', label: 'FAIL', paint: style.bad };
    default:
      return { sign: '·', label: waitsFor === undefined ? 'off' : 'skip', paint: style.dim };
  }
}

function renderSummary({ counts, tookMs }: Report, style: Style): string {
  const { ok, warn, fail, skipped, notInUse } = counts;
  const parts = [
    fail > 0 ? style.bad(`${fail} to fix`) : '',
    warn > 0 ? style.warning(`${warn} to look at`) : '',
    style.good(`${ok} good`),
    skipped > 0 ? style.dim(`${skipped} not looked at`) : '',
    notInUse > 0 ? style.dim(`${notInUse} not in use`) : '',
  ];
  return `${parts.filter(Boolean).join(', ')} (${(tookMs / 1000).toFixed(1)} s).`;
}

/**
 * Breaks a text into lines at its spaces. A word that is too long stays whole, so paths can be copied.
 *
 * @param width how many characters a line may have
 */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
