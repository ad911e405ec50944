/** Current weather and forecast of a place by Open-Meteo, which needs no key. */
import * as z from 'zod/mini';
import type { GuardedFailure, GuardedReply } from '../net/guarded-fetch.ts';

export type WeatherPlace = { name: string; region: string; latitude: number; longitude: number };
export type WeatherDay = { date: string; code: number; max: number; min: number; rainPercent: number | null };
export type Weather = {
  now: { code: number; temperature: number; feelsLike: number; humidityPercent: number; windKmh: number };
  days: WeatherDay[];
};
export type WeatherFailure = { kind: 'failed'; why: 'closed' | 'service' };

export type WeatherSource = { geocodingUrl: string; forecastUrl: string };
export type FetchWeather = (url: string) => Promise<GuardedReply | GuardedFailure>;

const Places = z.object({
  results: z.optional(
    z.array(
      z.object({
        name: z.string(),
        latitude: z.number(),
        longitude: z.number(),
        country: z.optional(z.string()),
        admin1: z.optional(z.string()),
      }),
    ),
  ),
});
const Forecast = z.object({
  current: z.object({
    temperature_2m: z.number(),
    apparent_temperature: z.number(),
    relative_humidity_2m: z.number(),
    wind_speed_10m: z.number(),
    weather_code: z.number(),
  }),
  daily: z.object({
    time: z.array(z.string()),
    weather_code: z.array(z.number()),
    temperature_2m_max: z.array(z.number()),
    temperature_2m_min: z.array(z.number()),
    precipitation_probability_max: z.array(z.nullable(z.number())),
  }),
});

/** Null: no such place. */
export async function findPlace(
  source: WeatherSource,
  fetchUrl: FetchWeather,
  name: string,
  language: string,
): Promise<WeatherPlace | WeatherFailure | null> {
  const url = new URL(source.geocodingUrl);
  for (const [key, value] of Object.entries({ name, count: '1', language, format: 'json' }))
    url.searchParams.set(key, value);
  const found = await ask(fetchUrl, url, Places);
  if ('kind' in found) return found;
  const place = found.results?.[0];
  if (place === undefined) return null;
  const { latitude, longitude, admin1, country } = place;
  const region = [admin1, country].filter((part) => part !== undefined && part !== place.name).join(', ');
  return { name: place.name, region, latitude, longitude };
}

export async function readWeather(
  source: WeatherSource,
  fetchUrl: FetchWeather,
  { latitude, longitude }: WeatherPlace,
): Promise<Weather | WeatherFailure> {
  const url = new URL(source.forecastUrl);
  const wanted = {
    latitude: String(latitude),
    longitude: String(longitude),
    timezone: 'auto',
    forecast_days: '3',
    current: 'temperature_2m,apparent_temperature,relative_humidity_2m,wind_speed_10m,weather_code',
    daily: 'weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max',
  };
  for (const [key, value] of Object.entries(wanted)) url.searchParams.set(key, value);
  const found = await ask(fetchUrl, url, Forecast);
  if ('kind' in found) return found;
  const { current, daily } = found;
  return {
    now: {
      code: current.weather_code,
      temperature: current.temperature_2m,
      feelsLike: current.apparent_temperature,
      humidityPercent: current.relative_humidity_2m,
      windKmh: current.wind_speed_10m,
    },
    days: daily.time.map((date, index) => ({
      date,
      code: daily.weather_code[index] ?? 0,
      max: daily.temperature_2m_max[index] ?? 0,
      min: daily.temperature_2m_min[index] ?? 0,
      rainPercent: daily.precipitation_probability_max[index] ?? null,
    })),
  };
}

/** Whatever is not the answer that was asked for is the service's failure. */
async function ask<T>(
  fetchUrl: FetchWeather,
  url: URL,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
): Promise<T | WeatherFailure> {
  const reply = await fetchUrl(url.href);
  if (reply.kind === 'failed') return { kind: 'failed', why: 'closed' };
  if (reply.status !== 200) return { kind: 'failed', why: 'service' };
  try {
    const parsed = schema.safeParse(JSON.parse(reply.bytes.toString('utf8')));
    return parsed.success ? parsed.data : { kind: 'failed', why: 'service' };
  } catch {
    return { kind: 'failed', why: 'service' };
  }
}
