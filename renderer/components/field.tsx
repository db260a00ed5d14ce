import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export interface FieldProps {
  label: ReactNode;
  /** What is wrong; stands under the field and marks it invalid. */
  error?: string | null | undefined;
  /** Something to know that does not stand in the way. */
  warning?: string | null | undefined;
  hint?: ReactNode;
  className?: string | undefined;
}

interface FieldFrameProps extends FieldProps {
  id: string;
  children: ReactNode;
}

function FieldFrame({ id, label, error, warning, hint, className, children }: FieldFrameProps) {
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      <FieldNotes id={id} error={error} warning={warning} hint={hint} />
    </div>
  );
}

type NotesProps = Pick<FieldProps, 'error' | 'warning' | 'hint'> & { id: string };

/** The lines under a field; `notesOf` names them to it. */
export function FieldNotes({ id, error, warning, hint }: NotesProps) {
  return (
    <>
      {error && (
        <p id={`${id}-error`} role="alert" className="whitespace-pre-line text-bad-ink text-xs wrap-anywhere">
          {error}
        </p>
      )}
      {warning && (
        <p id={`${id}-warning`} className="text-warn-ink text-xs">
          {warning}
        </p>
      )}
      {hint && !error && (
        <p id={`${id}-hint`} className="text-ink-3 text-xs">
          {hint}
        </p>
      )}
    </>
  );
}

export function notesOf({ id, error, warning, hint }: NotesProps): string | undefined {
  const ids = [error && `${id}-error`, warning && `${id}-warning`, hint && !error && `${id}-hint`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
}

export const inputLook = cx(
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink transition-colors',
  'hover:border-ink-3 focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0',
  'aria-invalid:border-bad disabled:bg-sunken disabled:text-ink-3 disabled:border-line',
);

/** Room at the end of a field for the unit that stands there. */
export const unitRoom = (unit: string | undefined): Record<`--${string}`, string> | undefined =>
  unit === undefined ? undefined : { '--unit': `${unit.length * 0.45 + 1.1}rem` };

type TextFieldProps = FieldProps & Omit<ComponentProps<'input'>, 'id' | 'className'> & { unit?: string };

export function TextField({ label, error, warning, hint, className, unit, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} {...{ label, error, warning, hint, className }}>
      <div className="relative">
        <input
          id={id}
          aria-invalid={Boolean(error)}
          aria-describedby={notesOf({ id, error, warning, hint })}
          autoComplete="off"
          spellCheck={false}
          style={unitRoom(unit)}
          className={cx(inputLook, 'h-8', unit && 'pr-(--unit)')}
          {...input}
        />
        {unit && (
          <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-ink-3 text-xs">
            {unit}
          </span>
        )}
      </div>
    </FieldFrame>
  );
}

type TextAreaProps = FieldProps & Omit<ComponentProps<'textarea'>, 'id' | 'className'> & { inputClassName?: string };

export function TextArea({ label, error, warning, hint, className, inputClassName, ...input }: TextAreaProps) {
  const id = useId();
  return (
    <FieldFrame id={id} {...{ label, error, warning, hint, className }}>
      <textarea
        id={id}
        aria-invalid={Boolean(error)}
        aria-describedby={notesOf({ id, error, warning, hint })}
        autoComplete="off"
        spellCheck={false}
        wrap="off"
        className={cx(inputLook, 'resize-none py-1.5 font-mono text-xs leading-5', inputClassName)}
        {...input}
      />
    </FieldFrame>
  );
}
