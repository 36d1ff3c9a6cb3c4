import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../support/documents.ts';

/** A value that was read from YAML; looked into with `at`. */
export type Yaml = Record<string, unknown>;

export const deployDir = join(root, 'deploy');

/** The text of a file of deploy/. */
export function readDeployed(name: string): string {
  return readFileSync(join(deployDir, name), 'utf8');
}

/** Every file below deploy/, from there. */
export function deployedFiles(): string[] {
  return readdirSync(deployDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(deployDir.length + 1))
    .sort();
}

/** The services of compose.yaml, with what they inherit. */
export function composeServices(): [name: string, service: Yaml][] {
  const { services } = parse(readDeployed('compose.yaml'), { merge: true }) as {
    services: Record<string, Yaml>;
  };
  return Object.entries(services);
}

/** Every object of deploy/kubernetes but the kustomization. */
export function kubernetesObjects(): Yaml[] {
  return deployedFiles()
    .filter((name) => /^kubernetes\/(?!kustomization).*\.yaml$/.test(name))
    .flatMap((name) => parseAllDocuments(readDeployed(name)).map((each) => each.toJS() as Yaml));
}

/** What is found by going from name to name; undefined where there is nothing. */
export function at(value: unknown, ...names: (string | number)[]): unknown {
  return names.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null ? (inner as Yaml)[name] : undefined,
    value,
  );
}

/** The command of an image of the Dockerfile, and the rest of its last stage. */
export function stageOf(target: string): { text: string; from: string; command: string[] } {
  const [, text = ''] = readDeployed('Dockerfile').split(
    new RegExp(`^(?=FROM .* AS ${target}$)`, 'm'),
  );
  const own = text.split(/^(?!^)(?=FROM )/m)[0] ?? '';
  const command = /^CMD (\[.*\])$/m.exec(own)?.[1];
  return {
    text: own,
    from: /^FROM (\S+)/.exec(own)?.[1] ?? '',
    command: command === undefined ? [] : (JSON.parse(command) as string[]),
  };
}

/** `ExecStart=` of a unit, in words. */
export function execStartOf(unit: string): string[] {
  return (/^ExecStart=(.*)$/m.exec(readDeployed(`systemd/${unit}`))?.[1] ?? '').split(' ');
}

/** The variables that a file of deploy/env is there for. */
export function exampleVariables(name: string): [name: string, value: string][] {
  const lines = readDeployed(`env/${name}.env.example`).matchAll(/^([A-Z_0-9]+)=(.*)$/gm);
  return [...lines].map(([, variable = '', value = '']) => [variable, value]);
}
