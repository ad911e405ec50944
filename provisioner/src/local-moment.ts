/** An instant as people of a zone say it: `3月10日 15:00`, `10 March, 15:00`. */
export function sayMoment(at: Date, zone: string, locale: 'zh' | 'en'): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: zone, ...options }).format(at);
  const day = part({ month: 'long', day: 'numeric' });
  const time = part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return locale === 'zh' ? `${day} ${time}` : `${day}, ${time}`;
}
