/** The OpenAPI document, made of the endpoints themselves. */
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { hasFields, type Endpoint } from './endpoint.ts';
import { endpointTable } from './endpoint-table.ts';
import { ProblemDetails } from './problem.ts';
import { everywhere, problemTable, type ProblemReason } from './problem-table.ts';

const description = `What the console does, for programs. Every call needs \`Authorization: Bearer rp_…\`: a token that a
member of the staff made in the console, with a role of its own. Calls are in the audit log under the token's name.

* **POST** needs an \`Idempotency-Key\` of 1 to 200 visible characters. The same key with the same request gets the same
  answer for 24 hours and does nothing again; with another request it is refused.
* **Edits** of a campaign need \`If-Match\` with the ETag that was read; \`*\` takes whatever it is now.
* **Lists** are pages: \`limit\`, and \`cursor\` with \`next\` of the page before.
* **Errors** are problem details (RFC 9457). Decide by \`reason\`; \`fact\` is what decided it, \`traceId\` names the request
  in the log.
* 600 requests a minute for each token; then 429 with \`Retry-After\`.`;

const bearer = 'token';

export function openApiDocument() {
  const paths: ZodOpenApiPathsObject = {};
  for (const each of endpointTable)
    paths[each.path] = { ...paths[each.path], [each.method.toLowerCase()]: operationOf(each) };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Rockpool operator API',
      version: '1',
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ [bearer]: [] }],
    components: { securitySchemes: { [bearer]: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
}

function operationOf(each: Endpoint): ZodOpenApiOperationObject {
  const { id, method, summary, permission, params, query, body, answer, versioned } = each;
  const headers = {
    ...(method === 'POST' && { 'Idempotency-Key': z.string().min(1).max(200) }),
    ...(versioned && { 'If-Match': z.string().meta({ description: 'the ETag that was read, or *' }) }),
  };
  const parameters = {
    ...(hasFields(params) && { path: params as z.ZodObject }),
    ...(hasFields(query) && { query: query as z.ZodObject }),
    ...(Object.keys(headers).length > 0 && { header: z.object(headers) }),
  };
  return {
    operationId: id,
    summary: summary.en,
    description: `Needs the permission \`${permission}\`.`,
    tags: [id.split('.')[0]!],
    ...(Object.keys(parameters).length > 0 && { requestParams: parameters }),
    ...(hasFields(body) && {
      requestBody: { required: true, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      [answer.status]: {
        description: 'Done',
        content: { 'application/json': { schema: answer.shape } },
      },
      ...problemsOf(each),
    },
  } as ZodOpenApiOperationObject;
}

/** Every refusal by its status, with the reasons it can have. */
function problemsOf(each: Endpoint) {
  const byStatus = new Map<number, ProblemReason[]>();
  for (const reason of refusalsOf(each)) {
    const { status } = problemTable[reason];
    byStatus.set(status, [...(byStatus.get(status) ?? []), reason]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, reasons]) => [
      status,
      {
        description: reasons.map((reason) => `\`${reason}\`: ${problemTable[reason].en}`).join('  \n'),
        content: { 'application/problem+json': { schema: ProblemDetails } },
      },
    ]),
  );
}

/** All that an endpoint may refuse. */
export function refusalsOf({ method, refusals, body }: Endpoint): ProblemReason[] {
  const all = new Set<ProblemReason>([...everywhere, ...refusals]);
  if (method !== 'GET' && hasFields(body)) all.add('too_large');
  if (method === 'POST')
    for (const reason of ['idempotency_key_missing', 'idempotency_key_reused', 'request_running'] as const)
      all.add(reason);
  return [...all];
}
