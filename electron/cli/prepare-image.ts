import type { EngineState } from '../../shared/engine.ts';
import { AppError } from '../../shared/errors.ts';
import type { Seller } from '../seller.ts';

/** Makes the images that jobs need if they are missing, a line for each step; returns the exit status. */
export async function prepareImage(seller: Seller): Promise<number> {
  await requireEngine(seller);
  let shown = '';
  seller.image.onChange((state) => {
    if (state.status !== 'preparing' || state.step === shown) return;
    shown = state.step;
    console.log(state.step);
  });
  const state = await seller.image.prepare();
  if (state.status === 'failed') throw new AppError(state.failure);
  return state.status === 'ready' ? 0 : 1;
}

/** @throws AppError engine_unreachable where no engine answers. */
export async function requireEngine({ engine }: Seller): Promise<void> {
  await engine.retry();
  const state: EngineState = engine.state();
  if (state.status === 'disconnected') throw new AppError(state.failure);
}
