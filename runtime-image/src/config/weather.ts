import type { RockpoolFile } from './rockpool-schema.ts';

export type WeatherSettings = { geocodingUrl: string; forecastUrl: string };

export function readWeatherSettings({ weather }: RockpoolFile): WeatherSettings {
  return {
    geocodingUrl: weather?.geocodingUrl ?? 'https://geocoding-api.open-meteo.com/v1/search',
    forecastUrl: weather?.forecastUrl ?? 'https://api.open-meteo.com/v1/forecast',
  };
}
