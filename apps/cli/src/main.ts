#!/usr/bin/env node
import { createProcessWorld } from './cli-context.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(
  process.argv.slice(2),
  createProcessWorld((code) => process.exit(code)),
);
