// npm run openapi: keeps the document beside the portal, for who generates clients of it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openApiDocument } from './open-api.ts';

const file = path.resolve(import.meta.dirname, '../../openapi.json');
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
console.log(`${file} is current.`);
