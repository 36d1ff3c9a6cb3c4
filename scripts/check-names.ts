/**
 * Fails where a file, a folder or an identifier has a name that was given up, or where a test's title fits no line.
 * One thing has one name, the one that people in the field use.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ts from 'typescript';

/** Words that a name no longer holds, however it is written (`told address` finds `toldAddress` and `told-address.ts`), and what stands for them. */
const replacedWords: readonly (readonly [given: RegExp, instead: string])[] = [
  [/ world /, 'CliContext, or what it is'],
  [/ wire /, 'directusResponse'],
  [/ gates? /, 'guard, throttle or limit'],
  [/ doors? /, 'endpoint'],
  [/ told address /, 'trustedClientAddress'],
  [/ registrar /, 'registrationClient'],
  [/ (doorman|archivist|clerk|secretary) /, 'a client named after what it may do'],
  [/ vouched /, 'authenticated, or revalidate'],
  [/ waiting room /, 'boundedWaiters'],
  [/ share next call /, 'coalesceNextCall'],
  [/ patience /, 'idleTimeout'],
  [/ leave work /, 'release'],
  [/ stalled readers /, 'slowClientTimeout'],
  [/ when client goes /, 'abortOnDisconnect'],
  [/ open answers /, 'activeStreams'],
  [/ hold place /, 'acquireSlot'],
  [/ sentences? /, 'message'],
  [/ (mend|mends|mended|mending) /, 'fix, hint or repair'],
  [/ manner /, 'styleChecks'],
  [/ older form /, 'legacyV1'],
  [/ moments? /, 'timestamp'],
  [/ worn /, 'staleTokens'],
  [/ handed back /, 'released'],
  [/ on return /, 'onReconnect'],
  [/ last word /, 'shutdownTimeout'],
];

/** Names given up as a whole, since their word is common inside others. */
const replacedNames = new Map([
  ['Admit', 'Acquire'],
  ['Leave', 'Release'],
  ['learn', 'recordLatency'],
  ['laterMs', 'requeueMs'],
]);

/** Given up for functions; a constant may be called so. */
const replacedFunctions = new Map([
  ['given', 'omitUndefined'],
  ['within', 'withTimeout'],
]);

/** Where a word means what everyone means by it. */
const exceptions: readonly { path: RegExp; name: RegExp; why: string }[] = [
  {
    path: /^(packages\/(captions|chat)|apps\/console\/src\/pages\/captions|test\/support\/fake-model)\//,
    name: /sentence/i,
    why: 'a sentence of a text',
  },
  { path: /^packages\/captions\//, name: /^worn$/, why: 'clothes' },
  { path: /./, name: /^destroyOnReturn$/, why: "an option of Node's" },
];

/** What fits a line of a terminal beside its mark and its time. */
const maxTitleLength = 90;
const titleCalls = new Set(['test', 'it', 'describe', 'suite']);
const root = resolve(import.meta.dirname, '..');
const listed = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  {
    cwd: root,
    encoding: 'utf8',
  },
);
const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], {
  cwd: root,
  encoding: 'utf8',
});
const gone = new Set(deleted.split('\0'));
const files = listed.split('\0').filter((file) => file !== '' && !gone.has(file));
const faults = [...new Set(files.flatMap(faultsOfPath))];
for (const file of files) {
  if (/\.(ts|tsx|mjs)$/.test(file) && !file.includes('/generated/')) {
    faults.push(...faultsOfSource(file, await readFile(join(root, file), 'utf8')));
  }
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`\n${faults.length} names or titles to change.`);
  process.exitCode = 1;
}

function faultsOfPath(file: string): string[] {
  const parts = file.split('/');
  return parts.flatMap((part, index) => {
    const path = parts.slice(0, index + 1).join('/');
    const better = /-words\.tsx?$/.test(part)
      ? '…-labels'
      : findReplacement(part.replace(/\..*$/, ''), path);
    return better === undefined ? [] : [`${path}: better ${better}`];
  });
}

function faultsOfSource(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const isTest = /\.test\.tsx?$/.test(file);
  const found: string[] = [];
  const say = (node: ts.Node, fault: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}: ${fault}`);
  };
  const visit = (node: ts.Node): void => {
    if (isDeclaredName(node)) {
      const isFunction = ts.isFunctionDeclaration(node.parent);
      const better =
        (isFunction ? replacedFunctions.get(node.text) : undefined) ??
        findReplacement(node.text, file);
      if (better !== undefined) say(node, `${node.text}: better ${better}`);
    }
    if (isTest && ts.isCallExpression(node) && isTitleCall(node.expression)) {
      const [title] = node.arguments;
      const isText =
        title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title));
      const length = isText ? title.getText().length - 2 : 0;
      if (length > maxTitleLength)
        say(node, `a title of ${length} characters, ${maxTitleLength} at most`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A name where it is given; its uses follow it. */
function isDeclaredName(node: ts.Node): node is ts.Identifier {
  const { parent } = node;
  return (
    ts.isIdentifier(node) &&
    'name' in parent &&
    parent.name === node &&
    !ts.isPropertyAccessExpression(parent) &&
    !ts.isImportSpecifier(parent) &&
    !ts.isExportSpecifier(parent) &&
    !ts.isShorthandPropertyAssignment(parent)
  );
}

/** `test`, `describe.skip`, `t.test` … */
function isTitleCall(called: ts.Expression): boolean {
  if (ts.isIdentifier(called)) return titleCalls.has(called.text);
  if (!ts.isPropertyAccessExpression(called)) return false;
  return called.name.text === 'test' || isTitleCall(called.expression);
}

/** What to write in place of a name; undefined where nothing is wrong with it. */
function findReplacement(name: string, path: string): string | undefined {
  if (exceptions.some((each) => each.name.test(name) && each.path.test(path))) return undefined;
  if (/^Kept[A-Z]/.test(name)) return name.replace(/^Kept(.*?)(Row)?$/, '$1Row');
  const words = ` ${wordsOf(name).join(' ')} `;
  return replacedNames.get(name) ?? replacedWords.find(([given]) => given.test(words))?.[1];
}

/** `toldAddressOf`, `told-address-of` and `TOLD_ADDRESS_OF` are the same three words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
