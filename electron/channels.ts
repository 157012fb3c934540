import type { PushChannel, RequestChannel } from './contract';

/** Requests that only the preload itself makes: the page may not hand main a path. */
type PreloadOnlyChannel = 'dataset:drop';

/** A request channel that the page may name. */
export type PageChannel = Exclude<RequestChannel, PreloadOnlyChannel>;

/** The channels the page may ask on; the compiler refuses a missing and an unknown one. */
const PAGE_CHANNELS = {
  'app:info': true,
  'app:open-logs': true,
  'app:copy-diagnostics': true,
  'app:open-link': true,
  'settings:get': true,
  'settings:set': true,
  'trainer:state': true,
  'trainer:log': true,
  'device:usage': true,
  'dataset:pick': true,
  'dataset:demo': true,
  'dataset:recent': true,
  'dataset:reopen': true,
  'dataset:of-run': true,
  'dataset:resize': true,
  'search:start': true,
  'search:pause': true,
  'search:resume': true,
  'search:stop': true,
  'search:estimate': true,
  'search:measure': true,
  'retrain:start': true,
  'retrain:estimate': true,
  'retrain:measure': true,
  'series:start': true,
  'series:waiting': true,
  'series:go-on': true,
  'series:drop': true,
  'runs:list': true,
  'runs:broken': true,
  'runs:open': true,
  'runs:records': true,
  'runs:live': true,
  'runs:reveal': true,
  'runs:resume': true,
  'runs:interrupted': true,
  'runs:decline': true,
  'runs:delete': true,
  'runs:annotate': true,
  'runs:trouble': true,
  'genotype:save': true,
  'genotype:open': true,
  'genotype:pending': true,
  'export:save': true,
} as const satisfies Record<PageChannel, true>;

/** The channels main pushes on; the compiler refuses a missing and an unknown one. */
const PUSH_CHANNELS = {
  'menu:command': true,
  'settings:changed': true,
  'trainer:state': true,
  'trainer:log': true,
  'run:records': true,
  'run:reopened': true,
  'run:trouble': true,
  'dataset:opened': true,
  'genotype:opened': true,
  'series:changed': true,
  'app:message': true,
} as const satisfies Record<PushChannel, true>;

/** Whether the page may ask on this channel. */
export function isPageChannel(channel: unknown): channel is PageChannel {
  return typeof channel === 'string' && Object.hasOwn(PAGE_CHANNELS, channel);
}

/** Whether the page may listen to this channel. */
export function isPushChannel(channel: unknown): channel is PushChannel {
  return typeof channel === 'string' && Object.hasOwn(PUSH_CHANNELS, channel);
}
