/** A forecast in words. Pure. */
import type { Locale } from '../config/settings.ts';
import type { Weather, WeatherPlace } from './open-meteo.ts';

/** codes of the World Meteorological Organization, as Open-Meteo gives them; each from its number up to the next */
const skies: readonly [number, string, string][] = [
  [0, '☀️ 晴', '☀️ clear'],
  [1, '🌤 大部晴朗', '🌤 mainly clear'],
  [2, '⛅ 多云', '⛅ partly cloudy'],
  [3, '☁️ 阴', '☁️ overcast'],
  [45, '🌫 雾', '🌫 fog'],
  [51, '🌦 毛毛雨', '🌦 drizzle'],
  [56, '🌧 冻雨', '🌧 freezing rain'],
  [61, '🌧 小雨', '🌧 light rain'],
  [63, '🌧 中雨', '🌧 rain'],
  [65, '🌧 大雨', '🌧 heavy rain'],
  [66, '🌧 冻雨', '🌧 freezing rain'],
  [71, '🌨 小雪', '🌨 light snow'],
  [73, '🌨 中雪', '🌨 snow'],
  [75, '❄️ 大雪', '❄️ heavy snow'],
  [77, '🌨 雪粒', '🌨 snow grains'],
  [80, '🌦 阵雨', '🌦 showers'],
  [82, '⛈ 强阵雨', '⛈ violent showers'],
  [85, '🌨 阵雪', '🌨 snow showers'],
  [95, '⛈ 雷雨', '⛈ thunderstorm'],
  [96, '⛈ 雷雨伴冰雹', '⛈ thunderstorm with hail'],
];

export function skyText(code: number, locale: Locale): string {
  const [, zh, en] = skies.findLast(([from]) => from <= code) ?? skies[0]!;
  return locale === 'zh' ? zh : en;
}

export function weatherText({ name, region }: WeatherPlace, { now, days }: Weather, locale: Locale): string {
  const zh = locale === 'zh';
  const degrees = (value: number): string => `${Math.round(value)}°C`;
  const current = zh
    ? `${skyText(now.code, locale)}，${degrees(now.temperature)}（体感 ${degrees(now.feelsLike)}），湿度 ${Math.round(now.humidityPercent)}%，风速 ${Math.round(now.windKmh)} km/h`
    : `${skyText(now.code, locale)}, ${degrees(now.temperature)} (feels like ${degrees(now.feelsLike)}), humidity ${Math.round(now.humidityPercent)} %, wind ${Math.round(now.windKmh)} km/h`;
  const lines = days.map(({ date, code, max, min, rainPercent }) => {
    const rain = rainPercent === null ? '' : zh ? `，降水概率 ${rainPercent}%` : `, rain ${rainPercent} %`;
    return `- ${date.slice(5)} ${skyText(code, locale)}${zh ? '，' : ', '}${Math.round(min)}–${degrees(max)}${rain}`;
  });
  return [`**${name}**${region === '' ? '' : ` (${region})`}`, current, ...lines].join('\n');
}
