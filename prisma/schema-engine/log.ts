/** One line for the CLI, which reads stderr as JSON. */
export function writeLog(
  level: 'INFO' | 'ERROR',
  message: string,
  fields: Record<string, unknown> = {},
): void {
  const line = { timestamp: new Date().toISOString(), level, fields: { message, ...fields } };
  process.stderr.write(`${JSON.stringify({ ...line, target: 'schema_engine::logger' })}\n`);
}
