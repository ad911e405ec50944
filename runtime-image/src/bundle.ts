/** Entry of `dist/gateway.cjs`: `__dirname` is the folder of the bundle. */
import './memory.ts';
import path from 'node:path';
import { run } from './main.ts';

declare const __dirname: string;

void run(path.join(__dirname, '..'));
