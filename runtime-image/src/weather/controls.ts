import * as z from 'zod/mini';
import type { WeatherControls } from '../commands/weather.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { People } from '../store/people.ts';
import { findPlace, readWeather, type FetchWeather } from './open-meteo.ts';

const timeoutMs = 8_000;
const bytesMax = 200_000;

const Place = z.object({ name: z.string(), region: z.string(), latitude: z.number(), longitude: z.number() });

export function weatherControls(
  { locale, weather, web }: Pick<GatewayConfig, 'locale' | 'weather' | 'web'>,
  people: Pick<People, 'recall' | 'remember'>,
  sender: { channel: string; id: string },
): WeatherControls {
  const key = `weather-place:${sender.channel}:${sender.id}`;
  const fetchUrl: FetchWeather = async (url) => {
    const { guardedFetch } = await import('../net/guarded-fetch.ts');
    return guardedFetch(url, { timeoutMs, bytesMax, allow: web.allowHosts });
  };
  return {
    find: (name) => findPlace(weather, fetchUrl, name, locale),
    read: (place) => readWeather(weather, fetchUrl, place),
    remembered() {
      const stored = people.recall(key);
      return stored === null ? null : (Place.safeParse(JSON.parse(stored)).data ?? null);
    },
    remember: (place) => people.remember(key, JSON.stringify(place)),
  };
}
