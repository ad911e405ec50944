/** Every wait of the channel, in milliseconds. Tests pass shorter ones; nothing else does. */
export const feishuTiming = {
  /** one HTTP request, answer included */
  requestMs: 10_000,
  /** one file, up or down */
  transferMs: 120_000,
  /** what a message quotes or forwards, asked for before its turn */
  completeMs: 5000,
  /** how long a final answer is retried before `finish` rejects */
  deliverMs: 60_000,
  /** first update → a card is opened, unless the answer is finished by then */
  openCardMs: 400,
  /** between two updates of a streaming card: CardKit allows ten a second, five per user read well */
  streamMs: 250,
  /** between two updates of a card without CardKit: the platform allows five a second per message */
  patchMs: 1500,
  /** how long CardKit is left alone after the platform refused it for want of a permission */
  cardKitRestMs: 600_000,
  /** a message being worked on for this long gets the typing mark */
  typingMs: 300,
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
  /** WebSocket handshake */
  handshakeMs: 8000,
  /** without a pong for this long after a ping the socket is dead */
  pongMs: 5000,
  /** `stop` waits for sends under way */
  drainMs: 4000,
} as const;

export type FeishuTiming = { readonly [name in keyof typeof feishuTiming]: number };
