import path from 'node:path';
import { sandboxImage } from '../../shared/settings.ts';
import { gatewayImage } from '../gateway/start-gateway.ts';
import type { NeededImage } from './image-keeper.ts';

/** Images of this repository are made here, whatever their tag; all others are pulled. */
const ownRepository = sandboxImage.slice(0, sandboxImage.indexOf(':') + 1);

/**
 * The images that jobs need: the one that they run in, and the one of their gateways.
 * @param hasGpus whether this machine has NVIDIA GPUs, which want the CUDA variant.
 */
export function neededImages(image: string, assetsFolder: string, hasGpus: boolean): [NeededImage, ...NeededImage[]] {
  const sandbox = {
    kind: 'sandbox' as const,
    folder: path.join(assetsFolder, 'sandbox'),
    dockerfile: hasGpus ? 'Dockerfile.cuda' : 'Dockerfile.cpu',
  };
  const gateway = { kind: 'gateway' as const, folder: path.join(assetsFolder, 'gateway'), dockerfile: 'Dockerfile' };
  return [
    { name: image, recipe: image.startsWith(ownRepository) ? sandbox : null },
    { name: gatewayImage, recipe: gateway },
  ];
}
