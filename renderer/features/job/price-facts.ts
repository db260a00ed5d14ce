import type { Job } from '../../../shared/jobs.ts';
import { formatPrice, formatUsd, worthOf } from '../../../shared/pricing.ts';
import type { Words } from '../../language/words.ts';

/** The price that a job started with, and what the job is worth at it; nothing where it had none. */
export function priceFacts(job: Job, { t, language }: Words): (readonly [term: string, value: string])[] {
  const perHour = job.limits?.pricePerHour ?? null;
  if (perHour === null) return [];
  const price = t('overview.jobPrice.perHour', { price: formatPrice(perHour, language) });
  const worth = worthOf(job);
  return [
    [t('overview.jobPrice.term'), price],
    ...(worth === null ? [] : [[t('overview.jobPrice.worth'), formatUsd(worth, language)] as const]),
  ];
}
