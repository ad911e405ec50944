/** What never stands in a line of the log, whoever writes it. */
import pino from 'pino';

const secretNames = ['code', 'phone', 'key', 'secret', 'token', 'password', 'authorization', 'cookie'];

export const logOptions: pino.LoggerOptions = {
  base: { service: 'portal' },
  redact: secretNames.flatMap((name) => [name, `*.${name}`]),
  serializers: {
    err: (error: Error) => {
      // an error's code is no one-time code, and without it a database's refusal has no name; its details quote the row
      const { code, detail, where, ...rest } = pino.stdSerializers.err(error) as pino.SerializedError &
        Partial<Record<'code' | 'detail' | 'where', unknown>>;
      return code === undefined ? rest : { ...rest, errorCode: code };
    },
  },
};
