import type { Weather, WeatherFailure, WeatherPlace } from '../weather/open-meteo.ts';
import { weatherText } from '../weather/texts.ts';
import { firstWords, UsageError } from './arguments.ts';
import type { Bilingual, Command } from './command.ts';

/** What `/weather` asks; the place is remembered for each sender. */
export type WeatherControls = {
  find(name: string): Promise<WeatherPlace | WeatherFailure | null>;
  read(place: WeatherPlace): Promise<Weather | WeatherFailure>;
  remembered(): WeatherPlace | null;
  remember(place: WeatherPlace): void;
};

const placeCharsMax = 80;

export const weatherCommand: Command = {
  name: 'weather',
  group: 'tools',
  usage: '[place]',
  help: { zh: '现在的天气和三天预报，无需密钥', en: 'the weather now and for three days, no key needed' },
  details: {
    zh: '地点会记住，下次只需 /weather。数据来自 Open-Meteo。',
    en: 'The place is remembered: next time /weather is enough. Data by Open-Meteo.',
  },
  examples: ['/weather 北京', '/weather Shanghai', '/weather'],
  immediate: true,
  access: 'anyone',
  async run({ args, locale, weather }) {
    if (args.length > placeCharsMax)
      throw new UsageError({
        zh: '地点太长了，请只写城市名。',
        en: 'That is too long: write the name of a town.',
      });
    const place = args === '' ? weather.remembered() : await weather.find(args);
    if (place === null) return { text: (args === '' ? noPlace : unknownPlace(args))[locale] };
    if ('kind' in place) return { text: failures[place.why][locale] };
    const found = await weather.read(place);
    if ('kind' in found) return { text: failures[found.why][locale] };
    weather.remember(place);
    return { text: weatherText(place, found, locale) };
  },
};

const noPlace: Bilingual = {
  zh: '哪里的天气？请写上地点，例如 /weather 北京，以后会记住。',
  en: 'Where? Write a place, such as /weather Shanghai; it is remembered.',
};
const unknownPlace = (name: string): Bilingual => ({
  zh: `没有找到“${firstWords(name)}”，请换个写法，例如只写城市名。`,
  en: `"${firstWords(name)}" was not found. Try it another way, for example only the town.`,
});
const failures: Record<WeatherFailure['why'], Bilingual> = {
  closed: {
    zh: '连不上天气服务（Open-Meteo）。可能这里不能访问外网，请稍后再试。',
    en: 'The weather service (Open-Meteo) cannot be reached. The network may be closed here; try again later.',
  },
  service: {
    zh: '天气服务（Open-Meteo）暂时没有给出可用的结果，请稍后再试。',
    en: 'The weather service (Open-Meteo) gave no usable answer; try again later.',
  },
};
