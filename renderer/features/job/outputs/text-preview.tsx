import { useMemo, useState } from 'react';
import { previewTextBytes } from '../../../../shared/outputs.ts';
import { plainLine } from '../../../../shared/text.ts';
import { Choice } from '../../../components/choice.tsx';
import { useWords } from '../../../stores/stores.ts';
import { delimiterOf, readTable, type Table } from './csv.ts';

interface TextPreviewProps {
  path: string;
  text: string;
  cut: boolean;
  damaged: boolean;
}

const mostRows = 200;
const mostColumns = 50;

/** The beginning of a text, or of a table. */
export function TextPreview({ path, text, cut, damaged }: TextPreviewProps) {
  const { t, formatBytes } = useWords();
  const [as, setAs] = useState<'table' | 'text'>('table');
  const delimiter = delimiterOf(path, text);
  const table = useMemo(
    () => (delimiter === null ? null : readTable(text, { delimiter, mostRows, mostColumns, textIsCut: cut })),
    [text, delimiter, cut],
  );
  const shown = as === 'table' ? table : null;
  const notes = [
    ...(damaged ? [t('outputs.damaged')] : []),
    ...(shown === null && cut ? [t('outputs.cut', { size: formatBytes(previewTextBytes) })] : []),
    ...(shown?.cut ? [t('outputs.rows', { count: shown.rows.length })] : []),
    ...(shown && shown.columnsLeft > 0 ? [t('outputs.columns', { count: shown.columnsLeft })] : []),
  ];
  return (
    <>
      {(table !== null || notes.length > 0) && (
        <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-canvas px-4 py-1.5">
          {table !== null && (
            <Choice
              label={t('outputs.show')}
              value={as}
              options={[
                { value: 'table', label: t('outputs.asTable') },
                { value: 'text', label: t('outputs.asText') },
              ]}
              onChange={setAs}
            />
          )}
          <p className="text-ink-3 text-xs">{notes.join(' ')}</p>
        </div>
      )}
      {shown === null ? <PlainText text={text} /> : <Rows table={shown} />}
    </>
  );
}

/** Escape sequences, controls and marks that turn text around do nothing here. */
function PlainText({ text }: { text: string }) {
  const clean = useMemo(() => text.split('\n').map(plainLine).join('\n'), [text]);
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      data-testid="preview-text"
      className="min-h-0 flex-1 overflow-auto whitespace-pre-wrap px-4 py-2 font-mono text-xs leading-5 outline-offset-[-2px] wrap-anywhere"
    >
      {clean}
    </pre>
  );
}

function Rows({ table: { rows } }: { table: Table }) {
  const { t } = useWords();
  const [head = [], ...others] = rows;
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const places = Array.from({ length: width }, (_, place) => place);
  return (
    <section
      aria-label={t('outputs.kind.table')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <table data-testid="preview-table" className="border-separate border-spacing-0 text-xs" data-selectable>
        <thead>
          <tr>
            {places.map((place) => (
              <th
                key={place}
                scope="col"
                className="sticky top-0 max-w-72 truncate border-line border-r border-b bg-sunken px-2.5 py-1 text-left font-medium"
              >
                <Cell text={head[place]} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {others.map((row, index) => (
            <tr key={index}>
              {places.map((place) => (
                <td key={place} className="max-w-72 truncate border-line border-r border-b px-2.5 py-1">
                  <Cell text={row[place]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Longer ones are cut: no cell is that wide. */
const mostCharacters = 500;

function Cell({ text = '' }: { text: string | undefined }) {
  const clean = plainLine(text.slice(0, mostCharacters).replaceAll('\n', ' '));
  return <bdi title={clean.length > 30 ? clean : undefined}>{clean}</bdi>;
}
