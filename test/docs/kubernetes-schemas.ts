import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../support/documents.ts';
import type { Yaml } from './deployment.ts';

/** A class of `kubernetes-models`, which has the schemas of Kubernetes's OpenAPI document, compiled. */
type Model = new (object: Yaml) => { validate(): void };

/** The groups of the API that deploy/kubernetes uses; another one is a line more. */
const groups: Record<string, () => Promise<object>> = {
  v1: () => import('kubernetes-models/v1'),
  'apps/v1': () => import('kubernetes-models/apps/v1'),
  'autoscaling/v2': () => import('kubernetes-models/autoscaling/v2'),
  'batch/v1': () => import('kubernetes-models/batch/v1'),
  'networking.k8s.io/v1': () => import('kubernetes-models/networking.k8s.io/v1'),
  'policy/v1': () => import('kubernetes-models/policy/v1'),
};

/** What Kubernetes says against the values of an object; empty for one that it accepts. Says nothing of unknown fields. */
export async function describeSchemaErrors(object: Yaml): Promise<string[]> {
  const models = await groups[String(object.apiVersion)]?.();
  const model = (models as Record<string, Model> | undefined)?.[String(object.kind)];
  if (model === undefined) return [`no such kind: ${object.apiVersion} ${object.kind}`];
  try {
    new model(object).validate();
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [String(error)];
  }
}

/**
 * The fields that Kubernetes doesn't know, as `kubeconform -strict` finds them: the schemas let any through, the types that
 * are made from the same document don't. All objects at once, since the compiler takes seconds to begin.
 */
export function describeUnknownFields(objects: readonly Yaml[]): string[] {
  const name = join(root, 'test/docs/kubernetes-objects.virtual.ts');
  const text = objects.map(({ apiVersion, kind, ...rest }, index) => {
    const from = `import('kubernetes-models/${apiVersion}').I${kind}`;
    const object = JSON.stringify({ apiVersion, kind, ...rest });
    return `export const object${index}: ${from} = ${object};`;
  });
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    skipLibCheck: true,
    noEmit: true,
    strict: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, languageVersion, ...others) =>
    file === name
      ? ts.createSourceFile(file, text.join('\n'), languageVersion)
      : getSourceFile(file, languageVersion, ...others);
  const { fileExists } = host;
  host.fileExists = (file) => file === name || fileExists(file);
  const program = ts.createProgram([name], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
