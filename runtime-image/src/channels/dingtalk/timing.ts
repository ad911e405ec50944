/** Every wait of the channel, in milliseconds. Tests pass shorter ones; nothing else does. */
export const dingtalkTiming = {
  /** one HTTP request, answer included */
  requestMs: 10_000,
  /** an upload or a download */
  transferMs: 60_000,
  /** how long a final answer is retried before `finish` rejects */
  deliverMs: 60_000,
  /** first update → a card is opened, unless the answer is finished by then */
  openCardMs: 400,
  /** between two updates of a card */
  streamMs: 400,
  /** how long cards and marks are left alone after the platform refused one */
  restMs: 600_000,
  /** a message being worked on for this long gets the typing mark */
  typingMs: 1500,
  /** first wait after a failed connection attempt; doubles up to `reconnectMsMax` */
  reconnectMs: 1000,
  reconnectMsMax: 60_000,
  /** spread of the first attempt after a lost connection, so that a fleet does not return in one instant */
  returnSpreadMs: 3000,
  /** between attempts while the platform refuses the app: a person has to correct something first */
  refusedMs: 60_000,
  /** a connection that held shorter than this counts as a failed attempt */
  stableMs: 10_000,
  /** until an unsent greeting is tried again */
  greetingMs: 60_000,
  handshakeMs: 8000,
  /** between WebSocket pings */
  pingMs: 30_000,
  /** a socket that gave no sign of life for this long is replaced */
  deafMs: 90_000,
  /** a socket that answers pings but brought no frame for this long is replaced: the platform may have forgotten it */
  silentMs: 900_000,
  /** how long a replaced connection may still acknowledge what it brought */
  retireMs: 12_000,
  /** `stop` waits for sends under way */
  drainMs: 4000,
} as const;

export type DingtalkTiming = { readonly [name in keyof typeof dingtalkTiming]: number };
