import { z } from 'zod';
import type { EventName, RequestName } from '../shared/channels.ts';
import { AppError, type Failure } from '../shared/errors.ts';
import {
  type Argument,
  announcementSchema,
  type Bridge,
  contractVersion,
  type EventPayload,
  envelopeSchema,
  events,
  type Result,
  requests,
} from '../shared/ipc.ts';
import type { Words } from './language/words.ts';

declare global {
  interface Window {
    /** Put there by the preload; absent in a plain browser. */
    readonly computeswarm?: Bridge;
  }
}

type Arguments<N extends RequestName> = Argument<N> extends void ? [] : [argument: Argument<N>];

/** The typed way to the main process. */
export interface Client {
  /** Throws `AppError` with the failure that the main process sent. */
  request<N extends RequestName>(name: N, ...argument: Arguments<N>): Promise<Result<N>>;
  /** Calls `listener` with each valid announcement; returns the function that stops it. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
  pathOf(file: File): string;
}

interface ClientOptions {
  bridge: Bridge;
  /** An announcement could not be used: of another contract version, or of an unexpected shape. */
  onBadAnnouncement: (failure: Failure) => void;
  /** In the language of now. */
  words: () => Pick<Words, 't'>;
}

const staleWindow = ({ t }: Pick<Words, 't'>): Failure => ({
  code: 'internal',
  message: t('app.bridge.stale'),
  retryable: false,
  remedy: { text: t('app.bridge.staleAdvice') },
});

const misunderstood = ({ t }: Pick<Words, 't'>, name: string, detail: string): Failure => ({
  code: 'internal',
  message: t('app.bridge.misunderstood', { name }),
  retryable: false,
  remedy: { text: t('app.bridge.misunderstoodAdvice') },
  details: [detail],
});

// The same tables with one type parameter to follow from the name to the output.
const results: { readonly [N in RequestName]: { readonly result: z.ZodType<Result<N>> } } = requests;
const payloads: { readonly [N in EventName]: z.ZodType<EventPayload<N>> } = events;

async function call({ bridge, words }: ClientOptions, name: string, argument: unknown): Promise<unknown> {
  const [domain = '', method = ''] = name.split('.');
  const methods: unknown = Reflect.get(bridge, domain);
  const send: unknown = typeof methods === 'object' && methods !== null ? Reflect.get(methods, method) : undefined;
  if (typeof send !== 'function') throw new AppError(misunderstood(words(), name, words().t('app.bridge.noRequest')));
  return send(argument);
}

export function createClient(options: ClientOptions): Client {
  const { bridge, onBadAnnouncement, words } = options;
  const parse = <T>(schema: z.ZodType<T>, value: unknown, name: string): T => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new AppError(misunderstood(words(), name, z.prettifyError(result.error)));
  };
  return {
    async request<N extends RequestName>(name: N, ...[argument]: Arguments<N>) {
      const envelope = parse(envelopeSchema, await call(options, name, argument), name);
      if (!envelope.ok) throw new AppError(envelope.failure);
      return parse(results[name].result, envelope.value, name);
    },
    on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) {
      return bridge.on[name]((announcement) => {
        const outer = announcementSchema.safeParse(announcement);
        if (!outer.success) {
          const version: unknown =
            typeof announcement === 'object' && announcement !== null
              ? Reflect.get(announcement, 'version')
              : undefined;
          onBadAnnouncement(
            version === contractVersion ? misunderstood(words(), name, outer.error.message) : staleWindow(words()),
          );
          return;
        }
        const payload = payloads[name].safeParse(outer.data.payload);
        if (payload.success) listener(payload.data);
        else onBadAnnouncement(misunderstood(words(), name, z.prettifyError(payload.error)));
      });
    },
    pathOf: (file) => bridge.pathOf(file),
  };
}
