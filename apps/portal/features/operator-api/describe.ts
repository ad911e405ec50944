/** The document as people read it: each operation with its fields in one line each. */
import { endpointTable } from './endpoint-table.ts';
import type { Endpoint } from './endpoint.ts';
import { openApiDocument, refusalsOf } from './open-api.ts';
import type { ProblemReason } from './problem-table.ts';

export interface Field {
  /** `policy.zone`, `items[].id` */
  name: string;
  /** as JSON has it: `string`, `"merge" | "replace"`, `integer` */
  type: string;
  required: boolean;
  description: string;
}

export interface DescribedEndpoint {
  endpoint: Endpoint;
  parameters: Field[];
  body: Field[];
  answer: Field[];
  refusals: ProblemReason[];
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  default?: unknown;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content: Record<string, { schema: Schema }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export function describeEndpoints(): DescribedEndpoint[] {
  const document = openApiDocument() as unknown as Document;
  const { schemas } = document.components;
  return endpointTable.map((endpoint) => {
    const operation = document.paths[endpoint.path]![endpoint.method.toLowerCase()]!;
    const parameters = (operation.parameters ?? []).map(({ name, required, schema }) =>
      fieldOf(name, schema, Boolean(required), schemas),
    );
    const body = operation.requestBody?.content['application/json']?.schema;
    const answer = operation.responses[endpoint.answer.status]!.content['application/json']!.schema;
    return {
      endpoint,
      parameters,
      refusals: refusalsOf(endpoint),
      body: body ? fieldsOf(body, schemas) : [],
      answer: fieldsOf(answer, schemas),
    };
  });
}

/** Fields of an object, those of its objects and lists among them, two levels deep. */
function fieldsOf(
  given: Schema,
  schemas: Document['components']['schemas'],
  prefix = '',
  depth = 0,
): Field[] {
  const schema = resolve(given, schemas);
  const one = schema.anyOf ?? schema.oneOf;
  if (one) return one.flatMap((each) => fieldsOf(each, schemas, prefix, depth)).filter(isFirst);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const field = fieldOf(path, property, (schema.required ?? []).includes(name), schemas);
    if (depth === 2) return [field];
    const inner = resolve(property, schemas);
    const within = inner.items
      ? fieldsOf(inner.items, schemas, `${path}[].`, depth + 1)
      : fieldsOf(inner, schemas, `${path}.`, depth + 1);
    return [field, ...within];
  });
}

const isFirst = (field: Field, index: number, all: Field[]) =>
  all.findIndex(({ name }) => name === field.name) === index;

function fieldOf(
  name: string,
  schema: Schema,
  required: boolean,
  schemas: Document['components']['schemas'],
): Field {
  const { description = '', default: preset } = schema;
  const note = preset === undefined ? '' : `default ${JSON.stringify(preset)}`;
  return {
    name,
    type: typeOf(schema, schemas),
    required,
    description: [description, note].filter(Boolean).join('; '),
  };
}

function resolve(schema: Schema, schemas: Document['components']['schemas']): Schema {
  return schema.$ref ? resolve(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas) : schema;
}

function typeOf(schema: Schema, schemas: Document['components']['schemas']): string {
  if (schema.$ref)
    return schema.$ref
      .split('/')
      .at(-1)!
      .replace(/Output$/, '');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const one = schema.anyOf ?? schema.oneOf;
  if (one) return [...new Set(one.map((each) => typeOf(each, schemas)))].join(' | ');
  if (schema.items) return `${typeOf(schema.items, schemas)}[]`;
  return schema.format ?? [schema.type ?? 'any'].flat().join(' | ');
}
