import { Download } from 'lucide-react';
import { AsyncButton, type ButtonProps } from '../../components/button.tsx';
import { useStores } from '../../stores/stores.ts';

/** Writes what is not at its default to a file. */
export function ExportSettings(look: Pick<ButtonProps, 'className' | 'tone'>) {
  const { client, toasts } = useStores();
  const save = async () => {
    const file = await client.request('settings.export');
    if (file !== null) toasts.getState().done(`The settings are saved in ${file}.`);
  };
  return (
    <AsyncButton size="sm" icon={Download} action={save} {...look}>
      Export…
    </AsyncButton>
  );
}
