import { describe, expect, it, vi } from 'vitest';
import { AppError, type Failure } from '../../shared/errors.ts';
import { createToastStore } from './toasts.ts';

const failure: Failure = {
  code: 'internal',
  message: 'It failed.',
  said: { key: 'someSentence', values: {} },
  retryable: true,
};

describe('messages', () => {
  it('keep a failure whole, so that it can be said in any language', () => {
    const toasts = createToastStore();
    toasts.getState().fail(new AppError(failure));
    expect(toasts.getState().toasts).toMatchObject([{ tone: 'bad', failure }]);
  });

  it('show the same failure once, and another beside it', () => {
    const toasts = createToastStore();
    const { failWith, done } = toasts.getState();
    failWith(failure);
    failWith({ ...failure });
    failWith({ ...failure, message: 'Something else failed.' });
    done('Done');
    expect(toasts.getState().toasts).toHaveLength(3);
  });

  it('let the oldest go where there are more than four, and its offer with it', () => {
    const toasts = createToastStore();
    const lapse = vi.fn();
    toasts.getState().offer('Deleted', { label: 'Undo', take: vi.fn(), lapse });
    for (const text of ['a', 'b', 'c']) toasts.getState().done(text);
    expect(lapse).not.toHaveBeenCalled();
    toasts.getState().done('d');
    expect(lapse).toHaveBeenCalledOnce();
  });
});
