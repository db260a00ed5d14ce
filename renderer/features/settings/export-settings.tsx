import { Download } from 'lucide-react';
import { AsyncButton, type ButtonProps } from '../../components/button.tsx';
import { useStores, useWords } from '../../stores/stores.ts';

/** Writes what is not at its default to a file. */
export function ExportSettings(look: Pick<ButtonProps, 'className' | 'tone'>) {
  const { client, toasts } = useStores();
  const { t } = useWords();
  const save = async () => {
    const file = await client.request('settings.export');
    if (file !== null) toasts.getState().done(t('settings.export.done', { file }));
  };
  return (
    <AsyncButton size="sm" icon={Download} action={save} {...look}>
      {t('settings.export.button')}
    </AsyncButton>
  );
}
