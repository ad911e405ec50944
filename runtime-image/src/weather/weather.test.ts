import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../commands/command.ts';
import { weatherCommand } from '../commands/weather.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { weatherControls } from './controls.ts';
import { skyText } from './texts.ts';

const forecast = {
  current: {
    ...{ temperature_2m: 21.4, apparent_temperature: 20.2, relative_humidity_2m: 40 },
    ...{ wind_speed_10m: 11.6, weather_code: 2 },
  },
  daily: {
    time: ['2026-03-01', '2026-03-02'],
    weather_code: [2, 61],
    temperature_2m_max: [23.5, 18],
    temperature_2m_min: [9.6, 8],
    precipitation_probability_max: [5, null],
  },
};

let server: http.Server;
let origin: string;
let paths: string[] = [];
let broken: { status: number; body: string } | null = null;
const facts = new Map<string, string>();
const people = {
  recall: (key: string) => facts.get(key) ?? null,
  remember: (key: string, value: string) => void facts.set(key, value),
};

beforeAll(async () => {
  server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    paths.push(`${url.pathname}?${url.searchParams.get('name') ?? url.searchParams.get('latitude')}`);
    if (broken !== null) return void response.writeHead(broken.status).end(broken.body);
    const known = url.searchParams.get('name') === '北京';
    const place = { name: '北京', latitude: 39.9, longitude: 116.4, country: '中国', admin1: '北京' };
    response.end(JSON.stringify(url.pathname === '/search' ? (known ? { results: [place] } : {}) : forecast));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  paths = [];
  broken = null;
  facts.clear();
});

async function weather(
  args: string,
  more: { allow?: boolean; senderId?: string; locale?: 'zh' | 'en' } = {},
) {
  const { allow = true, senderId = 'a', locale = 'zh' } = more;
  const config = {
    locale,
    web: { allowHosts: allow ? [origin] : [] },
    weather: { geocodingUrl: `http://${origin}/search`, forecastUrl: `http://${origin}/forecast` },
  } as unknown as GatewayConfig;
  const controls = weatherControls(config, people, { channel: 'feishu', id: senderId });
  const context = { args, locale, weather: controls } as unknown as CommandContext;
  return (await weatherCommand.run(context)).text;
}

describe('/weather', () => {
  it('tells the weather of a place, and of the same place to the same sender when none is named', async () => {
    const text = await weather('北京');
    expect(text).toBe(
      '**北京** (中国)\n⛅ 多云，21°C（体感 20°C），湿度 40%，风速 12 km/h\n- 03-01 ⛅ 多云，10–24°C，降水概率 5%\n- 03-02 🌧 小雨，8–18°C',
    );
    expect(paths).toEqual(['/search?北京', '/forecast?39.9']);
    expect(await weather('')).toBe(text);
    expect(paths).toHaveLength(3);
    expect(await weather('', { senderId: 'b' })).toContain('哪里的天气');
    expect(await weather('', { locale: 'en' })).toContain('partly cloudy, 21°C (feels like 20°C)');
  });

  it('says so when there is no such place', async () => {
    expect(await weather('nowhere')).toContain('没有找到“nowhere”');
    expect(facts.size).toBe(0);
  });

  it.each([
    [500, '{}'],
    [200, 'no json'],
    [200, '{"results": [{"name": 1}]}'],
  ])('says so when the service answers %d %s', async (status, body) => {
    broken = { status, body };
    expect(await weather('北京')).toContain('暂时没有给出可用的结果');
  });

  it('says so when the network is closed, and goes to no private address that is not allowed', async () => {
    expect(await weather('北京', { allow: false })).toContain('不能访问外网');
    expect(paths).toEqual([]);
  });
});

it.each([
  [0, '☀️ clear'],
  [3, '☁️ overcast'],
  [48, '🌫 fog'],
  [55, '🌦 drizzle'],
  [81, '🌦 showers'],
  [99, '⛈ thunderstorm with hail'],
])('code %d is %s', (code, sky) => expect(skyText(code, 'en')).toBe(sky));
