import type { PushChannel, RequestChannel } from './contract';

/** Requests that only the preload itself makes: the page may not hand main a path. */
type PreloadOnlyChannel = 'dataset:drop';

/** A request channel that the page may name. */
export type PageChannel = Exclude<RequestChannel, PreloadOnlyChannel>;

/** The channels the page may ask on; the compiler refuses a missing and an unknown one. */
const PAGE_CHANNELS = {
  'app:info': true,
  'trainer:state': true,
  'dataset:pick': true,
  'dataset:demo': true,
  'search:start': true,
  'search:pause': true,
  'search:resume': true,
  'search:stop': true,
  'runs:list': true,
  'runs:open': true,
  'runs:live': true,
  'runs:reveal': true,
  'genotype:save': true,
} as const satisfies Record<PageChannel, true>;

/** The channels main pushes on; the compiler refuses a missing and an unknown one. */
const PUSH_CHANNELS = {
  'trainer:state': true,
  'run:records': true,
  'menu:command': true,
} as const satisfies Record<PushChannel, true>;

/** Whether the page may ask on this channel. */
export function isPageChannel(channel: unknown): channel is PageChannel {
  return typeof channel === 'string' && Object.hasOwn(PAGE_CHANNELS, channel);
}

/** Whether the page may listen to this channel. */
export function isPushChannel(channel: unknown): channel is PushChannel {
  return typeof channel === 'string' && Object.hasOwn(PUSH_CHANNELS, channel);
}
