#!/usr/bin/env node
import { createCliContext } from './cli-context.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(
  process.argv.slice(2),
  createCliContext((code) => process.exit(code)),
);
