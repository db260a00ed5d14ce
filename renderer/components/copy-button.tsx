import { Check, Copy, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStores, useWords } from '../stores/stores.ts';
import { AsyncButton, AsyncIconButton, type ButtonProps } from './button.tsx';

interface CopyProps extends Pick<ButtonProps, 'tabIndex'> {
  label: string;
  /** Asked for when it is clicked. */
  text: () => string;
  /** An icon alone, with `label` as its name. */
  compact?: boolean;
  /** Where two of them stand side by side. */
  icon?: LucideIcon;
}

const confirmFor = 1500;

export function CopyButton({ label, text, compact = false, icon: usual = Copy, ...rest }: CopyProps) {
  const { client } = useStores();
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), confirmFor);
    return () => clearTimeout(timer);
  }, [copied]);
  const action = async () => {
    await client.request('app.copy', text());
    setCopied(true);
  };
  const icon = copied ? Check : usual;
  return (
    <>
      {compact ? (
        <AsyncIconButton icon={icon} label={label} action={action} {...rest} />
      ) : (
        <AsyncButton size="sm" icon={icon} action={action} {...rest}>
          {label}
        </AsyncButton>
      )}
      <span role="status" className="sr-only">
        {copied ? t('app.kit.copied') : ''}
      </span>
    </>
  );
}
