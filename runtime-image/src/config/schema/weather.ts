/** `weather` of rockpool.json: another address of the service, such as one of one's own. */
import * as z from 'zod/mini';

export const WeatherSection = z.strictObject({
  geocodingUrl: z.optional(z.url()),
  forecastUrl: z.optional(z.url()),
});
