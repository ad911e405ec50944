import type { HostPort } from '../walls/rules.ts';
import type { GatewaySettings } from './gateway-config.ts';

/** An address as the portal names it, and the same as an instance reaches it. */
export type Reach = { from: HostPort; to: HostPort };

/** The settings with the addresses of models, speech and platforms as the instance reaches them. */
export function reached(settings: GatewaySettings, reach: readonly Reach[]): GatewaySettings {
  const { model, speech, feishu } = settings;
  return {
    ...settings,
    model: model && { ...model, baseUrl: reachedUrl(model.baseUrl, reach) },
    ...(speech?.own && {
      speech: { ...speech, own: { ...speech.own, baseUrl: reachedUrl(speech.own.baseUrl, reach) } },
    }),
    feishu: feishu && { ...feishu, openUrl: reachedUrl(feishu.openUrl, reach) },
  };
}

const defaultPorts: Record<string, number> = { http: 80, https: 443 };

/** Replaces host and port when both are exactly those of a pair; everything else stays byte by byte. */
export function reachedUrl(url: string, reach: readonly Reach[]): string {
  const match = /^(https?):\/\/([^/?#:@]+)(?::(\d+))?(?=[/?#]|$)/i.exec(url);
  if (!match) return url;
  const [origin, scheme = '', host = '', port] = match;
  const number = port === undefined ? defaultPorts[scheme.toLowerCase()] : Number(port);
  const pair = reach.find(({ from }) => from.host === host.toLowerCase() && from.port === number);
  return pair ? `${scheme}://${pair.to.host}:${pair.to.port}${url.slice(origin.length)}` : url;
}
