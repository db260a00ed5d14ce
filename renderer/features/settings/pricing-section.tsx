import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import { numberIn } from './check.ts';
import { TextSetting } from './setting.tsx';

const { perHour: perHourSchema } = settingsSchema.shape.pricing.shape;

/** What the seller asks for the machine. */
export function PricingSection({ values: { pricing } }: { values: Settings }) {
  return (
    <TextSetting
      path="pricing.perHour"
      schema={perHourSchema}
      value={pricing.perHour}
      textOf={(price) => price?.toString() ?? ''}
      parse={(text) => (text.trim() === '' ? null : numberIn(text))}
      numeric
    />
  );
}
