/** Entry of `gateway.cjs`; `__dirname` is the folder of the bundle: `dist` of the package, or the one folder of an image. */
import './memory.ts';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './main.ts';

declare const __dirname: string;

void run(existsSync(path.join(__dirname, 'workspace')) ? __dirname : path.join(__dirname, '..'));
