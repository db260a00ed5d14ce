import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import type { ImageType } from '../../../../shared/outputs.ts';
import { Empty } from '../../../components/empty.tsx';
import { useWords } from '../../../stores/stores.ts';

interface ImagePreviewProps {
  /** Cleaned. */
  name: string;
  type: ImageType;
  width: number;
  height: number;
  base64: string;
}

/** A picture, no larger than it is and than there is room. */
export function ImagePreview({ name, type, width, height, base64 }: ImagePreviewProps) {
  const { t } = useWords();
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <div className="flex flex-1 overflow-y-auto">
        <Empty icon={FileQuestion} title={t('outputs.noPreview.title')}>
          {t('outputs.noPreview.broken')}
        </Empty>
      </div>
    );
  }
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] place-items-center bg-sunken p-4">
      <img
        src={`data:image/${type};base64,${base64}`}
        alt={name}
        width={width}
        height={height}
        draggable={false}
        onError={() => setBroken(true)}
        className="max-h-full max-w-full object-contain"
      />
    </div>
  );
}
