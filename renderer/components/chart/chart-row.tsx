import type { ReactNode } from 'react';

interface ChartRowProps {
  as: 'figure' | 'div';
  heading: ReactNode;
  children: ReactNode;
}

/**
 * What all that shares a time axis is laid out in, so that it lines up: heading and content side by side where there is
 * room, else one above the other.
 */
export function ChartRow({ as: Row, heading, children }: ChartRowProps) {
  return (
    <div className="@container">
      <Row className="grid grid-cols-1 gap-x-3 @2xl:grid-cols-[9rem_minmax(0,1fr)]">
        {heading}
        <div className="min-w-0">{children}</div>
      </Row>
    </div>
  );
}
