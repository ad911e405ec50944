#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which the CLI would otherwise download: the official WebAssembly
// build of the same engine, behind the same protocol (JSON-RPC on stdin and stdout, logs as JSON on stderr).
// prisma.config.ts names this file in PRISMA_SCHEMA_ENGINE_BINARY.
import { readArguments } from './arguments.ts';
import { runCommand } from './command.ts';
import { openEngine } from './engine.ts';
import { serve } from './rpc.ts';

const args = readArguments(process.argv.slice(2));

if (args.version) console.log('schema-engine-cli wasm');
else if (args.command) process.exitCode = await runCommand(args.command, args.url);
else serve(openEngine(args));
